import { describe, expect, it } from 'vitest';
import { parseArtifact, recogniseKind } from '#shared/parsers/registry.ts';
import { fixtureSource, fixtureText, sourceOf } from '#test/support/text-source.ts';

const KB = 1024;
const parse = (text: string) => parseArtifact('pmap', sourceOf(text));
const smaps = parseArtifact('smaps', fixtureSource('proc/debian12-6.18/smaps')).mappings;

describe.each(['pmap.txt', 'pmap-x.txt', 'pmap-X.txt', 'pmap-XX.txt', 'pmap-d.txt'])('%s', (name) => {
  const source = fixtureSource(`proc/debian12-6.18/${name}`);
  const artifact = parseArtifact('pmap', source);

  it('is recognised, and has no problem', () => {
    expect(recogniseKind(source, 'unnamed')).toBe('pmap');
    expect(artifact.problems).toEqual([]);
  });

  it('names the process and agrees with smaps of the same moment', () => {
    expect(artifact.pid).toBe(25_116);
    expect(artifact.commandLine).toBe('/usr/sbin/fwlog -c /etc/fwlog.conf');
    expect(artifact.mappings).toHaveLength(35);
    artifact.mappings.forEach((mapping, i) => {
      const known = smaps[i]!;
      expect([mapping.start, mapping.end]).toEqual([known.start, known.end]);
      expect(mapping.permissions).toBe(known.permissions);
      // Not pss: it changes with every other process that maps the same libraries.
      for (const field of ['rssBytes', 'anonymousBytes', 'swapBytes', 'vmFlags', 'inode'] as const) {
        if (mapping[field] !== undefined) expect(mapping[field]).toEqual(known[field]);
      }
    });
  });
});

it('keeps what each form has, and no more', () => {
  const rowOf = (name: string) =>
    parseArtifact('pmap', fixtureSource(`proc/debian12-6.18/${name}`)).mappings[10];
  // 00007f634b501000      64      20      20 rw-s- queue file (deleted)
  expect(rowOf('pmap-x.txt')).toMatchObject({
    path: 'queue file (deleted)',
    rssBytes: 20 * KB,
    dirtyBytes: 20 * KB,
  });
  expect(rowOf('pmap.txt')).toMatchObject({ path: 'queue file (deleted)', permissions: 'rw-s' });
  expect(rowOf('pmap.txt')?.rssBytes).toBeUndefined();
  expect(rowOf('pmap-XX.txt')).toMatchObject({ pssBytes: 20 * KB, device: 'fe:00', dirtyBytes: 20 * KB });
  expect(rowOf('pmap-X.txt')?.dirtyBytes).toBeUndefined();
});

describe('the total', () => {
  const text = fixtureText('proc/debian12-6.18/pmap-x.txt');

  it('that does not fit the rows is flagged, with both numbers', () => {
    const lines = text.split('\n').filter((line) => !line.startsWith('00007f6344000000'));
    const { problems } = parse(lines.join('\n'));
    expect(problems.map(({ reason, detail, line }) => [line, reason, detail])).toEqual([
      [38, 'incoherent', 'size: rows give 151552 kB, total says 153124 kB'],
      [38, 'incoherent', 'rss: rows give 3892 kB, total says 5464 kB'],
      [38, 'incoherent', 'dirty: rows give 2760 kB, total says 4332 kB'],
    ]);
  });

  it('that is gone means a cut listing', () => {
    const { mappings, problems } = parse(`${text.split('\n').slice(0, 12).join('\n')}\n`);
    expect(mappings).toHaveLength(10);
    expect(problems).toMatchObject([{ line: 12, reason: 'truncated' }]);
  });
});

describe('damage', () => {
  const header = 'Address           Kbytes     RSS   Dirty Mode  Mapping\n';
  const flags = (row: string) => parse(header + row).problems.map(({ reason }) => reason);
  const mapping = (row: string) => parse(header + row).mappings[0];

  it('reads a letter O in a number as 0, and says so', () => {
    expect(mapping('00007f6380000000    1O0       4       4 rw---   [ anon ]\n')).toMatchObject({
      end: 0x7f6380019000n,
    });
    expect(flags('00007f6380000000    1O0       4       4 rw---   [ anon ]\n')).toEqual(['damaged-digit']);
  });

  it('does not guess which of the numbers is gone', () => {
    const row = '00007f6380000000    440      156 rw---   [ anon ]\n';
    expect(flags(row)).toEqual(['missing-column']);
    expect(mapping(row)).toMatchObject({ end: 0x7f638006e000n, permissions: 'rw-p' });
    expect(mapping(row)?.rssBytes).toBeUndefined();
    expect(mapping(row)?.dirtyBytes).toBeUndefined();
  });

  it('reads nothing from a row with more numbers than columns', () => {
    const row = '00007f6380000000    65 096 0 0 rw---   [ anon ]\n';
    expect(mapping(row)).toBeUndefined();
    expect(flags(row)).toContain('moved-column');
  });

  it('drops a row without an address where no row follows, and says so', () => {
    const { mappings, problems } = parse(`${header}\t4\t4\t4\trw---\t[ anon ]\n`);
    expect(mappings).toEqual([]);
    expect(problems).toMatchObject([
      { line: 2, reason: 'missing-column', detail: 'address; nothing is read' },
    ]);
  });

  it('takes no address that lies over the row before', () => {
    const rows =
      '00007f6380000000 440 156 156 rw--- [ anon ]\n 400 4 4 rw--- [ anon ]\n00007f6380070000 4 4 4 rw--- [ anon ]\n';
    const { mappings, problems } = parse(header + rows);
    expect(mappings.map(({ line }) => line)).toEqual([2, 4]);
    expect(problems).toMatchObject([
      { line: 3, reason: 'missing-column', detail: 'address; nothing is read' },
    ]);
  });

  it('flags regions that lie over each other', () => {
    const rows = '00007f6380000000 440 156 156 rw--- [ anon ]\n00007f6380001000 440 156 156 rw--- [ anon ]\n';
    expect(parse(header + rows).problems).toMatchObject([{ line: 3, reason: 'impossible-range' }]);
  });

  it('flags a row that is none', () => {
    expect(parse(`${header}see the wiki\n`).problems).toMatchObject([
      { line: 2, reason: 'unparsed-line', text: 'see the wiki' },
    ]);
  });
});

it('reads busybox pmap -x by its header', () => {
  // busybox procps/pmap.c: Address Kbytes PSS Dirty Swap Mode Mapping
  const { mappings, problems } = parse(
    '812: {fwlog} /usr/sbin/fwlog\nAddress\t\t  Kbytes     PSS   Dirty    Swap  Mode  Mapping\n' +
      '00400000    1024     512       4       8  r-xp  /bin/busybox\n--------  ------  ------  ------  ------\ntotal       1024     512       4       8\n',
  );
  expect(problems).toEqual([]);
  expect(mappings).toMatchObject([
    {
      start: 0x400000n,
      pssBytes: 512 * KB,
      dirtyBytes: 4 * KB,
      swapBytes: 8 * KB,
      permissions: 'r-xp',
      path: '/bin/busybox',
    },
  ]);
  expect(mappings[0]?.rssBytes).toBeUndefined();
});
