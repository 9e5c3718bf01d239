import { fireEvent, render, screen } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cleanup } from '@testing-library/react';
import { Waterfall } from '#renderer/charts/Waterfall.tsx';
import { axisOf, waterfallSteps } from '#renderer/charts/waterfall-model.ts';
import type { LedgerNode } from '#shared/domain/ledger.ts';
import { MiB } from '#shared/units/bytes.ts';
import { formatDelta } from '#shared/units/format.ts';

afterEach(cleanup);

function node(id: string, kind: LedgerNode['kind'], delta: number, children: LedgerNode[] = []): LedgerNode {
  return {
    id,
    kind,
    label: id,
    labelKey: null,
    aBytes: Math.max(0, delta),
    bBytes: Math.max(0, -delta),
    deltaBytes: delta,
    confidence: 'measured',
    measure: 'rss',
    notes: [],
    evidence: [],
    children,
  };
}

const ledger = node('gap', 'gap', 290 * MiB, [
  node('anonymous', 'meminfo', 284 * MiB, [
    node('fwlog', 'process-group', 140 * MiB),
    node('logsd', 'process-group', 90 * MiB),
    node('auditd', 'process-group', 60 * MiB),
    node('rest', 'residual', -6 * MiB),
  ]),
  node('slab', 'meminfo', 8 * MiB),
  node('kernel', 'residual', -2 * MiB),
]);

describe('waterfallSteps', () => {
  it('goes from nothing to the gap, largest part first, residuals before the total', () => {
    const steps = waterfallSteps(ledger, 7);
    expect(steps.map(({ id }) => id)).toEqual([
      'fwlog',
      'logsd',
      'auditd',
      'slab',
      'rest',
      'kernel',
      'total',
    ]);
    // By hand: 140, 230, 290, 298, 292, 290.
    expect(steps.map(({ toBytes }) => toBytes / MiB)).toEqual([140, 230, 290, 298, 292, 290, 290]);
    expect(steps.at(-1)).toMatchObject({ fromBytes: 0, deltaBytes: 290 * MiB });
  });

  it('puts small parts into one step and keeps the sum', () => {
    const steps = waterfallSteps(ledger, 2);
    expect(steps.find(({ kind }) => kind === 'rest')).toMatchObject({ count: 2, deltaBytes: 68 * MiB });
  });

  it('puts what could not be seen into one step', () => {
    const dust = ['a', 'b', 'c'].map((id) => node(id, 'meminfo', MiB / 4));
    const steps = waterfallSteps(
      node('gap', 'gap', 100 * MiB + 0.75 * MiB, [node('x', 'meminfo', 100 * MiB), ...dust]),
      7,
    );
    expect(steps.map(({ id, count }) => [id, count])).toEqual([
      ['x', 1],
      ['rest', 3],
      ['total', 1],
    ]);
  });

  it('counts rows that differ, those that the ledger folded too, as the report does', () => {
    const folded = { ...node('folded', 'folded', MiB / 8), label: '9 more', labelKey: 'more' as const };
    const tree = node('gap', 'gap', 100.375 * MiB, [
      node('x', 'meminfo', 100 * MiB),
      node('dust', 'meminfo', MiB / 4),
      node('same', 'meminfo', 0),
      folded,
    ]);
    expect(waterfallSteps(tree, 7).find(({ kind }) => kind === 'rest')).toMatchObject({ count: 10 });
  });

  it('sums to the gap, to the byte, whatever the tree', () => {
    const kinds = fc.constantFrom<LedgerNode['kind']>('meminfo', 'folded', 'residual', 'process-group');
    const child = fc.tuple(kinds, fc.integer({ min: -1e12, max: 1e12 }));
    fc.assert(
      fc.property(fc.array(child, { maxLength: 20 }), fc.integer({ min: 1, max: 9 }), (children, most) => {
        const nodes = children.map(([kind, delta], index) => node(`n${index}`, kind, delta));
        const gap = nodes.reduce((sum, { deltaBytes }) => sum + deltaBytes, 0);
        const steps = waterfallSteps(node('gap', 'gap', gap, nodes), most);
        const parts = steps.filter(({ kind }) => kind !== 'total');
        expect(parts.reduce((sum, { deltaBytes }) => sum + deltaBytes, 0)).toBe(gap);
        expect(parts.at(-1)?.toBytes ?? 0).toBe(gap);
      }),
    );
  });
});

describe('axisOf', () => {
  it('begins at zero and steps by round amounts', () => {
    const { low, high, ticks } = axisOf(waterfallSteps(ledger, 7));
    expect(low).toBe(0);
    expect(ticks.map((tick) => tick / MiB)).toEqual([0, 50, 100, 150, 200, 250, 300]);
    expect(high).toBe(300 * MiB);
  });

  it('holds a bar that ends one byte above a round amount', () => {
    const over = 250 * 1024 * MiB + 1;
    expect(
      axisOf(waterfallSteps(node('gap', 'gap', over, [node('one', 'process-group', over)]), 7)).high,
    ).toBe(300 * 1024 * MiB);
  });

  it('holds zero and both ends where bars go below it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1e13, max: 1e13 }), { minLength: 1, maxLength: 12 }),
        (deltas) => {
          const nodes = deltas.map((delta, index) => node(`n${index}`, 'process-group', delta));
          const gap = deltas.reduce((sum, delta) => sum + delta, 0);
          const steps = waterfallSteps(node('gap', 'gap', gap, nodes), 20);
          const { low, high, ticks } = axisOf(steps);
          for (const { fromBytes, toBytes } of steps) {
            expect(Math.min(fromBytes, toBytes)).toBeGreaterThanOrEqual(low);
            expect(Math.max(fromBytes, toBytes)).toBeLessThanOrEqual(high);
          }
          expect(ticks.some((tick) => tick === 0)).toBe(true);
          expect(ticks.length).toBeLessThanOrEqual(9);
        },
      ),
    );
  });
});

describe('Waterfall', () => {
  it('draws a bar for each step, tells less from more without colour, and opens a step', () => {
    const choose = vi.fn();
    const shrunk = node('gap', 'gap', 50 * MiB, [
      node('more', 'process-group', 80 * MiB),
      node('less', 'process-group', -30 * MiB),
    ]);
    const { container } = render(
      <Waterfall
        summary="Two parts"
        steps={waterfallSteps(shrunk, 5)}
        labelOf={({ id }) => id}
        formatDelta={formatDelta}
        formatTick={String}
        onChoose={choose}
      />,
    );
    expect(container.querySelectorAll('g > rect[height="16"]')).toHaveLength(3);
    expect(container.querySelector('.waterfall-less')?.getAttribute('fill')).toMatch(/^url\(/);
    expect(container.querySelector('.waterfall-more')?.getAttribute('fill')).toBeNull();
    expect(screen.getByText('\u221230.00 MiB')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'less' }));
    expect(choose).toHaveBeenCalledWith(expect.objectContaining({ id: 'less' }));
  });
});
