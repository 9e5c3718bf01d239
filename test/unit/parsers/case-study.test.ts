import { describe, expect, it } from 'vitest';
import type { ParsedArtifact, ParsedMapping } from '#shared/domain/parsed.ts';
import { parseArtifact, recogniseKind } from '#shared/parsers/registry.ts';
import { sliceLines } from '#shared/parsers/text-source.ts';
import { cutTranscript } from '#shared/parsers/transcript.ts';
import { fixtureSource, fixtureText, sourceOf } from '#test/support/text-source.ts';

const KB = 1024;

function flagged(artifact: ParsedArtifact, reason: string): number[] {
  return [
    ...new Set(artifact.problems.filter((problem) => problem.reason === reason).map(({ line }) => line)),
  ];
}

describe('meminfo block', () => {
  it('adds up to what the story says: 1,767,116 + 473,376 kB, of which 80.6 MiB are files', () => {
    const source = fixtureSource('case-study/meminfo.txt');
    expect(recogniseKind(source, 'paste')).toBe('meminfo');
    const { meminfo, problems } = parseArtifact('meminfo', source);
    const kilobytes = Object.fromEntries(meminfo.map(({ name, value }) => [name, value / KB]));
    expect(kilobytes).toEqual({
      Active: 1_767_116,
      Inactive: 473_376,
      'Active(anon)': 1_745_808,
      'Inactive(anon)': 412_100,
      'Active(file)': 21_308,
      'Inactive(file)': 61_276,
    });
    expect(1_767_116 + 473_376).toBe(2_240_492);
    // A grep was meant: MemTotal is not missed.
    expect(problems).toEqual([]);
  });
});

describe('ps block', () => {
  it('is read as path and rss in kB, one record per line', () => {
    const source = fixtureSource('case-study/ps.txt');
    expect(recogniseKind(source, 'paste')).toBe('ps');
    const { processes, problems } = parseArtifact('ps', source);
    expect(problems).toEqual([]);
    expect(processes).toHaveLength(14);
    const byName = new Map<string, number[]>();
    for (const { name = '', measures } of processes) {
      byName.set(name, [...(byName.get(name) ?? []), (measures[0]?.bytes ?? 0) / KB]);
    }
    expect(Object.fromEntries(byName)).toEqual({
      ad_appd: [600_584, 547_356, 582_764],
      kd_appd: [526_644],
      kernelog: [1768, 1768],
      cloudd: [431_356, 431_356, 431_356, 43_156, 43_156, 43_156, 43_156],
      falog: [52_022],
    });
    expect(processes[0]).toMatchObject({ commandLine: '/usr/sbin/ad_appd', line: 1 });
    expect(processes.every(({ pid }) => pid === undefined)).toBe(true);
  });
});

describe('pmap block', () => {
  const source = fixtureSource('case-study/pmap.txt');
  const artifact = parseArtifact('pmap', source);
  const sizeKb = ({ start, end }: ParsedMapping): number => Number(end - start) / KB;

  it('is recognised without its title and name', () => {
    expect(recogniseKind(source, '')).toBe('pmap');
  });

  it('gives every row, with the sizes that were printed', () => {
    expect(artifact.mappings.map(sizeKb)).toEqual([
      4, 4, 8, 440, 65_096, 132, 65_404, 41_128, 24_408, 15_792, 49_744, 6192, 4, 8192, 4, 8192, 4, 8192, 4,
      8192, 8, 4,
    ]);
    expect(artifact.mappings.map(({ line }) => line)).toEqual(Array.from({ length: 22 }, (_, i) => i + 2));
  });

  it('finds four pairs of neighbours that make 65,536 kB', () => {
    const { mappings } = artifact;
    const pairs = mappings.flatMap((mapping, i) => {
      const next = mappings[i + 1];
      const isPair =
        next !== undefined && mapping.end === next.start && sizeKb(mapping) + sizeKb(next) === 65_536;
      return isPair ? [[mapping.start.toString(16), sizeKb(mapping), sizeKb(next)]] : [];
    });
    expect(pairs).toEqual([
      ['7f6380000000', 440, 65_096],
      ['7f6388000000', 132, 65_404],
      ['7f638c000000', 41_128, 24_408],
      ['7f6390000000', 15_792, 49_744],
    ]);
  });

  it('reads the rows in spite of their damage', () => {
    const [first, second, third, fourth, fifth] = artifact.mappings;
    // Without an address: it is taken as ending where the next row starts.
    expect(first).toMatchObject({
      start: 0x3697815000n,
      path: 'libnsl.so.1',
      permissions: '',
      rssBytes: 4 * KB,
    });
    expect(second).toMatchObject({ start: 0x3697816000n, path: '', permissions: 'rw-p', dirtyBytes: 4 * KB });
    expect(third).toMatchObject({ path: '[ anon ]', permissions: 'rw-p', rssBytes: 0 });
    expect(fourth).toMatchObject({
      permissions: 'rw-p',
      rssBytes: 156 * KB,
      dirtyBytes: 156 * KB,
      path: '[ anon ]',
    });
    expect(fifth).toMatchObject({ permissions: '', rssBytes: 0, dirtyBytes: 0, path: '[ anon ]' });
    expect(artifact.mappings.at(-2)).toMatchObject({ permissions: 'r--p', path: 'ips.mo', rssBytes: 0 });
    expect(
      artifact.mappings.every(({ pssBytes, swapBytes }) => pssBytes === undefined && swapBytes === undefined),
    ).toBe(true);
  });

  // Lines listed by hand from the file.
  it('flags every damaged line', () => {
    expect(flagged(artifact, 'damaged-digit')).toEqual([6, 8, 10, 12, 14, 16, 18, 20, 22]); // Θ
    const lookAlikes = [5, 7, 9, 15, 17, 19, 21, 23]; // ΓW, ГW
    const shortened = [3, 4, 11, 13, 22]; // rw for rw---, r for r----
    expect(flagged(artifact, 'damaged-permissions')).toEqual(
      [...lookAlikes, ...shortened].toSorted((a, b) => a - b),
    );
    expect(flagged(artifact, 'damaged-label')).toEqual([4, 5, 11]); // l anon l, l anon l, anon 1
    // Address and mode; mapping; mode of the reserve rows.
    expect(flagged(artifact, 'missing-column')).toEqual([2, 3, 6, 8, 10, 12, 14, 16, 18, 20]);
    expect(flagged(artifact, 'moved-column')).toEqual([2]); // the `_` behind libnsl.so.1
    expect(new Set(artifact.problems.map(({ line }) => line)).size).toBe(22);
  });

  it('keeps the raw line with the flag', () => {
    const raw = fixtureText('case-study/pmap.txt').split('\n');
    for (const problem of artifact.problems) expect(problem.text).toBe(raw[problem.line - 1]);
  });
});

describe('the blocks among prose', () => {
  // As a wiki exports such a page; the words between the blocks are this test's.
  const meminfo = fixtureText('case-study/meminfo.txt');
  const ps = fixtureText('case-study/ps.txt');
  const pmap = fixtureText('case-study/pmap.txt');
  const page = [
    '问题:两台设备,其中一台剩余内存少 200~300M。',
    '### 1. 比较/proc/meminfo',
    '```',
    'TS3.0.24.4474 ~ # cat /proc/meminfo | grep -i active',
    `${meminfo}\`\`\``,
    '',
    '192.0.2.18',
    '#### 2. RSS',
    '```',
    `${ps}\`\`\``,
    '# 3. fwlog对比',
    '通过 pmap -x pid 来对比。',
    '',
    pmap,
    '192.0.2.18',
    '',
    '```',
    'TS3.0.24.4474 ~ # vi test_dump.gdb',
    'dump memory /fwlog/test_memory.dump 0x7f21b8000000 0x7F21BBFFF000',
    '```',
    '结论: 10w条和1G。',
  ].join('\n');
  const source = sourceOf(page);

  it('is a transcript of three parts, with lines of the page', () => {
    expect(recogniseKind(source, 'case-study.txt')).toBe('transcript');
    const lines = page.split('\n');
    const lineOf = (text: string): number => lines.indexOf(text) + 1;
    expect(cutTranscript(source)).toEqual([
      {
        kind: 'meminfo',
        firstLine: lineOf('Active: 1767116 kB'),
        lastLine: lineOf('Inactive(file): 61276 kB'),
        command: 'cat /proc/meminfo | grep -i active',
        pid: null,
        hostname: 'TS3.0.24.4474',
      },
      {
        kind: 'ps',
        firstLine: lineOf('/usr/sbin/ad_appd 600584'),
        lastLine: lineOf('/usr/sbin/falog 52022'),
        command: null,
        pid: null,
        hostname: null,
      },
      {
        kind: 'pmap',
        firstLine: lineOf('Address\tKbytes\t\tRSS\t\tDirty Mode\tMapping'),
        lastLine: lineOf('00007f63967dc000\t4\t4\t4\tΓW\t[ anon ]\t'),
        command: null,
        pid: null,
        hostname: null,
      },
    ]);
  });

  it('gives each part the records and problems of the block alone, at lines of the page', () => {
    for (const [i, name] of ['meminfo', 'ps', 'pmap'].entries()) {
      const part = cutTranscript(source)[i]!;
      const inPage = parseArtifact(part.kind, sliceLines(source, part.firstLine, part.lastLine));
      const alone = parseArtifact(part.kind, fixtureSource(`case-study/${name}.txt`));
      const shift = part.firstLine - 1;
      const moved = <Row extends { line: number }>(rows: readonly Row[]): Row[] =>
        rows.map((row) => ({ ...row, line: row.line + shift }));
      expect(inPage.mappings).toEqual(moved(alone.mappings));
      expect(inPage.problems).toEqual(moved(alone.problems));
      expect(inPage.meminfo).toEqual(moved(alone.meminfo));
      expect(inPage.processes.map(({ line, name: process }) => [line, process])).toEqual(
        moved(alone.processes).map(({ line, name: process }) => [line, process]),
      );
    }
  });
});
