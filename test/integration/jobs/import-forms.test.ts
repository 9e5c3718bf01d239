/** The forms in which evidence comes: encodings, directories, archives, captures. */
import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { importLimits } from '#electron/jobs/limits.ts';
import type { ImportResult } from '#shared/contract/imports.ts';
import { modified, sha256, tarOf } from '#test/support/imports.ts';
import { useImports } from '#test/support/imports.ts';
import { codeOfRejected } from '#test/support/code-of.ts';
import { meminfo, ps, smapsBlock } from '#test/support/cli/evidence.ts';

const imports = useImports();
const { write, take, takePaths } = imports;
const kinds = ({ parts }: ImportResult) => parts.map(({ artifact, kind }) => [artifact.name, kind]);

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
    expect(Buffer.from(imports.temp.file.readBytes(id, 0, bytes.length)).equals(bytes)).toBe(true);
    const reader = imports.temp.file.snapshotReader(parts[0]?.artifact.snapshotId ?? 0);
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
    symlinkSync('../secret', join(imports.temp.folder, 'in/meminfo-link'));
    symlinkSync('..', join(imports.temp.folder, 'in/up'));
    execFileSync('mkfifo', [join(imports.temp.folder, 'in/pipe')]);
    const result = await takePaths(join(imports.temp.folder, 'in'));
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
    expect(result.leftOut).toEqual([
      { name: 'meminfo-link', reason: 'not-a-file' },
      { name: 'pipe', reason: 'not-a-file' },
      { name: 'up', reason: 'not-a-file' },
      { name: 'empty', reason: 'empty' },
      { name: 'notes.txt', reason: 'unrecognised' },
    ]);
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
    const { refused } = await take({ sources: [{ path: join(imports.temp.folder, 'in') }] }, limits);
    expect(refused).toMatchObject([{ code: 'input.too-large' }]);
  });
});

describe('archives', () => {
  it('give the same evidence as the directory that GNU tar packed, plain and compressed', async () => {
    write('in/proc/meminfo', meminfo(800_000));
    write('in/cmd/ps', ps([7, 50_000, '/usr/sbin/fwlog']));
    const made = (name: string, ...options: string[]) => {
      execFileSync('tar', [
        '-C',
        join(imports.temp.folder, 'in'),
        ...options,
        '-cf',
        join(imports.temp.folder, name),
        '.',
      ]);
      return join(imports.temp.folder, name);
    };
    const plain = await takePaths(join(imports.temp.folder, 'in'));
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
    expect(imports.temp.file.artifacts()).toHaveLength(2);
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
    expect(imports.temp.file.artifacts()).toEqual([]);
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
    const result = await takePaths(join(imports.temp.folder, 'all'));
    expect(result.snapshots).toMatchObject([
      { takenAt: t(1), timeSource: 'manifest' },
      { takenAt: t(2), timeSource: 'manifest' },
    ]);
    const [first] = result.snapshots;
    const meminfoOfFirst = imports.temp.file.snapshotReader(first?.id ?? 0).meminfo();
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
    const again = await takePaths(join(imports.temp.folder, 'all'));
    expect(again.parts.every(({ duplicate }) => duplicate)).toBe(true);
    expect(imports.temp.file.snapshots()).toHaveLength(2);
  });

  it('take one time for all of them only where there is one', async () => {
    writeCapture('all/001', 1);
    writeCapture('all/002', 2);
    const request = { sources: [{ path: join(imports.temp.folder, 'all') }], at: t(30) };
    expect(await codeOfRejected(take(request))).toBe('input.bad-option');
    expect(imports.temp.file.artifacts()).toEqual([]);
    const one = await take({ sources: [{ path: join(imports.temp.folder, 'all/001') }], at: t(30) });
    expect(one.snapshots).toMatchObject([{ takenAt: t(30), timeSource: 'given' }]);
  });

  it('have a manifest that is read to its end, and tell which of its lines are none', async () => {
    writeCapture('big', 1);
    const filler = Array.from({ length: 8000 }, (_, i) => `proc/${i}/stat\t${t(1)}\t0\t${i}\tcat stat`);
    const rows = [...filler, 'no row', `ps-late\t${t(1)}\t0\t-\tps -eo pid,rss,args`];
    const text = manifest('gw', 1, ...rows);
    expect(text.length).toBeGreaterThan(importLimits.headBytes);
    write('big/memcase-manifest.tsv', text);
    write('big/ps-late', ps([7, 1, 'x']));
    const { parts, warnings, leftOut } = await takePaths(join(imports.temp.folder, 'big'));
    expect(parts.find(({ kind }) => kind === 'ps')?.artifact.command).toBe('ps -eo pid,rss,args');
    // The head is line 1, the filler 2 to 8001.
    expect(warnings).toContain(
      '1 file with lines that are no rows of a manifest: memcase-manifest.tsv (line 8002).',
    );
    expect(leftOut).toEqual([{ name: 'memcase-manifest.tsv', reason: 'bad-manifest-line' }]);
  });

  it('have a manifest of a sane length', async () => {
    writeCapture('big', 1);
    const limits = { ...importLimits, manifestBytes: 100 };
    const { refused, parts } = await take({ sources: [{ path: join(imports.temp.folder, 'big') }] }, limits);
    expect(refused).toMatchObject([{ name: 'memcase-manifest.tsv', code: 'input.too-large' }]);
    expect(refused[0]?.message).toContain('longer than 100 bytes');
    expect(parts).toHaveLength(3);
  });

  it('list files that are empty as they were: told, and nothing left out', async () => {
    writeCapture('one', 1);
    write(
      'one/memcase-manifest.tsv',
      manifest('gw', 1, `proc/2/cmdline\t${t(1)}\t0\t2\tcat /proc/2/cmdline`),
    );
    write('one/proc/2/cmdline', '');
    const listed = await takePaths(join(imports.temp.folder, 'one'));
    expect(listed.warnings.join()).toContain('1 file left out (empty): proc/2/cmdline.');
    expect(listed.leftOut).toEqual([]);
    write('one/proc/3/cmdline', '');
    const { leftOut } = await takePaths(join(imports.temp.folder, 'one'));
    expect(leftOut).toEqual([{ name: 'proc/3/cmdline', reason: 'empty' }]);
  });

  it('are asked for one by one, not listed anew for each', async () => {
    const counts: number[] = [];
    for (const captures of [4, 12]) {
      const file = imports.temp.file;
      const folder = `many-${captures}`;
      for (let i = 0; i < captures; i += 1) writeCapture(`${folder}/${i}`, captures + i);
      let listed = 0;
      const whole = { artifacts: file.artifacts.bind(file), snapshots: file.snapshots.bind(file) };
      file.artifacts = (scope) => ((listed += 1), whole.artifacts(scope));
      file.snapshots = (scope) => ((listed += 1), whole.snapshots(scope));
      await take({ target: folder, sources: [{ path: join(imports.temp.folder, folder) }] });
      counts.push(listed);
      Object.assign(file, whole);
      expect(file.snapshots({ target: folder })).toHaveLength(captures);
    }
    expect(counts[1]).toBe(counts[0]);
  });

  it('of another target say so', async () => {
    writeCapture('one', 1);
    const { warnings } = await take({
      target: 'other',
      sources: [{ path: join(imports.temp.folder, 'one') }],
    });
    expect(warnings).toEqual(['The capture calls its target gw; it is kept as other.']);
  });
});
