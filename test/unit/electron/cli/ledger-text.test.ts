import { expect, it } from 'vitest';
import type { Explanation, LedgerNode } from '#shared/domain/ledger.ts';
import { MiB } from '#shared/units/bytes.ts';
import { ledgerLines } from '#electron/cli/ledger-text.ts';
import { createStyle } from '#electron/cli/style.ts';

const out = { style: createStyle(false, {}), width: undefined };

function node(
  label: string,
  a: number,
  b: number,
  children: LedgerNode[] = [],
  kind: LedgerNode['kind'] = 'process',
): LedgerNode {
  return {
    id: label,
    kind,
    label,
    labelKey: null,
    aBytes: a * MiB,
    bBytes: b * MiB,
    deltaBytes: (a - b) * MiB,
    confidence: kind === 'residual' ? 'derived' : 'measured',
    measure: 'pss-anon',
    notes: [],
    evidence: [{ artifact: 1, line: 2 }],
    children,
  };
}

const children = [
  node('fwlog', 400, 100),
  node('内存进程', 7, 6),
  node('tiny', 3, 2),
  node('left over', 2, 5, [], 'residual'),
];
const side = (target: string, usedBytes: number) => ({ target, snapshot: 1, takenAt: 0, usedBytes });
const explanation: Explanation = {
  case: 'Test',
  a: side('gw-a', 412 * MiB),
  b: side('gw-b', 113 * MiB),
  measure: 'MemTotal - MemAvailable',
  gapBytes: 299 * MiB,
  explainedBytes: 302 * MiB,
  residualBytes: -3 * MiB,
  explainedShare: 296 / 299,
  owners: [
    { nodeId: 'fwlog', label: 'fwlog', deltaBytes: 300 * MiB, shareOfGap: 300 / 299, confidence: 'measured' },
  ],
  tree: [node('in use', 412, 113, children)],
  statements: [
    { code: 'gap.more', params: {}, text: 'said above', severity: 'info', evidence: [] },
    { code: 'x', params: {}, text: 'Mind this.', severity: 'caution', evidence: [] },
  ],
  mechanisms: [],
  mechanismGroups: [],
};

it('is a headline, a tree whose rows add up, and the cautions', () => {
  expect(ledgerLines(explanation, { depth: 3, all: false }, out)).toEqual([
    'gw-a uses 299.0 MiB more than gw-b (MemTotal − MemAvailable).',
    '99.0 % of it is explained, −3,072 KiB is left over. Owners: fwlog +300.0 MiB.',
    '',
    '               A gw-a@1   B gw-b@1           Δ  share       from                evidence',
    '────────────  ─────────  ─────────  ──────────  ──────────  ──────────────────  ────────',
    'in use        412.0 MiB  113.0 MiB  +299.0 MiB  ██████████  pss-anon            E-001:2',
    '├─ fwlog      400.0 MiB  100.0 MiB  +300.0 MiB  ██████████  pss-anon            E-001:2',
    '├─ 2 smaller  10.00 MiB  8,192 KiB  +2,048 KiB  ▏           --all shows them',
    '└─ left over  2,048 KiB  5,120 KiB  −3,072 KiB  ▏           pss-anon (derived)  E-001:2',
    '',
    '! Mind this.',
  ]);
});

it('shows small rows when all are asked for, aligned by what they take', () => {
  const lines = ledgerLines(explanation, { depth: 3, all: true }, out);
  expect(lines).toContain(
    '├─ 内存进程   7,168 KiB  6,144 KiB  +1,024 KiB              pss-anon            E-001:2',
  );
  expect(lines.some((line) => line.includes('smaller'))).toBe(false);
});

it('ends at the depth that was asked for', () => {
  expect(
    ledgerLines(explanation, { depth: 0, all: true }, out).filter((line) => line.includes('─ ')),
  ).toHaveLength(1);
});

it('colours nothing where no terminal is', () => {
  expect(createStyle(true, { NO_COLOR: '1' }).strong('x')).toBe('x');
  expect(createStyle(true, { TERM: 'dumb' }).strong('x')).toBe('x');
  expect(createStyle(true, { TERM: 'xterm' }).strong('x')).toBe('\u001b[1mx\u001b[0m');
});

it('has a dash where a side is not known, and its parts too', () => {
  const unlisted = { ...node('fwlog', 90, 0), notes: ['not-listed-b'] };
  const lines = ledgerLines(
    { ...explanation, tree: [node('in use', 412, 113, [unlisted])] },
    { depth: 3, all: false },
    out,
  );
  expect(lines.find((line) => line.includes('─ fwlog'))).toMatch(/90\.00 MiB +\u2013 +\u2013 /);
});

it('speaks of no gap where there is none', () => {
  const none = { ...explanation, gapBytes: 0, residualBytes: 0, explainedShare: 0, owners: [] };
  expect(ledgerLines(none, { depth: 0, all: false }, out).slice(0, 2)).toEqual([
    'gw-a and gw-b use the same amount of memory (MemTotal − MemAvailable).',
    'There is no gap to explain.',
  ]);
});

it('is careful about owners by an estimate', () => {
  const owners = explanation.owners.map((owner) => ({ ...owner, confidence: 'estimated' as const }));
  expect(ledgerLines({ ...explanation, owners }, { depth: 0, all: false }, out)[1]).toContain(
    'Owners, estimated: fwlog',
  );
});
