/** Live collection from this machine, through a real shell and into a real case; no SSH in between. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CollectRequest, RemoteEvent } from '#shared/contract/collect.ts';
import type { Artifact } from '#shared/domain/evidence.ts';
import { collectLive } from '#electron/jobs/collect/collect-live.ts';
import { planCollection } from '#electron/jobs/collect/plan-collection.ts';
import { importEvidence } from '#electron/jobs/import/import-evidence.ts';
import { verifyCase } from '#electron/jobs/verify/verify-case.ts';
import { createLocalTarget } from '#test/support/collect/local-connect.ts';
import type { LocalTarget } from '#test/support/collect/local-connect.ts';
import { shells } from '#test/support/collect/local-process.ts';
import { createTempCase } from '#test/support/temp-case.ts';
import type { TempCase } from '#test/support/temp-case.ts';

const route = { hops: [{ user: null, host: 'localhost', port: null }], configFile: null, identityFiles: [] };

let temp: TempCase;
let sleepers: ChildProcess[] = [];

beforeEach(() => {
  temp = createTempCase();
});
afterEach(() => {
  for (const sleeper of sleepers) sleeper.kill();
  sleepers = [];
  temp.remove();
});

function startSleeper(): number {
  const sleeper = spawn('sleep', ['600'], { stdio: 'ignore' });
  sleepers.push(sleeper);
  if (sleeper.pid === undefined) throw new Error('sleep did not start');
  return sleeper.pid;
}

async function collect(target: LocalTarget, request: Partial<CollectRequest> = {}, signal?: AbortSignal) {
  const events: RemoteEvent[] = [];
  const platform = { ...temp.platform, now: Date.now };
  const ports = {
    prompter: { hostKey: async () => null, secret: async () => null },
    inTurn: <Result>(work: () => Promise<Result>) => work(),
    emit: (event: RemoteEvent) => void events.push(event),
    signal: signal ?? new AbortController().signal,
  };
  const parts = { connect: target.connect, platform, appVersion: '0.0.0' };
  const asked = { recipe: 'quick' as const, processes: [], route, target: 'here', ...request };
  return { result: await collectLive(temp.file, asked, ports, parts), events };
}

function bytesOf({ id, sizeBytes }: Artifact): string {
  return Buffer.from(temp.file.readBytes(id, 0, sizeBytes)).toString();
}

async function verified(): Promise<boolean> {
  const job = verifyCase(temp.file, { aborted: false });
  for (;;) {
    const step = await job.next();
    if (step.done === true) return step.value.ok;
  }
}

describe.each(shells.map((shell) => ({ shell, name: shell.slice(0, 2).join(' ') })))('$name', ({ shell }) => {
  it('brings one snapshot with its manifest into the case', async () => {
    const pid = startSleeper();
    const target = createLocalTarget({ shell });
    const { result, events } = await collect(target, { recipe: 'standard', processes: [String(pid)] });
    expect(result.snapshots).toHaveLength(1);
    expect(result.snapshots[0]?.timeSource).toBe('manifest');
    expect(result.refused).toEqual([]);
    const artifacts = temp.file.artifacts();
    const named = (name: string) => artifacts.find((artifact) => artifact.name === name);
    expect(named('proc/meminfo')).toMatchObject({
      kind: 'meminfo',
      exitCode: 0,
      command: 'cat /proc/meminfo',
    });
    expect(bytesOf(named('proc/meminfo')!)).toMatch(/^MemTotal: +\d+ kB\n/);
    expect(named(`proc/${pid}/smaps`)).toMatchObject({ kind: 'smaps', pid, exitCode: 0 });
    expect(named(`proc/${pid}/maps`)).toMatchObject({ kind: 'maps', pid });
    expect(bytesOf(named(`proc/${pid}/cmdline`)!)).toBe('sleep\u0000600\u0000');
    expect(named(`proc/${pid}/smaps_rollup`)?.kind).toBe('smaps-rollup');
    expect(bytesOf(named('proc/sys/kernel/osrelease')!)).toBe(
      readFileSync('/proc/sys/kernel/osrelease', 'utf8'),
    );
    const manifest = named('memcase-manifest.tsv');
    expect(manifest?.kind).toBe('manifest');
    expect(bytesOf(manifest!)).toContain('hostKey=SHA256:AAAA');
    expect(artifacts.every(({ sizeBytes }) => sizeBytes > 0)).toBe(true);
    expect(artifacts.every(({ sourceId, kind }) => sourceId === null && kind !== 'transcript')).toBe(true);
    expect(named('proc/zoneinfo')?.kind).toBe('text');
    expect(result.clock!.boundMs).toBeLessThan(2000);
    expect(Math.abs(result.clock!.offsetMs)).toBeLessThanOrEqual(result.clock!.boundMs + 2);
    expect(events.some(({ event }) => event === 'snapshot')).toBe(true);
    expect(await verified()).toBe(true);
    // Nothing of it stays: neither here nor there.
    expect(readdirSync(temp.platform.tempDir)).toEqual([]);
    expect(await target.started[0]!.exit).toMatchObject({ code: 0 });
  });

  it('gives the same evidence by the script that is carried to the machine', async () => {
    const pids = [startSleeper(), startSleeper(), startSleeper()];
    await collect(createLocalTarget({ shell }), { recipe: 'standard', processes: pids.map(String) });
    const folder = join(temp.folder, 'carried');
    mkdirSync(folder);
    const script = join(folder, 'capture.sh');
    writeFileSync(script, planCollection({ recipe: 'standard', processes: pids.map(String) }).captureScript);
    const [program = '', ...args] = shell.filter((word) => word !== '-s');
    const tar = execFileSync(program, [...args, script, folder], { encoding: 'utf8' }).trim();
    expect(readdirSync(folder).toSorted()).toEqual(['capture.sh', tar.slice(folder.length + 1)].toSorted());
    const job = importEvidence(
      temp.file,
      { target: 'carried', sources: [{ path: tar }] },
      { aborted: false },
      temp.platform,
    );
    while ((await job.next()).done !== true);
    // What comes and goes on a busy machine is left out: other processes, and the shells themselves.
    const listed = (target: string) =>
      temp.file
        .artifacts({ target })
        .map(({ name, kind, command, exitCode, pid }) => ({
          name: name.replace(/^memcase-[^/]*\//, ''),
          kind,
          command,
          exitCode,
          pid,
        }))
        .filter(({ pid }) => pid === null || pids.includes(pid))
        .toSorted((x, y) => (x.name < y.name ? -1 : 1));
    expect(listed('carried')).toEqual(listed('here'));
    expect(listed('here').filter(({ pid }) => pid !== null)).toHaveLength(3 * 5);
    expect(temp.file.snapshots({ target: 'carried' })).toMatchObject([{ timeSource: 'manifest' }]);
  });
});
