/** What one side does not tell is not known there; it is neither zero nor missing. */
import { describe, expect, it } from 'vitest';
import { diffRows } from '#shared/analysis/diff-rows.ts';
import { explain } from '#shared/analysis/explain.ts';
import { sortAndFilterRows, sumOfDeltas } from '#shared/analysis/table-view.ts';
import { isToldByOneSide, knownAmounts, type Explanation } from '#shared/domain/ledger.ts';
import { ledgerLabel } from '#shared/i18n/ledger-label.ts';
import { ledgerZhCn } from '#shared/i18n/ledger.zh-CN.ts';
import { kB, mapping, meminfo, parsed, processes, side } from '#test/support/builders/snapshot.ts';
import { allNodes, brokenSums } from '#test/support/ledger-checks.ts';

const MiB = 1024 * kB;
const used = (kilobytes: number, anonymous: number) =>
  meminfo({
    MemTotal: 1_000_000,
    MemFree: 1_000_000 - kilobytes,
    MemAvailable: 1_000_000 - kilobytes,
    Cached: 0,
    AnonPages: anonymous,
  });
const list = (measures: Record<string, number>, kind: 'ps' | 'smaps-rollup' = 'smaps-rollup') =>
  processes(
    Object.entries(measures).map(([command, bytes], index) => ({
      pid: index + 1,
      command,
      measures: kind === 'ps' ? { rss: bytes } : { 'pss-anon': bytes },
    })),
    kind,
  );
const smaps = (pid: number, rssKb: number) => ({
  ...parsed('smaps', {
    mappings: [mapping('7f0000000000-7f0000400000 rw-p', { path: '', rssKb, pssBytes: rssKb * kB, line: 1 })],
  }),
  forPid: pid,
});
const explainTwo = (a: Parameters<typeof side>[1][], b: Parameters<typeof side>[1][]): Explanation =>
  explain({ caseTitle: 'test', a: side('x', ...a), b: side('y', ...b), all: false });
const codesOf = ({ statements }: Explanation) => statements.map(({ code }) => code);

describe('a side without a process list', () => {
  const explanation = explainTwo(
    [used(500_000, 300_000)],
    [used(400_000, 200_000), list({ fwlog: 90 * MiB })],
  );
  const fwlog = allNodes(explanation).find(({ id }) => id === 'gap/anonymous/fwlog');

  it('has rows that are not known there, in a ledger that still adds up', () => {
    expect(fwlog?.notes).toEqual(['not-listed-a']);
    expect(fwlog && knownAmounts(fwlog)).toEqual({ a: null, b: 90 * MiB, delta: null });
    expect(brokenSums(explanation)).toEqual([]);
  });

  it('gives no owner to a gap that its missing list would make', () => {
    const other = explainTwo([used(500_000, 300_000), list({ fwlog: 90 * MiB })], [used(400_000, 200_000)]);
    expect(allNodes(other).find(({ label }) => label === 'fwlog')?.notes).toEqual(['not-listed-b']);
    expect(other.owners).toEqual([]);
  });

  it('is not known below such rows either', () => {
    const opened = explainTwo(
      [used(500_000, 300_000)],
      [used(400_000, 200_000), list({ fwlog: 90 * MiB }), smaps(1, 4096)],
    );
    const below = allNodes(opened).filter(({ id }) => id.startsWith('gap/anonymous/fwlog/'));
    expect(below.length).toBeGreaterThan(1);
    for (const node of below) expect(knownAmounts(node).a).toBeNull();
  });

  it('has no owners and no bars of such rows', () => {
    expect(explanation.owners).toEqual([]);
    const anonymous = allNodes(explanation).find(({ id }) => id === 'gap/anonymous');
    expect(anonymous && isToldByOneSide(anonymous)).toBe(true);
    expect(codesOf(explanation)).toContain('evidence.none');
    expect(codesOf(explanation)).not.toContain('process.one-side');
  });

  it('is no list where only the regions of one process were given', () => {
    const one = explainTwo(
      [used(500_000, 300_000), smaps(7, 50_000)],
      [used(400_000, 200_000), list({ fwlog: 90 * MiB })],
    );
    expect(allNodes(one).find(({ label }) => label === 'fwlog')?.notes).toContain('not-listed-a');
    expect(one.statements.find(({ code }) => code === 'processes.unlisted')?.params).toEqual({
      target: 'x',
      count: 1,
    });
  });

  it('is no list in the tables either, and no sum of differences', () => {
    const { rows } = diffRows('processes', side('x', smaps(7, 50_000)), side('y', list({ fwlog: 90 * MiB })));
    const row = rows.find(({ label }) => label === 'fwlog');
    expect(row).toMatchObject({ aBytes: null, bBytes: 90 * MiB, deltaBytes: null, notes: ['not-listed-a'] });
    expect(sumOfDeltas(rows.filter(({ label }) => label === 'fwlog'))).toBe(0);
    expect(sortAndFilterRows(rows, {})[0]?.label).toBe('fwlog');
  });

  it('knows that a listed side does not run a program', () => {
    const { rows } = diffRows(
      'processes',
      side('x', list({ webd: MiB })),
      side('y', list({ fwlog: 2 * MiB })),
    );
    expect(rows.map(({ deltaBytes, notes }) => [deltaBytes, notes])).toEqual([
      [MiB, []],
      [-2 * MiB, []],
    ]);
  });

  it('is said of meminfo too', () => {
    const { rows } = diffRows('meminfo', side('x', used(5, 3)), side('y', list({ fwlog: 1 })));
    expect(rows[0]).toMatchObject({ bBytes: null, deltaBytes: null, notes: ['no-meminfo-b'] });
  });
});

describe('a side without maps of a process', () => {
  const a = side('x', list({ fwlog: 90 * MiB }), smaps(1, 4096));
  const b = side('y', list({ fwlog: 10 * MiB }));

  it.each(['classes', 'regions'] as const)('has %s that are not known there', (level) => {
    const { rows } = diffRows(level, a, b);
    expect(rows[0]).toMatchObject({
      aBytes: 4 * MiB,
      bBytes: null,
      deltaBytes: null,
      notes: ['no-regions-b'],
    });
  });

  it('has none where the process does not run', () => {
    const { rows } = diffRows('regions', a, side('y', list({ webd: MiB })));
    expect(rows[0]).toMatchObject({ bBytes: null, deltaBytes: 4 * MiB, notes: [] });
  });
});

describe('processes that claim more than there is', () => {
  // RSS: 400 MiB of 300,000 kB (292.97 MiB) on A, that is 109,600 kB too much; 100 MiB of 200,000 kB on B
  const explanation = explainTwo(
    [used(500_000, 300_000), list({ fwlog: 250 * MiB, webd: 150 * MiB }, 'ps')],
    [used(400_000, 200_000), list({ fwlog: 60 * MiB, webd: 40 * MiB }, 'ps')],
  );

  it('are no memory outside of the processes', () => {
    const residual = allNodes(explanation).find(({ id }) => id === 'gap/anonymous/residual');
    expect([residual?.labelKey, residual?.aBytes]).toEqual(['residual-overcounted', -109_600 * kB]);
    const caution = explanation.statements.find(({ code }) => code === 'processes.overcounted');
    expect([caution?.severity, caution?.params]).toEqual(['caution', { target: 'x', bytes: 109_600 * kB }]);
    expect(caution?.text).toContain('claim 107.0 MiB more than there is');
  });

  it('are owners by an estimate only', () => {
    expect(explanation.owners.map(({ confidence }) => confidence)).toContain('estimated');
    expect(codesOf(explanation)).toContain('gap.owners-estimated');
    expect(codesOf(explanation)).not.toContain('gap.owners');
  });

  it('stay outside of them where they claim less', () => {
    const less = explainTwo(
      [used(500_000, 300_000), list({ fwlog: 250 * MiB }, 'ps')],
      [used(400_000, 200_000), list({ fwlog: 60 * MiB }, 'ps')],
    );
    expect(allNodes(less).some(({ labelKey }) => labelKey === 'residual-overcounted')).toBe(false);
  });
});

describe('what is missing', () => {
  it('is named, field by field', () => {
    const grep = meminfo({ MemFree: 5, Cached: 4, Active: 7, Inactive: 3 });
    const explanation = explainTwo(
      [grep],
      [used(9, 5)].map(() => meminfo({ MemTotal: 9, Active: 6, Inactive: 2 })),
    );
    expect(explanation.measure).toBe('Active + Inactive');
    expect(
      explanation.statements.filter(({ code }) => code === 'meminfo.lacks').map(({ params }) => params),
    ).toEqual([
      { target: 'x', fields: 'MemTotal, MemAvailable' },
      { target: 'y', fields: 'MemAvailable' },
    ]);
    expect(codesOf(explanation)).not.toContain('evidence.none:meminfo');
  });

  it('is named where nothing can be explained', () => {
    expect(() => explainTwo([meminfo({ MemFree: 5 })], [used(9, 5)])).toThrow(
      expect.objectContaining({
        code: 'explain.no-evidence',
        message: expect.stringContaining('x has a meminfo without MemTotal, MemAvailable'),
        data: { target: 'x', missing: 'MemTotal, MemAvailable' },
      }),
    );
  });

  it('is said of regions whose process nobody named', () => {
    const nameless = parsed('smaps', {
      mappings: [mapping('7f0000000000-7f0000400000 rw-p', { rssKb: 4096 })],
    });
    const explanation = explainTwo(
      [used(500_000, 300_000), list({ fwlog: 90 * MiB }), nameless],
      [used(400_000, 200_000), list({ fwlog: 60 * MiB })],
    );
    expect(explanation.statements.find(({ code }) => code === 'process.nameless')?.params).toEqual({
      target: 'x',
      process: '(unnamed)',
      bytes: 4 * MiB,
    });
  });

  it('is nothing where there is no gap', () => {
    const same = explainTwo([used(9, 5)], [used(9, 5)]);
    expect([same.gapBytes, same.explainedShare, same.owners]).toEqual([0, 0, []]);
    expect(codesOf(same)[0]).toBe('gap.none');
    expect(JSON.stringify(same)).not.toMatch(/NaN|Infinity|null,"shareOfGap/);
  });
});

it('cites the first region of a class and counts the others', () => {
  const three = {
    ...parsed('smaps', {
      mappings: [1, 2, 3].map((n) =>
        mapping(`7f${n}000000000-7f${n}000010000 rw-p`, { rssKb: n * 4, pssBytes: n * 4 * kB, line: n * 20 }),
      ),
    }),
    forPid: 1,
  };
  const two = () => [used(500_000, 300_000), list({ fwlog: 90 * MiB }), three] as const;
  const row = diffRows('classes', side('x', ...two()), side('y', ...two())).rows[0];
  expect(row?.aEvidence).toEqual([{ artifact: 3, line: 60, more: 2 }]);
  const ledger = explainTwo([...two()], [...two()]);
  const node = allNodes(ledger).find(({ kind }) => kind === 'region-class');
  expect(node?.evidence[0]).toMatchObject({ artifact: 3, more: 2 });
  expect(node?.labelKey).toBe('class.anonymous');
  expect(node && ledgerLabel(node, ledgerZhCn)).toBe('小块匿名区域');
});

it('puts lists of both kinds of memory into a group of their own', () => {
  const fields = meminfo({ Active: 1, 'Active(anon)': 1, 'Inactive(file)': 1, Unevictable: 1 });
  const { rows } = diffRows('meminfo', side('x', fields), null);
  expect(rows.map((row) => row.kind === 'meminfo' && row.group)).toEqual([
    'lru',
    'anonymous',
    'cache',
    'lru',
  ]);
});
