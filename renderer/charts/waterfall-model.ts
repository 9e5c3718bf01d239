/** Cuts the ledger into the steps of a waterfall. The deltas of the steps sum to the gap, to the byte. */
import { isToldByOneSide, type LedgerNode } from '#shared/domain/ledger.ts';
import { foldedCount } from '#shared/i18n/ledger-label.ts';
import { GiB, KiB, MiB, type Bytes } from '#shared/units/bytes.ts';

export interface WaterfallStep {
  readonly id: string;
  readonly kind: 'part' | 'rest' | 'residual' | 'total';
  /** The ledger node that it stands for; null for what was put together. */
  readonly node: LedgerNode | null;
  /** How many rows the step stands for, counted as the report counts them: without those that are the same in A and B. */
  readonly count: number;
  readonly deltaBytes: Bytes;
  /** Where the bar begins and ends on the axis of the gap. */
  readonly fromBytes: Bytes;
  readonly toBytes: Bytes;
}

type Part = Omit<WaterfallStep, 'fromBytes' | 'toBytes'>;

/** Processes rather than "anonymous memory": parts of meminfo give way to their own parts. */
function cut(node: LedgerNode): readonly LedgerNode[] {
  return node.children.flatMap((child) =>
    child.kind === 'meminfo' && child.children.length > 0 && !isToldByOneSide(child)
      ? child.children
      : [child],
  );
}

function bySize(one: LedgerNode, other: LedgerNode): number {
  return Math.abs(other.deltaBytes) - Math.abs(one.deltaBytes);
}

function sum(nodes: readonly LedgerNode[]): Bytes {
  return nodes.reduce((total, { deltaBytes }) => total + deltaBytes, 0);
}

function countOf(nodes: readonly LedgerNode[]): number {
  return nodes.reduce((count, node) => count + foldedCount(node), 0);
}

function partOf(node: LedgerNode, kind: 'part' | 'residual'): Part {
  return { id: node.id, kind, node, count: 1, deltaBytes: node.deltaBytes };
}

/** Parts under a two-hundredth of the largest are less than a pixel or two wide. */
const SMALLEST_SHARE = 200;

/**
 * Largest parts first, the others as one step, then the residuals, then the gap itself.
 * @param most how many parts have a step of their own
 */
export function waterfallSteps(root: LedgerNode, most: number): readonly WaterfallStep[] {
  const nodes = cut(root);
  const parts = nodes.filter(({ kind }) => kind !== 'residual' && kind !== 'folded').sort(bySize);
  const least = Math.max(1, Math.abs(parts[0]?.deltaBytes ?? 0) / SMALLEST_SHARE);
  const shown = parts.slice(0, most).filter(({ deltaBytes }) => Math.abs(deltaBytes) >= least);
  const rest = [
    ...parts.filter((node) => !shown.includes(node)),
    ...nodes.filter(({ kind }) => kind === 'folded'),
  ].filter(({ deltaBytes }) => deltaBytes !== 0);
  const residuals = nodes.filter(({ kind, deltaBytes }) => kind === 'residual' && deltaBytes !== 0);

  const steps: Part[] = shown.map((node) => partOf(node, 'part'));
  if (sum(rest) !== 0) {
    steps.push({ id: 'rest', kind: 'rest', node: null, count: countOf(rest), deltaBytes: sum(rest) });
  }
  steps.push(...residuals.map((node) => partOf(node, 'residual')));

  let reached = 0;
  const placed = steps.map((step) => {
    const fromBytes = reached;
    reached += step.deltaBytes;
    return { ...step, fromBytes, toBytes: reached };
  });
  const total = { id: 'total', kind: 'total' as const, node: root, count: 1, deltaBytes: root.deltaBytes };
  return [...placed, { ...total, fromBytes: 0, toBytes: root.deltaBytes }];
}

export interface Axis {
  readonly low: Bytes;
  readonly high: Bytes;
  /** Always holds 0. */
  readonly ticks: readonly Bytes[];
}

const steps = [1, 2, 5];

/** Ticks at 1, 2 or 5 times a power of ten of the unit that the span is read in. */
export function axisOf(waterfall: readonly WaterfallStep[], most = 6): Axis {
  const ends = waterfall.flatMap(({ fromBytes, toBytes }) => [fromBytes, toBytes]);
  const low = Math.min(0, ...ends);
  const high = Math.max(0, ...ends);
  const span = Math.max(1, high - low);
  const unit = [GiB, MiB, KiB, 1].find((size) => span >= 2 * size) ?? 1;
  let step = unit;
  for (let power = 1; Math.ceil(span / step) > most; power *= 10) {
    step = (steps.find((times) => span / (unit * times * power) <= most) ?? 10) * unit * power;
  }
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  return { low: first * step, high: last * step, ticks };
}
