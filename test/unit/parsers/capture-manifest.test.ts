import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gapSentence, gapsOf, parseCaptureManifest } from '#shared/parsers/capture-gaps.ts';
import { escapeField, parseManifest, unescapeField } from '#shared/parsers/capture-manifest.ts';
import { sourceOf } from '#test/support/text-source.ts';

const TAB = '\t';

describe('version 1', () => {
  it('reads the head and the rows; a command may hold tabs', () => {
    const manifest = parseManifest(
      [
        `# memcase-capture/1${TAB}target=gw-a${TAB}at=1763820000123`,
        `proc/meminfo${TAB}1763820000200${TAB}0${TAB}-${TAB}cat /proc/meminfo`,
        `proc/1234/smaps${TAB}1763820000300${TAB}1${TAB}1234${TAB}awk -F'${TAB}' 1 /proc/1234/smaps`,
        '',
      ].join('\n'),
    );
    expect(manifest?.target).toBe('gw-a');
    expect(manifest?.takenAt).toBe(1_763_820_000_123);
    expect(manifest?.rows.get('proc/meminfo')).toEqual({
      capturedAt: 1_763_820_000_200,
      exitCode: 0,
      pid: null,
      command: 'cat /proc/meminfo',
      bytes: null,
      state: null,
      stderr: null,
      line: 2,
    });
    expect(manifest?.rows.get('proc/1234/smaps')).toMatchObject({
      exitCode: 1,
      pid: 1234,
      command: `awk -F'${TAB}' 1 /proc/1234/smaps`,
    });
    // What failed there was said in a warning of the import, and still is.
    expect(gapsOf(manifest!)).toEqual([]);
  });

  it('keeps what it can of a damaged one, and says which lines it could not', () => {
    const manifest = parseManifest(
      `# memcase-capture/1\nproc/meminfo\ncmd/ps${TAB}soon${TAB}0\nok${TAB}12\n`,
    );
    expect(manifest).toMatchObject({ target: null, takenAt: null, badLines: [2, 3] });
    expect([...(manifest?.rows.keys() ?? [])]).toEqual(['ok']);
  });
});

const version2 = [
  ['# memcase-capture/2', 'target=gw-a', 'at=1763820000123', 'recipe=quick', 'ended=whole'],
  ['#hop', 'index=0', 'host=bastion', 'hostKey=SHA256:abc'],
  ['#clock', 'when=before', 'ours=1763820000000', 'theirs=1763820003000', 'offset=3000', 'bound=4'],
  ['#gap', 'proc/{pid}', 'hidden', '1', ''],
  ['proc/meminfo', '1763820000200', '0', '-', '1503', 'whole', 'cat /proc/meminfo', ''],
  [
    'proc/9/smaps',
    '1763820000300',
    '1',
    '9',
    '0',
    'whole',
    'cat /proc/9/smaps',
    'cat: /proc/9/smaps: Permission denied',
  ],
  [
    'proc/8/smaps',
    '1763820000300',
    '1',
    '8',
    '0',
    'whole',
    'cat /proc/8/smaps',
    'cat: /proc/8/smaps: Permission denied',
  ],
  [
    'proc/7/smaps',
    '1763820000300',
    '1',
    '7',
    '0',
    'whole',
    'cat /proc/7/smaps',
    'cat: /proc/7/smaps: No such process',
  ],
  [
    'cmd/ss',
    '1763820000300',
    '127',
    '-',
    '0',
    'whole',
    'ss -tanpm',
    String.raw`sh: ss: not found\nsecond line`,
  ],
  ['cmd/dmesg', '1763820000300', '-', '-', '4096', 'cut-link', 'dmesg', ''],
  ['cmd/empty', '1763820000300', '0', '-', '0', 'whole', 'true', ''],
  [
    'proc/nothing',
    '1763820000300',
    '1',
    '-',
    '0',
    'whole',
    'cat /proc/nothing',
    'cat: /proc/nothing: No such file or directory',
  ],
  ['cmd/df', '1763820000300', '1', '-', '120', 'whole', 'df -k /nowhere', 'df: /nowhere: stale'],
  ['bad', 'soon'],
]
  .map((cells) => cells.join(TAB))
  .join('\n');

describe('version 2', () => {
  const manifest = parseManifest(`${version2}\n`)!;

  it('reads rows with bytes, state and stderr, facts and gaps', () => {
    expect(manifest.rows.get('cmd/ss')).toEqual({
      capturedAt: 1_763_820_000_300,
      exitCode: 127,
      pid: null,
      command: 'ss -tanpm',
      bytes: 0,
      state: 'whole',
      stderr: 'sh: ss: not found\nsecond line',
      line: 9,
    });
    expect(manifest.facts.map(({ word, line }) => [word, line])).toEqual([
      ['hop', 2],
      ['clock', 3],
    ]);
    expect(manifest.facts[0]?.fields.get('hostKey')).toBe('SHA256:abc');
    expect(manifest.badLines).toEqual([14]);
  });

  it('tells every gap once, with its reason and count', () => {
    expect(gapsOf(manifest).map(({ item, reason, count, line }) => [item, reason, count, line])).toEqual([
      ['proc/{pid}', 'hidden', 1, 4],
      ['proc/{pid}/smaps', 'refused', 2, 6],
      ['proc/{pid}/smaps', 'vanished', 1, 8],
      ['cmd/ss', 'no-command', 1, 9],
      ['cmd/dmesg', 'cut-link', 1, 10],
      ['cmd/empty', 'empty', 1, 11],
      ['proc/nothing', 'not-there', 1, 12],
      ['cmd/df', 'failed', 1, 13],
    ]);
    expect(gapSentence(gapsOf(manifest)[1]!)).toBe(
      'the target refused it, for 2 processes: cat: /proc/9/smaps: Permission denied',
    );
  });

  it('is parsed to problems by line and to nothing else', () => {
    const parsed = parseCaptureManifest(sourceOf(version2));
    expect(parsed.processes).toEqual([]);
    expect(parsed.problems.map(({ reason }) => reason)).toEqual([
      ...Array.from({ length: 8 }, () => 'not-collected'),
      'unparsed-line',
    ]);
  });
});

it('is none without its first line, or of another version', () => {
  expect(parseManifest('proc/meminfo\t1\t0\t-\tcat')).toBeUndefined();
  expect(parseManifest('# memcase-capture/3\ttarget=x')).toBeUndefined();
  expect(parseManifest('')).toBeUndefined();
});

it('escapes any text to one cell, and back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const cell = escapeField(text);
      expect(cell).not.toMatch(/[\t\n\r]/);
      expect(unescapeField(cell)).toBe(text);
    }),
  );
});
