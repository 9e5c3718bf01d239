import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explain } from '#shared/analysis/explain.ts';
import { selectSides } from '#shared/analysis/select-sides.ts';
import type { ReportRequest, ReportResult } from '#shared/contract/reports.ts';
import { importEvidence } from '#electron/jobs/import/import-evidence.ts';
import { renderReport } from '#electron/jobs/render-report.ts';
import type { Job } from '#electron/jobs/types.ts';
import { openCaseForReading } from '#electron/casefile/case-file.ts';
import { createTestPlatform } from '#test/support/test-platform.ts';
import { createTempCase, type TempCase } from '#test/support/temp-case.ts';
import { readPdf, textOf } from '#test/support/report/read-pdf.ts';

const going = { aborted: false };
const date = Date.UTC(2026, 2, 4);

/** A meminfo whose parts are told: only what is available and what is anonymous differs. */
function meminfo(availableKb: number, anonymousKb: number): string {
  return `MemTotal:        8167848 kB
MemFree:         1204112 kB
MemAvailable:    ${availableKb} kB
Buffers:            2048 kB
Cached:           900000 kB
AnonPages:       ${anonymousKb} kB
Shmem:             20480 kB
Slab:             110000 kB
SReclaimable:      60000 kB
SUnreclaim:        50000 kB
KernelStack:        3088 kB
PageTables:         4412 kB
`;
}

function ps(fwlogKb: number): string {
  return `  PID  PPID USER       RSS COMMAND
  101     1 root ${String(fwlogKb).padStart(9)} /usr/sbin/fwlog -c /home/alice/fwlog.conf --broker=192.0.2.9:9092
  102     1 root      9000 /usr/sbin/sshd -D
`;
}

let temporary: TempCase;
beforeAll(async () => {
  temporary = createTempCase({ title: 'A case of #two *hosts*' });
  await add('suspect', { meminfo: meminfo(5_890_004, 412_100), ps: ps(290_144) });
  await add('baseline', { meminfo: meminfo(6_190_320, 120_636), ps: ps(3_600) });
});
afterAll(() => temporary.remove());

async function add(target: string, files: Readonly<Record<string, string>>): Promise<void> {
  const sources = Object.entries(files).map(([name, text]) => ({
    kind: 'bytes' as const,
    name,
    bytes: new Uint8Array(Buffer.from(text)),
  }));
  const request = { case: '-', target, sources, at: Date.UTC(2026, 2, 3) };
  await finish(importEvidence(temporary.file, request, going, temporary.platform));
}

async function finish<Result>(job: Job<Result>): Promise<Result> {
  for (;;) {
    const step = await job.next();
    if (step.done) return step.value;
  }
}

function render(changes: Partial<ReportRequest> = {}, signal = going): Promise<ReportResult> {
  const request = { case: '-', lang: 'en' as const, redact: true, date, ...changes };
  return finish(renderReport(temporary.file, request, signal, temporary.platform));
}

describe('the report of a case', () => {
  it('says what the evidence says, and where it says it', async () => {
    const { pdf, pages, sha256 } = await render();
    const read = await readPdf(pdf);
    const all = textOf(read);
    expect(read.pages).toBe(pages);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    // 6,190,320 − 5,890,004 = 300,316 kB = 293.3 MiB more in use on the suspect.
    expect(all).toContain('suspect uses 293.3 MiB more memory than baseline');
    expect(all).toContain('+300,316');
    // 290,144 − 3,600 kB.
    expect(all).toContain('+286,544');
    expect(all).toContain('E-001:3');
    for (const artifact of temporary.file.artifacts()) {
      expect(all).toContain(artifact.sha256.match(/.{8}/g)!.join(' '));
    }
    expect(all).toContain(temporary.file.info.journalHead.match(/.{8}/g)!.join(' '));
    expect(all).toContain('A case of #two *hosts*');
  });

  it('is redacted unless it is asked not to be', async () => {
    const squeezed = async (redact: boolean): Promise<string> =>
      textOf(await readPdf((await render({ redact })).pdf)).replaceAll(/\s/g, '');
    expect(await squeezed(true)).not.toMatch(/alice|192\.0\.2\.9/);
    expect(await squeezed(true)).toMatch(/\/home\/\[USER-[A-Z2-7]{4}\]\/fwlog\.conf/);
    expect(await squeezed(false)).toContain('--broker=192.0.2.9:9092');
  });

  it('is the same twice, and another with another date or language', async () => {
    const first = await render();
    expect((await render()).sha256).toBe(first.sha256);
    expect((await render({ date: date + 1000 })).sha256).not.toBe(first.sha256);
    expect((await render({ lang: 'zh-CN' })).sha256).not.toBe(first.sha256);
  });

  it('names a target alone when it is asked for it', async () => {
    const { pdf } = await render({ a: 'baseline', b: 'suspect' });
    expect(textOf(await readPdf(pdf))).toContain('baseline uses 293.3 MiB less memory than suspect');
  });

  it.each([
    [{ a: 'nobody' }, 'input.unknown-target'],
    [{ a: 'suspect@9' }, 'input.unknown-snapshot'],
    [{ date: Number.MAX_SAFE_INTEGER }, 'input.bad-option'],
    [{ date: -1 }, 'input.bad-option'],
  ])('refuses %j', async (changes, code) => {
    await expect(render(changes)).rejects.toMatchObject({ code });
  });

  it('ends when it is cancelled', async () => {
    await expect(render({}, { aborted: true })).rejects.toMatchObject({ code: 'job.cancelled' });
  });

  it('tells its phases', async () => {
    const request = { case: '-', lang: 'en' as const, redact: true, date };
    const phases: string[] = [];
    for await (const { phase } of renderReport(temporary.file, request, going, temporary.platform))
      phases.push(phase);
    expect(phases).toEqual(['evidence', 'layout', 'check', 'done']);
  });
});

it('of an empty case is a clear error', async () => {
  const empty = createTempCase();
  const request = { case: '-', lang: 'en' as const, redact: true, date };
  await expect(finish(renderReport(empty.file, request, going, empty.platform))).rejects.toMatchObject({
    code: 'explain.no-evidence',
  });
  empty.remove();
});

describe.each(['en', 'zh-CN'] as const)('the bundled case in %s', (lang) => {
  it('prints its ledger, and every link of it leads somewhere', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'memcase-report-'));
    const platform = createTestPlatform(folder);
    const path = join(folder, 'sample.memcase');
    copyFileSync(platform.samplePath, path);
    const file = openCaseForReading(path, platform);
    try {
      const request = { case: '-', lang, redact: true, date };
      const { pdf } = await finish(renderReport(file, request, going, platform));
      const read = await readPdf(pdf);
      const sides = selectSides(file.snapshots(), {}, ({ id }) => file.snapshotReader(id));
      const { gapBytes, owners } = explain({ ...sides, caseTitle: '', all: false });
      const all = textOf(read);
      expect(all).toContain(`+${(gapBytes / 1024).toLocaleString('en-US')}`);
      for (const { deltaBytes } of owners)
        expect(all).toContain(`+${(deltaBytes / 1024).toLocaleString('en-US')}`);
      for (const daemon of ['fwlog', 'logsd', 'auditd']) expect(all).toContain(daemon);
      expect(read.links.filter(({ toPage }) => toPage === null)).toEqual([]);
      expect(read.links.length).toBeGreaterThan(100);
    } finally {
      file.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
