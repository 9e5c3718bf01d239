/** Whose evidence is, of what time, and which snapshot it goes to: transcripts, options, dumps, blocks. */
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EvidenceRequest } from '#electron/jobs/import/import-evidence.ts';
import { modified, sha256 } from '#test/support/imports.ts';
import { useImports } from '#test/support/imports.ts';
import { meminfo, ps, smapsBlock } from '#test/support/cli/evidence.ts';

const imports = useImports();
const { write, take, takePaths } = imports;

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
    const processes = imports.temp.file.snapshotReader(whole?.snapshotId ?? 0).processes();
    expect(processes.map(({ pid, evidence }) => [pid, 'line' in evidence ? evidence.line : 0])).toEqual([
      [77, 18],
      [78, 19],
    ]);
    const again = await takePaths(join(imports.temp.folder, 'session.log'));
    expect(again.parts).toMatchObject([{ duplicate: true }]);
    expect(imports.temp.file.artifacts()).toHaveLength(3);
  });

  it('tell their time where somebody looked at the clock', async () => {
    const dated = `root@gw-a:~# date -u\nSun Nov 22 09:17:03 UTC 2026\n${session}`;
    const { snapshots, parts } = await takePaths(write('dated.log', dated));
    const at = Date.UTC(2026, 10, 22, 9, 17, 3);
    expect(snapshots).toMatchObject([{ takenAt: at, timeSource: 'transcript' }]);
    expect(parts.map(({ artifact }) => artifact.capturedAt)).toEqual([at, at, at]);
  });

  it('do not tell their time where the zone is a guess, and say so', async () => {
    const path = write('dated.log', `root@gw-a:~# date\nSun Nov 22 17:17:03 CST 2026\n${session}`);
    const { snapshots, warnings } = await takePaths(path);
    expect(snapshots).toMatchObject([{ takenAt: modified.getTime(), timeSource: 'file' }]);
    expect(warnings).toContain(
      'The time that dated.log shows is not used: line 2 (Sun Nov 22 17:17:03 CST 2026) does not say its zone for certain. If you know it, give --at.',
    );
    const given = await take({ at: 0, target: 'other', sources: [{ path }] });
    expect(given.warnings).toEqual([]);
  });

  it('pasted twice at one time with other numbers are two snapshots', async () => {
    const at = Date.UTC(2026, 10, 22);
    const paste = (text: string) =>
      take({ at, sources: [{ name: 'paste', bytes: new Uint8Array(Buffer.from(text)) }] });
    await paste(session);
    const second = await paste(session.replace('50000', '60000'));
    expect(second.warnings.join()).toContain('two snapshots at the same time');
    expect(imports.temp.file.snapshots().map(({ takenAt }) => takenAt)).toEqual([at, at]);
  });
});

describe('whose and when', () => {
  it('gives regions without a name to the process that the user names', async () => {
    const listing = smapsBlock('7f0000000000-7f0004000000', 65_536, 20_000);
    const byName = await take({ process: 'fwlog', sources: [{ path: write('smaps', listing) }] });
    expect(byName.parts[0]?.artifact).toMatchObject({ pid: null, process: 'fwlog' });
    expect(imports.temp.file.snapshotReader(byName.snapshots[0]?.id ?? 0).processes()).toMatchObject([
      { name: 'fwlog' },
    ]);
    const byPid = await take({
      target: 'other',
      process: '77',
      sources: [{ path: join(imports.temp.folder, 'smaps') }],
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
    const named = await takePaths(join(imports.temp.folder, 'in'));
    expect(named.parts[0]?.artifact).toMatchObject({ kind: 'dump', pid: 78, baseAddress: '0x7f0000000000' });
    expect(named.warnings.join()).toContain('of another length than the name says');
  });

  it('refuses a dump from an address that no page has', async () => {
    const sources = [{ path: write('raw.bin', Buffer.alloc(4096, 7)) }];
    const unaligned = take({ sources, dump: { pid: 77, start: '0x7f0000000010' } });
    await expect(unaligned).rejects.toThrow(/0x7f0000000010.*page size 4096/);
    expect(imports.temp.file.artifacts()).toEqual([]);
  });

  it('keeps a dump of an unknown process with a warning, beside the evidence of its moment', async () => {
    await takePaths(write('ps', ps([77, 50_000, 'fwlog'])));
    const path = write('raw.bin', Buffer.alloc(4096, 7));
    const dump = (pid: number, start: string) => take({ sources: [{ path }], dump: { pid, start } });
    const known = await dump(77, '0x7f0000000000');
    expect(known.warnings.join()).not.toContain('no other evidence');
    const strange = await dump(78, '0x7f0000000000');
    expect(strange.warnings).toContain(
      'raw.bin is kept as memory of process 78, of which its snapshot holds no other evidence yet.',
    );
    await dump(77, '0x7f0000001000');
    expect(imports.temp.file.snapshots()).toMatchObject([{ artifactCount: 4, kinds: ['ps', 'dump'] }]);
    write('raw.bin', Buffer.alloc(4096, 8));
    utimesSync(path, modified, new Date(modified.getTime() + 60_000));
    await dump(77, '0x7f0000000000');
    expect(imports.temp.file.snapshots()).toHaveLength(2);
  });

  it('joins what comes block by block, and starts another with the first that is there already', async () => {
    const listing = smapsBlock('7f0000000000-7f0004000000', 65_536, 20_000);
    const block = async (
      name: string,
      content: string,
      seconds: number,
      request: Partial<EvidenceRequest> = {},
    ) => {
      const path = write(name, content);
      const at = new Date(modified.getTime() + seconds * 1000);
      utimesSync(path, at, at);
      return take({ sources: [{ path }], ...request });
    };
    await block('one', meminfo(1), 0);
    const joined = await block('ps', ps([77, 20_000, 'fwlog']), 40);
    expect(joined.warnings).toEqual([
      'joined snapshot gw@1 of 2026-11-22T09:30:00Z, which held no such evidence yet; use --new-snapshot to start another.',
    ]);
    await block('smaps', listing, 3000, { process: '77' });
    await block('smaps-of-other', listing, 60, { process: '78' });
    const shapes = () =>
      imports.temp.file.snapshots().map(({ takenAt, kinds }) => [takenAt - modified.getTime(), kinds]);
    expect(shapes()).toEqual([[0, ['meminfo', 'ps', 'smaps']]]);
    // Another reading of what is there; the next blocks go with it.
    await block('two', meminfo(2), 90);
    await block('ps', ps([77, 30_000, 'fwlog']), 100);
    // Regions that nobody named may be those of 77 too.
    await block('smaps', listing.replace('20000', '20004'), 120, { target: 'other' });
    await block('smaps-again', listing.replace('20000', '20008'), 130, { target: 'other', process: '77' });
    expect(shapes()).toEqual([
      [0, ['meminfo', 'ps', 'smaps']],
      [90_000, ['meminfo', 'ps']],
      [120_000, ['smaps']],
      [130_000, ['smaps']],
    ]);
  });

  it('joins nothing that is told to be another, has a time of its own, or is hours away', async () => {
    await takePaths(write('one', meminfo(1)));
    const path = write('ps', ps([77, 20_000, 'fwlog']));
    await take({ sources: [{ path }], newSnapshot: true });
    await take({ sources: [{ path: write('status', 'Name:\tfwlog\nPid:\t77\nVmRSS:\t10 kB\n') }], at: 5 });
    const later = new Date(modified.getTime() + 2 * 3600 * 1000);
    const vmstat = write(
      'vmstat',
      'nr_free_pages 100\nnr_zone_inactive_anon 5\nnr_anon_pages 7\npgfault 9\n',
    );
    utimesSync(vmstat, later, later);
    await takePaths(vmstat);
    expect(imports.temp.file.snapshots().map(({ kinds }) => kinds)).toEqual([
      ['status'],
      ['meminfo'],
      ['ps'],
      ['vmstat'],
    ]);
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
