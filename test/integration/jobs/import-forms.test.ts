/** The forms in which evidence comes: encodings, directories, archives, captures, transcripts, dumps. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importEvidence } from '#electron/jobs/import/import-evidence.ts';
import type { EvidenceRequest } from '#electron/jobs/import/import-evidence.ts';
import { neverAborted } from '#electron/jobs/cancel.ts';
import { importLimits } from '#electron/jobs/limits.ts';
import { AppError } from '#shared/errors/app-error.ts';
import type { ImportResult } from '#shared/contract/imports.ts';
import { createTempCase } from '#test/support/temp-case.ts';
import type { TempCase } from '#test/support/temp-case.ts';
import { codeOfRejected } from '#test/support/code-of.ts';
import { meminfo, ps, smapsBlock } from '#test/support/cli/evidence.ts';

let temp: TempCase;
beforeEach(() => {
  temp = createTempCase();
});
afterEach(() => temp.remove());

const modified = new Date('2026-11-22T09:30:00Z');

function write(name: string, content: string | Uint8Array): string {
  const path = join(temp.folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  utimesSync(path, modified, modified);
  return path;
}

async function take(request: Partial<EvidenceRequest>, limits = importLimits): Promise<ImportResult> {
  const full = { target: 'gw', sources: [], ...request };
  const job = importEvidence(temp.file, full, neverAborted, temp.platform, limits);
  for (;;) {
    const step = await job.next();
    if (step.done === true) return step.value;
  }
}

const takePaths = (...paths: string[]) => take({ sources: paths.map((path) => ({ path })) });
const kinds = ({ parts }: ImportResult) => parts.map(({ artifact, kind }) => [artifact.name, kind]);
const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A tar of regular files, or of whatever the headers say. */
async function tarOf(
  ...members: readonly [header: Parameters<ReturnType<typeof pack>['entry']>[0], content: string | Buffer][]
) {
  const archive = pack();
  for (const [header, content] of members) archive.entry({ mtime: modified, ...header }, content);
  archive.finalize();
  return buffer(archive);
}

describe('encodings', () => {
  it.each([
    ['gb18030', 'gbk'],
    ['utf-16le', 'utf-16le'],
    ['utf-16be', 'utf-16be'],
  ] as const)('reads %s and stores the bytes as they came', async (encoding, name) => {
    const bytes = iconv.encode(`# 设备内存\n${meminfo(800_000)}`, name, { addBOM: encoding === 'utf-16be' });
    const { parts } = await takePaths(write('meminfo.txt', bytes));
    expect(parts).toMatchObject([
      { kind: 'meminfo', records: 14, artifact: { encoding, sizeBytes: bytes.length } },
    ]);
    expect(parts[0]?.artifact.sha256).toBe(sha256(bytes));
    const id = parts[0]?.artifact.id ?? 0;
    expect(Buffer.from(temp.file.readBytes(id, 0, bytes.length)).equals(bytes)).toBe(true);
    const reader = temp.file.snapshotReader(parts[0]?.artifact.snapshotId ?? 0);
    expect(reader.meminfo().find(({ field }) => field === 'MemTotal')).toMatchObject({
      value: 2_048_000 * 1024,
      evidence: { artifact: id, line: 2 },
    });
  });
});

describe('directories', () => {
  it('are walked in order; links and special files are left out and named', async () => {
    write('secret', meminfo(1));
    write('in/proc/meminfo', meminfo(800_000));
    write('in/proc/77/smaps', smapsBlock('00400000-00500000', 1024, 512, '[heap]'));
    write('in/notes.txt', 'somebody looked at this\n');
    write('in/empty', '');
    symlinkSync('../secret', join(temp.folder, 'in/meminfo-link'));
    symlinkSync('..', join(temp.folder, 'in/up'));
    execFileSync('mkfifo', [join(temp.folder, 'in/pipe')]);
    const result = await takePaths(join(temp.folder, 'in'));
    expect(kinds(result)).toEqual([
      ['notes.txt', 'text'],
      ['proc/77/smaps', 'smaps'],
      ['proc/meminfo', 'meminfo'],
    ]);
    expect(result.refused).toEqual([]);
    expect(result.parts[1]?.artifact.pid).toBe(77);
    expect(result.warnings.join('\n')).toMatch(/3 files left out \(links.*: meminfo-link, pipe, up\./);
    expect(result.warnings.join('\n')).toMatch(/1 file left out \(empty\): empty\./);
    expect(result.warnings.join('\n')).toMatch(/1 file kept as text that no parser reads: notes\.txt\./);
    expect(result.snapshots).toMatchObject([
      { takenAt: modified.getTime(), timeSource: 'file', artifactCount: 3 },
    ]);
  });

  it('are not walked where they are a live /proc', async () => {
    const { refused, parts } = await takePaths('/proc/self');
    expect(parts).toEqual([]);
    expect(refused).toMatchObject([{ code: 'input.bad-option' }]);
  });

  it('end at their limits', async () => {
    for (let i = 0; i < 6; i += 1) write(`in/${i}.txt`, 'x\n');
    const limits = { ...importLimits, items: 5 };
    const { refused } = await take({ sources: [{ path: join(temp.folder, 'in') }] }, limits);
    expect(refused).toMatchObject([{ code: 'input.too-large' }]);
  });
});

describe('archives', () => {
  it('give the same evidence as the directory that GNU tar packed, plain and compressed', async () => {
    write('in/proc/meminfo', meminfo(800_000));
    write('in/cmd/ps', ps([7, 50_000, '/usr/sbin/fwlog']));
    const made = (name: string, ...options: string[]) => {
      execFileSync('tar', ['-C', join(temp.folder, 'in'), ...options, '-cf', join(temp.folder, name), '.']);
      return join(temp.folder, name);
    };
    const plain = await takePaths(join(temp.folder, 'in'));
    for (const [name, ...options] of [
      ['a.tar'],
      ['a.tgz', '-z'],
      ['a.pax.tar', '--format=pax'],
      ['a.v7.tar', '--format=v7'],
    ] as const) {
      const packed = await takePaths(made(name, ...options));
      // Equal bytes of a weaker time: the snapshot that there is.
      expect(packed.parts.map(({ duplicate }) => duplicate)).toEqual([true, true]);
      expect(packed.parts.map(({ artifact }) => artifact.sha256).toSorted()).toEqual(
        plain.parts.map(({ artifact }) => artifact.sha256).toSorted(),
      );
    }
    expect(temp.file.artifacts()).toHaveLength(2);
  });

  it('of archives are read two deep, and no deeper', async () => {
    const inner = await tarOf([{ name: 'meminfo' }, meminfo(800_000)]);
    const middle = await tarOf([{ name: 'inner.tar.gz' }, gzipSync(inner)]);
    const two = await takePaths(write('two.tar', middle));
    expect(kinds(two)).toEqual([['meminfo', 'meminfo']]);
    const outer = await tarOf([{ name: 'middle.tar' }, middle], [{ name: 'ps' }, ps([1, 2, 'init'])]);
    const three = await takePaths(write('three.tar', outer));
    expect(kinds(three)).toEqual([['ps', 'ps']]);
    expect(three.refused).toMatchObject([{ name: 'inner.tar.gz', code: 'input.bad-archive' }]);
  });

  it('have names that are data, and links that lead nowhere', async () => {
    const bytes = await tarOf(
      [{ name: '../../etc/passwd' }, meminfo(800_000)],
      [{ name: '/absolute\u001b[2J' }, 'text\n'],
      [{ name: 'link', type: 'symlink', linkname: '/etc/shadow' }, ''],
      [{ name: 'hard', type: 'link', linkname: '/etc/shadow' }, ''],
      [{ name: 'device', type: 'character-device', devmajor: 1, devminor: 1 }, ''],
      [{ name: 'folder/', type: 'directory' }, ''],
    );
    const result = await takePaths(write('hostile.tar', bytes));
    expect(kinds(result)).toEqual([
      ['../../etc/passwd', 'meminfo'],
      ['/absolute␛[2J', 'text'],
    ]);
    expect(result.warnings.join('\n')).toMatch(
      /3 files left out \(links and special files.*: link, hard, device\./,
    );
  });

  it('that are cut off give what came before', async () => {
    const bytes = await tarOf([{ name: 'meminfo' }, meminfo(800_000)], [{ name: 'ps' }, ps([7, 1, 'x'])]);
    const packed = gzipSync(bytes);
    for (const [name, content] of [
      ['cut.tar', bytes.subarray(0, bytes.indexOf('PID   RSS'))],
      ['cut.tgz', packed.subarray(0, packed.length - 20)],
    ] as const) {
      const { refused, parts } = await takePaths(write(name, content));
      expect(parts[0]?.artifact.name).toBe('meminfo');
      expect(refused.at(-1)).toMatchObject({ code: 'input.bad-archive' });
    }
  });

  it('that unpack to too much are refused before anything is stored', async () => {
    const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024));
    const limits = { ...importLimits, unpackedBytes: 1024 * 1024 };
    const { refused, parts } = await take({ sources: [{ path: write('bomb.gz', bomb) }] }, limits);
    expect(refused).toMatchObject([{ code: 'input.too-large' }]);
    expect(parts).toEqual([]);
    expect(temp.file.artifacts()).toEqual([]);
  });

  it('of one compressed file are that file', async () => {
    const result = await takePaths(write('meminfo.gz', gzipSync(meminfo(800_000))));
    expect(kinds(result)).toEqual([['meminfo', 'meminfo']]);
  });
});

describe('captures', () => {
  const t = (minute: number) => Date.UTC(2026, 10, 22, 12, minute);
  const manifest = (target: string, minute: number, ...rows: string[]) =>
    [`# memcase-capture/1\ttarget=${target}\tat=${t(minute)}`, ...rows, ''].join('\n');

  function writeCapture(folder: string, minute: number): void {
    const row = (path: string, second: number, pid: string, command: string) =>
      `${path}\t${t(minute) + second * 1000}\t0\t${pid}\t${command}`;
    write(
      `${folder}/memcase-manifest.tsv`,
      manifest(
        'gw',
        minute,
        row('proc/meminfo', 0, '-', 'cat /proc/meminfo'),
        row('cmd/meminfo-after', 2, '-', 'cat /proc/meminfo'),
        row('x/rollup', 1, '4242', 'cat /proc/4242/smaps_rollup'),
      ),
    );
    write(`${folder}/proc/meminfo`, meminfo(800_000 + minute));
    write(`${folder}/cmd/meminfo-after`, meminfo(1));
    write(
      `${folder}/x/rollup`,
      smapsBlock('00400000-7fff00000000', 1024, 512, '[rollup]').replace(
        /^Size.*\n|^.*PageSize.*\n|^VmFlags.*\n/gm,
        '',
      ),
    );
  }

  it('are a snapshot each, at their own time, what was captured first going first', async () => {
    writeCapture('all/001', 1);
    writeCapture('all/002', 2);
    const result = await takePaths(join(temp.folder, 'all'));
    expect(result.snapshots).toMatchObject([
      { takenAt: t(1), timeSource: 'manifest' },
      { takenAt: t(2), timeSource: 'manifest' },
    ]);
    const [first] = result.snapshots;
    const meminfoOfFirst = temp.file.snapshotReader(first?.id ?? 0).meminfo();
    expect(meminfoOfFirst.find(({ field }) => field === 'MemAvailable')?.value).toBe(800_001 * 1024);
    const rollup = result.parts.find(({ artifact }) => artifact.name === '001/x/rollup')?.artifact;
    expect(rollup).toMatchObject({
      kind: 'smaps-rollup',
      pid: 4242,
      command: 'cat /proc/4242/smaps_rollup',
      exitCode: 0,
      capturedAt: t(1) + 1000,
    });
    expect(result.warnings).toEqual([]);
    const again = await takePaths(join(temp.folder, 'all'));
    expect(again.parts.every(({ duplicate }) => duplicate)).toBe(true);
    expect(temp.file.snapshots()).toHaveLength(2);
  });

  it('take one time for all of them only where there is one', async () => {
    writeCapture('all/001', 1);
    writeCapture('all/002', 2);
    const request = { sources: [{ path: join(temp.folder, 'all') }], at: t(30) };
    expect(await codeOfRejected(take(request))).toBe('input.bad-option');
    expect(temp.file.artifacts()).toEqual([]);
    const one = await take({ sources: [{ path: join(temp.folder, 'all/001') }], at: t(30) });
    expect(one.snapshots).toMatchObject([{ takenAt: t(30), timeSource: 'given' }]);
  });

  it('of another target say so', async () => {
    writeCapture('one', 1);
    const { warnings } = await take({ target: 'other', sources: [{ path: join(temp.folder, 'one') }] });
    expect(warnings).toEqual(['The capture calls its target gw; it is kept as other.']);
  });
});

describe('transcripts', () => {
  const session = [
    'root@gw-a:~# cat /proc/meminfo',
    meminfo(800_000).trimEnd(),
    'root@gw-a:~# ps -eo pid,rss,args',
    ps([77, 50_000, '/usr/sbin/fwlog'], [78, 1000, '/usr/sbin/logsd']).trimEnd(),
    'root@gw-a:~# exit',
    '',
  ].join('\n');

  it('are stored once; their listings are parts with lines of the file', async () => {
    const { parts } = await takePaths(write('session.log', session));
    const [whole, ...listings] = parts.map(({ artifact }) => artifact);
    // Each listing is read alone: the lines of the others would be problems to it.
    expect(parts.map(({ records, problems }) => [records, problems])).toEqual([
      [0, 0],
      [14, 0],
      [2, 0],
    ]);
    expect(whole).toMatchObject({ kind: 'transcript', lines: null, sha256: sha256(session) });
    // Prompt in line 1, 14 fields, prompt in line 16, header and two rows.
    expect(listings).toMatchObject([
      { kind: 'meminfo', sourceId: whole?.id, lines: { first: 2, last: 15 }, command: 'cat /proc/meminfo' },
      { kind: 'ps', sourceId: whole?.id, lines: { first: 17, last: 19 }, command: 'ps -eo pid,rss,args' },
    ]);
    const processes = temp.file.snapshotReader(whole?.snapshotId ?? 0).processes();
    expect(processes.map(({ pid, evidence }) => [pid, 'line' in evidence ? evidence.line : 0])).toEqual([
      [77, 18],
      [78, 19],
    ]);
    const again = await takePaths(join(temp.folder, 'session.log'));
    expect(again.parts).toMatchObject([{ duplicate: true }]);
    expect(temp.file.artifacts()).toHaveLength(3);
  });

  it('pasted twice at one time with other numbers are two snapshots', async () => {
    const at = Date.UTC(2026, 10, 22);
    const paste = (text: string) =>
      take({ at, sources: [{ name: 'paste', bytes: new Uint8Array(Buffer.from(text)) }] });
    await paste(session);
    const second = await paste(session.replace('50000', '60000'));
    expect(second.warnings.join()).toContain('two snapshots at the same time');
    expect(temp.file.snapshots().map(({ takenAt }) => takenAt)).toEqual([at, at]);
  });
});

describe('whose and when', () => {
  it('gives regions without a name to the process that the user names', async () => {
    const listing = smapsBlock('7f0000000000-7f0004000000', 65_536, 20_000);
    const byName = await take({ process: 'fwlog', sources: [{ path: write('smaps', listing) }] });
    expect(byName.parts[0]?.artifact).toMatchObject({ pid: null, process: 'fwlog' });
    expect(temp.file.snapshotReader(byName.snapshots[0]?.id ?? 0).processes()).toMatchObject([
      { name: 'fwlog' },
    ]);
    const byPid = await take({
      target: 'other',
      process: '77',
      sources: [{ path: join(temp.folder, 'smaps') }],
    });
    expect(byPid.parts[0]?.artifact).toMatchObject({ pid: 77, process: null });
  });

  it('takes raw dumps with process and address, from the option and from the name', async () => {
    const bytes = Buffer.alloc(8192, 7);
    const given = await take({
      sources: [{ path: write('raw.bin', bytes) }],
      dump: { pid: 77, start: '0x7f0000000000' },
    });
    expect(given.parts[0]?.artifact).toMatchObject({
      kind: 'dump',
      pid: 77,
      baseAddress: '0x7f0000000000',
      encoding: 'binary',
    });
    write('in/dump/78/0x7f0000000000-0x7f0000003000.bin', bytes);
    const named = await takePaths(join(temp.folder, 'in'));
    expect(named.parts[0]?.artifact).toMatchObject({ kind: 'dump', pid: 78, baseAddress: '0x7f0000000000' });
    expect(named.warnings.join()).toContain('of another length than the name says');
  });

  it('puts files of one import into one snapshot, at the newest; a second reading of the same starts another', async () => {
    const [one, two, list] = [
      write('one', meminfo(1)),
      write('two', meminfo(2)),
      write('ps', ps([1, 2, 'init'])),
    ];
    const later = new Date(modified.getTime() + 60_000);
    utimesSync(list ?? '', later, later);
    const { snapshots } = await takePaths(one ?? '', two ?? '', list ?? '');
    expect(snapshots).toMatchObject([
      { takenAt: modified.getTime(), kinds: ['meminfo'] },
      { takenAt: later.getTime(), kinds: ['meminfo', 'ps'] },
    ]);
  });
});

describe('what goes wrong between looking and storing', () => {
  it('refuses every member of an archive that is gone by then', async () => {
    const path = write(
      'evidence.tar',
      await tarOf([{ name: 'meminfo' }, meminfo(800_000)], [{ name: 'ps' }, ps()]),
    );
    const job = importEvidence(temp.file, { target: 'gw', sources: [{ path }] }, neverAborted, temp.platform);
    let step = await job.next();
    for (let looked = 0; step.done !== true; step = await job.next()) {
      if (step.value.phase === 'look' && ++looked === 2) rmSync(path);
    }
    expect(step.value.parts).toEqual([]);
    expect(step.value.refused.map(({ name, code }) => [name, code])).toEqual([
      ['meminfo', 'input.unreadable'],
      ['ps', 'input.unreadable'],
    ]);
  });

  it('cuts a transcript whose parts were not written the first time', async () => {
    const path = write(
      'session.log',
      `[root@gw ~]# cat /proc/meminfo\n${meminfo(800_000)}[root@gw ~]# ps\n${ps()}`,
    );
    const addParts = temp.file.addParts.bind(temp.file);
    temp.file.addParts = () => {
      throw new AppError('casefile.disk-full', 'The disk is full.');
    };
    await takePaths(path).catch(() => undefined);
    temp.file.addParts = addParts;
    expect(temp.file.artifacts().map(({ kind }) => kind)).toEqual(['transcript']);
    await takePaths(path);
    expect(temp.file.artifacts().map(({ kind }) => kind)).toEqual(['transcript', 'meminfo', 'ps']);
  });
});
