import { expect, it } from 'vitest';
import fc from 'fast-check';
import type { Explanation } from '#shared/domain/ledger.ts';
import { ledgerRows, waterfallSteps, type LedgerRow } from '#shared/report/ledger-steps.ts';
import { explanation, type NodeSketch } from '#test/support/builders/explanation.ts';

const kb = fc.integer({ min: 0, max: 500_000 });
/** Most processes hardly differ, as on real machines: those are the rows that are put together. */
const amounts = fc.oneof(
  fc.tuple(kb, kb),
  fc.tuple(kb, fc.integer({ min: 0, max: 3 })).map(([a, more]): [number, number] => [a, a + more]),
);
const process = fc
  .record({ amounts, classes: fc.array(fc.tuple(kb, kb), { maxLength: 3 }) })
  .map(({ amounts: [aKb, bKb], classes }) => ({ aKb, bKb, classes: bKb - aKb <= 3 ? [] : classes }));
const part = fc.record({ aKb: kb, bKb: kb, processes: fc.array(process, { maxLength: 12 }) });

const ledger = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts): Explanation => {
  const root: NodeSketch = {
    label: 'gap',
    kind: 'gap',
    children: [
      ...parts.map((one, index): NodeSketch => ({
        label: `part ${index}`,
        kind: 'meminfo',
        aKb: one.aKb,
        bKb: one.bKb,
        children:
          one.processes.length === 0 ? [] : [...one.processes.map(toProcess), residual(one.aKb, one.bKb)],
      })),
      residual(7, 3),
    ],
  };
  return explanation({ a: 'a', b: 'b', takenAt: 0, root, owners: [] });
});

function toProcess(
  one: { aKb: number; bKb: number; classes: [number, number][] },
  index: number,
): NodeSketch {
  const classes = one.classes.map(([aKb, bKb], at): NodeSketch => ({
    label: `class ${at}`,
    kind: 'region-class',
    aKb,
    bKb,
  }));
  return { label: `process ${index}`, kind: 'process-group', aKb: one.aKb, bKb: one.bKb, children: classes };
}

function residual(aKb: number, bKb: number): NodeSketch {
  return { label: 'residual', kind: 'residual', aKb, bKb };
}

/** Rows directly below row `at`, by depth alone: what a reader with a pencil would add up. */
function childrenOf(rows: readonly LedgerRow[], at: number): LedgerRow[] {
  const depth = rows[at]!.depth;
  const below = rows.slice(at + 1);
  const end = below.findIndex((row) => row.depth <= depth);
  return (end === -1 ? below : below.slice(0, end)).filter((row) => row.depth === depth + 1);
}

it('prints rows whose children add up, on both sides, wherever children are printed', () => {
  fc.assert(
    fc.property(ledger, (one) => {
      const rows = ledgerRows(one);
      rows.forEach(({ node }, at) => {
        const children = childrenOf(rows, at);
        if (children.length === 0) return;
        for (const amount of ['aBytes', 'bBytes', 'deltaBytes'] as const) {
          expect(children.reduce((sum, child) => sum + child.node[amount], 0)).toBe(node[amount]);
        }
      });
    }),
  );
});

it('puts small rows together, often enough for these tests to mean something', () => {
  const folding = fc
    .sample(ledger, { numRuns: 200, seed: 1 })
    .filter((one) => ledgerRows(one).some(({ node }) => node.kind === 'folded'));
  expect(folding.length).toBeGreaterThan(50);
});

it('prints no residual away', () => {
  fc.assert(
    fc.property(ledger, (one) => {
      const rows = ledgerRows(one);
      rows.forEach(({ node }, at) => {
        if (childrenOf(rows, at).length === 0) return;
        const wanted = node.children.filter(({ kind }) => kind === 'residual').length;
        expect(childrenOf(rows, at).filter((row) => row.node.kind === 'residual')).toHaveLength(wanted);
      });
    }),
  );
});

it('draws bars that add up to the gap, the total last', () => {
  fc.assert(
    fc.property(ledger, fc.integer({ min: 1, max: 10 }), (one, limit) => {
      const steps = waterfallSteps(one, limit);
      const total = steps.at(-1)!;
      expect(total).toMatchObject({ kind: 'total', deltaBytes: one.gapBytes });
      expect(steps.slice(0, -1).reduce((sum, step) => sum + step.deltaBytes, 0)).toBe(one.gapBytes);
      expect(steps.filter((step) => step.kind === 'part').length).toBeLessThanOrEqual(limit + 1);
    }),
  );
});
