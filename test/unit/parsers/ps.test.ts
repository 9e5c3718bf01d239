import { describe, expect, it } from 'vitest';
import { parseArtifact, recogniseKind } from '#shared/parsers/registry.ts';
import { fixtureSource, fixtureText, sourceOf } from '#test/support/text-source.ts';

const KB = 1024;
const MB = 1024 * KB;
const parse = (text: string) => parseArtifact('ps', sourceOf(text));
const fwlog = { pid: 25_116, commandLine: '/usr/sbin/fwlog -c /etc/fwlog.conf', name: 'fwlog' };

it.each(['ps-aux.txt', 'ps-ef.txt', 'ps-eo.txt', 'busybox-ps-o.txt'])(
  '%s is recognised and has no problem',
  (name) => {
    const source = fixtureSource(`proc/debian12-6.18/${name}`);
    expect(recogniseKind(source, 'unnamed')).toBe('ps');
    const { processes, problems } = parseArtifact('ps', source);
    expect(problems).toEqual([]);
    expect(processes.at(-1)).toMatchObject(fwlog);
    expect(processes[0]).toMatchObject({ pid: 2, name: 'kthreadd', commandLine: '[kthreadd]', line: 2 });
  },
);

it('reads ps aux', () => {
  // root     25116  0.0  0.0 153120  5464 ?        Sl   23:09   0:00 /usr/sbin/fwlog -c /etc/fwlog.conf
  expect(parseArtifact('ps', fixtureSource('proc/debian12-6.18/ps-aux.txt')).processes.at(-1)).toEqual({
    ...fwlog,
    user: 'root',
    state: 'S',
    startText: '23:09',
    line: 5,
    measures: [
      { measure: 'rss', bytes: 5464 * KB, line: 5 },
      { measure: 'vsz', bytes: 153_120 * KB, line: 5 },
    ],
  });
});

it('reads ps -ef, which has no memory', () => {
  expect(parseArtifact('ps', fixtureSource('proc/debian12-6.18/ps-ef.txt')).processes.at(-1)).toEqual({
    ...fwlog,
    parentPid: 1,
    user: 'root',
    startText: '23:09',
    line: 5,
    measures: [],
  });
});

it('reads ps -eo with a start time of five words and two command columns', () => {
  expect(parseArtifact('ps', fixtureSource('proc/debian12-6.18/ps-eo.txt')).processes.at(-1)).toEqual({
    ...fwlog,
    parentPid: 1,
    user: 'root',
    startText: 'Sun Nov 22 23:09:23 2026',
    threads: 3,
    line: 4,
    measures: [
      { measure: 'rss', bytes: 5464 * KB, line: 4 },
      { measure: 'vsz', bytes: 153_120 * KB, line: 4 },
    ],
  });
});

it('reads busybox sizes with a suffix', () => {
  // 25116 root     149m 5360 S    /usr/sbin/fwlog -c /etc/fwlog.conf
  expect(
    parseArtifact('ps', fixtureSource('proc/debian12-6.18/busybox-ps-o.txt')).processes.at(-1)?.measures,
  ).toEqual([
    { measure: 'rss', bytes: 5360 * KB, line: 5 },
    { measure: 'vsz', bytes: 149 * MB, line: 5 },
  ]);
  const { processes, problems } = parse(
    'PID   USER     VSZ  STAT COMMAND\n    1 root     1.2g S    init\n   19 root        0 S <  [kswapd0]\n',
  );
  expect(problems).toEqual([]);
  // 1.2 × 1024³ = 1,288,490,188.8
  expect(processes[0]?.measures).toEqual([{ measure: 'vsz', bytes: 1_288_490_189, line: 2 }]);
  expect(processes[1]).toMatchObject({ pid: 19, state: 'S', commandLine: '[kswapd0]' });
});

describe('columns in any order', () => {
  it('counts those behind the command from the right', () => {
    const { processes } = parse(
      '    PID COMMAND            RSS     ELAPSED\n   4321 Web Content       2048    01:02:03\n',
    );
    expect(processes).toMatchObject([
      { pid: 4321, commandLine: 'Web Content', measures: [{ measure: 'rss', bytes: 2 * MB }] },
    ]);
  });

  it('strips the tree of ps f', () => {
    const { processes } = parse(
      '  PID TTY      STAT   TIME COMMAND\n   10 ?        Ss     0:00 init\n   11 ?        S      0:00  |   \\_ /usr/sbin/fwlog -d\n',
    );
    expect(processes.map(({ commandLine }) => commandLine)).toEqual(['init', '/usr/sbin/fwlog -d']);
  });

  it('finds the header behind the rows, where sort left it', () => {
    const { processes, problems } = parse(' 5464  25116 /usr/sbin/fwlog\n  RSS    PID COMMAND\n');
    expect(problems).toEqual([]);
    expect(processes).toMatchObject([{ pid: 25_116, measures: [{ measure: 'rss', bytes: 5464 * KB }] }]);
  });

  it('lists threads once', () => {
    const { processes, problems } = parse(
      'UID PID PPID LWP C NLWP STIME TTY TIME CMD\nroot 7 1 7 0 2 21:51 ? 00:00:00 fwlog\nroot 7 1 8 0 2 21:51 ? 00:00:00 fwlog\n',
    );
    expect(processes).toHaveLength(1);
    expect(problems).toEqual([]);
  });
});

describe('rows that grep left without a header', () => {
  it('of ps aux', () => {
    const row = fixtureText('proc/debian12-6.18/ps-aux.txt').split('\n')[4]!;
    expect(recogniseKind(sourceOf(`${row}\n`), '')).toBe('ps');
    expect(parse(`${row}\n`).processes[0]).toMatchObject({
      ...fwlog,
      measures: [{ bytes: 5464 * KB }, { bytes: 153_120 * KB }],
    });
  });

  it('of ps -ef', () => {
    const row = fixtureText('proc/debian12-6.18/ps-ef.txt').split('\n')[4]!;
    expect(recogniseKind(sourceOf(`${row}\n`), '')).toBe('ps');
    expect(parse(`${row}\n`).processes[0]).toMatchObject({ ...fwlog, parentPid: 1, measures: [] });
  });
});

describe('damage', () => {
  const header = '  PID    RSS COMMAND\n';

  it('reads look-alikes of digits and flags them', () => {
    const { processes, problems } = parse(`${header} 25ll6   54Θ4 /usr/sbin/fwlog\n`);
    expect(processes).toMatchObject([{ pid: 25_116, measures: [{ bytes: 5404 * KB }] }]);
    expect(problems.map(({ reason }) => reason)).toEqual(['damaged-digit', 'damaged-digit']);
  });

  it('leaves out a number that is none', () => {
    const { processes, problems } = parse(`${header} 25116   lots /usr/sbin/fwlog\n`);
    expect(processes).toMatchObject([{ pid: 25_116, measures: [] }]);
    expect(problems).toMatchObject([{ line: 2, reason: 'bad-number' }]);
  });

  it('flags lines that are no rows, and rows that end early', () => {
    const { processes, problems } = parse(`${header}error: no such thing\n 25116\n`);
    expect(processes).toMatchObject([{ pid: 25_116, measures: [] }]);
    expect(problems.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'unparsed-line'],
      [3, 'missing-column'],
    ]);
  });

  it('keeps the first of two rows with one pid', () => {
    const { processes, problems } = parse(`${header} 7 8 fwlog\n 7 16 logsd\n`);
    expect(processes).toMatchObject([{ pid: 7, name: 'fwlog' }]);
    expect(problems).toMatchObject([{ line: 3, reason: 'duplicate', detail: 'pid 7: line 2 counts' }]);
  });

  it('flags a path without its number', () => {
    const { problems } = parse('/usr/sbin/ad_appd 600584\n/usr/sbin/ad_appd\n/usr/sbin/kd_appd many\n');
    expect(problems.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'unparsed-line'],
      [3, 'bad-number'],
    ]);
  });
});
