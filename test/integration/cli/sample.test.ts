/** The bundled case of two appliances, by the command line alone: what the demo shows is so, at every node. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Explanation, LedgerNode } from '#shared/domain/ledger.ts';
import { createDesk } from '#test/support/cli/memcase.ts';
import type { Desk } from '#test/support/cli/memcase.ts';

const sample = fileURLToPath(new URL('../../../build/sample/two-appliances.memcase', import.meta.url));
const daemons = ['auditd', 'fwlog', 'logsd'];

let desk: Desk;
beforeAll(() => {
  desk = createDesk();
});
afterAll(() => desk.remove());

describe('explain of the sample', () => {
  let ledger: Explanation;
  let nodes: LedgerNode[];
  beforeAll(async () => {
    ledger = await desk.json<Explanation>('explain', sample);
    const all = (node: LedgerNode): LedgerNode[] => [node, ...node.children.flatMap(all)];
    nodes = ledger.tree.flatMap(all);
  });

  it('explains at least 95 % of the gap', () => {
    expect(ledger.gapBytes).toBeGreaterThan(0);
    expect(ledger.explainedShare).toBeGreaterThanOrEqual(0.95);
    // Worked out again from the leaves, as the share is defined.
    const residuals = nodes.filter(({ kind }) => kind === 'residual');
    const missing = residuals.reduce((sum, { deltaBytes }) => sum + Math.abs(deltaBytes), 0);
    expect(ledger.explainedShare).toBeCloseTo(1 - missing / ledger.gapBytes, 12);
    expect(ledger.residualBytes).toBe(residuals.reduce((sum, { deltaBytes }) => sum + deltaBytes, 0));
    expect(ledger.explainedBytes).toBe(ledger.gapBytes - ledger.residualBytes);
  });

  it('names the three daemons as owners', () => {
    expect(ledger.owners.map(({ label }) => label).toSorted()).toEqual(daemons);
    const together = ledger.owners.reduce((sum, { deltaBytes }) => sum + deltaBytes, 0);
    expect(together / ledger.gapBytes).toBeGreaterThan(0.9);
  });

  it('has the gap that the two meminfo files give', async () => {
    const used = await Promise.all(
      [ledger.a, ledger.b].map(async (side) => {
        const { artifacts } = await desk.json<{ artifacts: { id: number; name: string; kind: string }[] }>(
          'show',
          sample,
          'artifacts',
          '--target',
          `${side?.target}@${side?.snapshot}`,
        );
        expect(artifacts.some(({ name, kind }) => kind === 'meminfo' && name.endsWith('proc/meminfo'))).toBe(
          true,
        );
        const { tables } = await desk.json<{ tables: { rows: { field: string; value: number }[] }[] }>(
          'show',
          sample,
          'meminfo',
          '--target',
          `${side?.target}@${side?.snapshot}`,
        );
        const value = (name: string) => tables[0]?.rows.find(({ field }) => field === name)?.value ?? 0;
        return value('MemTotal') - value('MemAvailable');
      }),
    );
    expect(ledger.gapBytes).toBe((used[0] ?? 0) - (used[1] ?? 0));
  });

  it('adds up at every node, and every node has evidence', () => {
    expect(nodes.length).toBeGreaterThan(50);
    for (const node of nodes) {
      expect(node.deltaBytes).toBe(node.aBytes - node.bBytes);
      expect(node.evidence.length, node.id).toBeGreaterThan(0);
      if (node.children.length === 0) continue;
      expect(
        node.children.reduce((sum, child) => sum + child.deltaBytes, 0),
        node.id,
      ).toBe(node.deltaBytes);
    }
  });

  it('adds up with every process and region as a row of its own', async () => {
    const all = await desk.json<Explanation>('explain', sample, '--all');
    const visit = (node: LedgerNode): number => {
      if (node.children.length > 0) {
        expect(
          node.children.reduce((sum, child) => sum + child.deltaBytes, 0),
          node.id,
        ).toBe(node.deltaBytes);
      }
      return node.children.reduce((sum, child) => sum + visit(child), 1);
    };
    const count = all.tree.reduce((sum, root) => sum + visit(root), 0);
    expect(count).toBeGreaterThanOrEqual(nodes.length);
    expect(all.gapBytes).toBe(ledger.gapBytes);
  });

  it('is what the case proves to be', async () => {
    const before = readFileSync(sample);
    const { ok } = await desk.json<{ ok: boolean }>('verify', sample);
    expect(ok).toBe(true);
    expect(readFileSync(sample).equals(before)).toBe(true);
  });
});

describe('memcase demo', () => {
  it('prints the ledger and writes the postmortem, in less than half a minute', async () => {
    const started = performance.now();
    const { code, out, err } = await desk.run(['demo', '--out', 'demo']);
    expect([code, err]).toEqual([0, '']);
    expect(performance.now() - started).toBeLessThan(30_000);
    expect(out).toMatch(/uses [\d.]+ MiB more than/);
    for (const name of daemons) expect(out).toMatch(new RegExp(`─ ${name} +[\\d.]+ MiB`));
    expect(readFileSync(desk.path('demo/postmortem.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
    expect(existsSync(desk.path('demo/two-appliances.memcase'))).toBe(true);
    // A second time it looks at the copy that there is.
    expect((await desk.run(['demo', '--out', 'demo'])).code).toBe(0);
  });
});
