import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explain } from '#shared/analysis/explain.ts';
import { withResidual } from '#shared/analysis/ledger-node.ts';
import type { ParsedArtifact, ProcessMeasure } from '#shared/domain/parsed.ts';
import { kB, mapping, meminfo, parsed, processes, side } from '#test/support/builders/snapshot.ts';
import { brokenSums, repeatedIds, withoutResidual } from '#test/support/ledger-checks.ts';

/** Values in kB that no real kernel would print together: the sum rule does not depend on sense. */
const kilobytes = fc.integer({ min: 0, max: 64_000_000 });
const optional = [
  'AnonPages',
  'Shmem',
  'SUnreclaim',
  'SReclaimable',
  'KernelStack',
  'PageTables',
  'Percpu',
  'Hugetlb',
  'Zswap',
  'Buffers',
  'SwapCached',
  'Bounce',
  'Active(anon)',
  'Inactive(anon)',
  'Active(file)',
  'Inactive(file)',
];
const fullMeminfo = fc.record(
  Object.fromEntries(
    ['MemTotal', 'MemFree', 'MemAvailable', 'Cached', 'Active', 'Inactive', ...optional].map((name) => [
      name,
      kilobytes,
    ]),
  ),
  { requiredKeys: ['MemTotal', 'MemFree', 'MemAvailable', 'Cached', 'Active', 'Inactive'] },
);
const partialMeminfo = fc.record(
  Object.fromEntries(['Active', 'Inactive', ...optional].map((name) => [name, kilobytes])),
  { requiredKeys: ['Active', 'Inactive'] },
);

const measureNames: ProcessMeasure[] = ['rss', 'pss', 'pss-anon', 'rss-anon', 'pss-shmem', 'anonymous'];
const process = fc.record({
  pid: fc.integer({ min: 1, max: 60 }),
  command: fc.constantFrom(
    '/usr/sbin/fwlog',
    '/usr/sbin/fwlog -d',
    'fwlog',
    'webd 1',
    'webd 2',
    '[kworker/0:1]',
    '/opt/webd',
    'python3 a.py',
    'residual',
    'folded',
  ),
  measures: fc.dictionary(
    fc.constantFrom(...measureNames),
    kilobytes.map((value) => value * kB),
    { maxKeys: 4 },
  ),
});

/** Regions one after the other, some of them arenas; one artifact tells the same amounts of all of them. */
const smaps = fc
  .tuple(
    fc.array(
      fc.record({
        pages: fc.integer({ min: 1, max: 40_000 }),
        rss: kilobytes,
        anonymous: kilobytes,
        permissions: fc.constantFrom('rw-p', '---p', 'r-xp'),
        aligned: fc.boolean(),
      }),
      { maxLength: 12 },
    ),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([specs, tellsRss, tellsAnonymous]) => {
    let at = 0x7f0000000000n;
    const mappings = specs.map(({ pages, rss, anonymous, permissions, aligned }, line) => {
      if (aligned) at += 0x4000000n - (at % 0x4000000n);
      const start = at;
      at += BigInt(pages * 4096);
      return mapping(`${start.toString(16)}-${at.toString(16)} ${permissions}`, {
        line: line + 1,
        ...(!tellsRss ? {} : { rssBytes: rss * kB, pssBytes: rss * kB }),
        ...(!tellsAnonymous ? {} : { anonymousBytes: anonymous * kB }),
      });
    });
    return parsed('smaps', { mappings });
  });

const sideOf = (target: string, info: fc.Arbitrary<Partial<Record<string, number>>>) =>
  fc
    .tuple(
      info,
      fc.array(process, { maxLength: 25 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), smaps), { maxLength: 6 }),
    )
    .map(([fields, list, regions]) => {
      const known: Record<string, number> = {};
      for (const [name, value] of Object.entries(fields)) if (value !== undefined) known[name] = value;
      const byPid = new Map(list.map((spec) => [spec.pid, spec]));
      const artifacts: (ParsedArtifact & { forPid?: number })[] = [
        meminfo(known),
        processes([...byPid.values()].map((spec) => ({ ...spec, measures: { ...spec.measures } }))),
      ];
      for (const [pid, artifact] of regions) artifacts.push({ ...artifact, forPid: pid });
      return side(target, ...artifacts);
    });

const anyInfo = fc.constantFrom(fullMeminfo, partialMeminfo);

describe('the sum rule', () => {
  it('holds to the byte at every node, whatever the evidence says, folded or not', () => {
    fc.assert(
      fc.property(
        anyInfo.chain((info) => fc.tuple(sideOf('a', info), fc.option(sideOf('b', info)), fc.boolean())),
        ([a, b, all]) => {
          const explanation = explain({ caseTitle: 'generated', a, b, all });
          expect(brokenSums(explanation)).toEqual([]);
          expect(withoutResidual(explanation)).toEqual([]);
          expect(repeatedIds(explanation)).toEqual([]);
          expect(explanation.explainedBytes + explanation.residualBytes).toBe(explanation.gapBytes);
          expect(explanation.explainedShare).toBeGreaterThanOrEqual(0);
          expect(explanation.explainedShare).toBeLessThanOrEqual(1);
          const other = explain({ caseTitle: 'generated', a, b, all: !all });
          expect(other.residualBytes).toBe(explanation.residualBytes);
          expect(other.explainedShare).toBeCloseTo(explanation.explainedShare, 9);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is broken by a child that is left out, so that the check can fail', () => {
    const spec = {
      id: 'x',
      kind: 'gap',
      label: 'x',
      aBytes: 10,
      bBytes: 3,
      confidence: 'measured',
      measure: 'm',
      evidence: [],
    } as const;
    const whole = withResidual(
      spec,
      [{ ...withResidual({ ...spec, id: 'x/y', aBytes: 4, bBytes: 4 }, [], 'residual-kernel') }],
      'residual-kernel',
    );
    expect(brokenSums({ tree: [whole] })).toEqual([]);
    expect(brokenSums({ tree: [{ ...whole, children: whole.children.slice(1) }] })).toEqual([
      'x: aBytes',
      'x: bBytes',
    ]);
  });
});
