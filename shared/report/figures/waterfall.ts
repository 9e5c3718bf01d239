/**
 * The ledger as a waterfall: each bar starts where the one before ended, the last is their sum, from zero.
 * Direction is told three times (side, pattern, sign), so that it survives a greyscale printer.
 */
import { GiB, MiB, KiB, type Bytes } from '#shared/units/bytes.ts';
import { element, fitText, label, line, rectangle, textWidthEm, type Attributes } from './svg.ts';
import { linearScale, type Scale } from './scale.ts';

export type StepTone = 'more-a' | 'more-b' | 'residual' | 'total';

export interface WaterfallStep {
  readonly label: string;
  readonly deltaBytes: Bytes;
  /** Whose side a part is on follows from its sign. */
  readonly kind: 'part' | 'residual' | 'total';
  /** Written at the end of the row. */
  readonly share: string;
}

export interface Waterfall {
  /** Differences carry a plus sign; what is simply used does not. */
  readonly signed: boolean;
  /** The last step is the total; the others add up to it. */
  readonly steps: readonly WaterfallStep[];
  readonly legend: Readonly<Record<'more-a' | 'more-b' | 'residual', string>>;
}

/** Points: the width of the text block on A4 with 18 mm margins; the drawing is placed one to one. */
export const FIGURE_WIDTH = 493;
const LABEL_WIDTH = 166;
const AMOUNT_WIDTH = 62;
const SHARE_WIDTH = 46;
const FONT_SIZE = 8.5;
const ROW_HEIGHT = 20;
const BAR_HEIGHT = 12;
const TOP = 22;
const PLOT_LEFT = LABEL_WIDTH + 8;
const PLOT_RIGHT = FIGURE_WIDTH - AMOUNT_WIDTH - SHARE_WIDTH - 8;

const FILLS: Readonly<Record<StepTone, Attributes>> = {
  'more-a': { fill: '#1f4e8c' },
  'more-b': { fill: 'url(#hatch)', stroke: '#b35c00', 'stroke-width': 0.8 },
  residual: { fill: 'url(#dots)', stroke: '#555555', 'stroke-width': 0.8 },
  total: { fill: '#1a1a1a' },
};

const HATCH = element(
  'pattern',
  {
    id: 'hatch',
    width: 5,
    height: 5,
    patternUnits: 'userSpaceOnUse',
    patternTransform: 'rotate(45)',
  },
  rectangle(0, 0, 5, 5, { fill: '#fbe3c8' }),
  rectangle(0, 0, 2, 5, { fill: '#b35c00' }),
);
const DOTS = element(
  'pattern',
  { id: 'dots', width: 4, height: 4, patternUnits: 'userSpaceOnUse' },
  rectangle(0, 0, 4, 4, { fill: '#ffffff' }),
  element('circle', { cx: 2, cy: 2, r: 0.8, fill: '#555555' }),
);

export function drawWaterfall({ steps, legend, signed }: Waterfall): string {
  const spans = toSpans(steps);
  const bottom = TOP + steps.length * ROW_HEIGHT;
  const height = bottom + 22;
  const unit = chooseUnit(spans);
  const [low, high] = domainOf(spans);
  const scale = linearScale([low / unit.bytes, high / unit.bytes], [PLOT_LEFT, PLOT_RIGHT], 8);
  const at = (bytes: Bytes): number => scale.at(bytes / unit.bytes);
  const rows = spans.map((span, index) =>
    drawRow(
      { span, next: spans[index + 1], amount: formatIn(unit, span.step.deltaBytes, signed) },
      index,
      at,
    ),
  );
  const size = { width: FIGURE_WIDTH, height, viewBox: `0 0 ${FIGURE_WIDTH} ${height}` };
  return element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', ...size },
    element('defs', {}, HATCH, DOTS),
    drawLegend(steps, legend),
    drawAxis(scale, unit.name, bottom),
    ...rows,
  );
}

/** A bar: where it starts and ends. */
interface Span {
  readonly step: WaterfallStep;
  readonly from: Bytes;
  readonly to: Bytes;
}

function toSpans(steps: readonly WaterfallStep[]): Span[] {
  let sum = 0;
  return steps.map((step) => {
    if (step.kind === 'total') return { step, from: 0, to: step.deltaBytes };
    const from = sum;
    sum += step.deltaBytes;
    return { step, from, to: sum };
  });
}

/** Always with zero in it, and never empty. */
function domainOf(spans: readonly Span[]): [Bytes, Bytes] {
  const ends = spans.flatMap((span) => [span.from, span.to]);
  const low = Math.min(0, ...ends);
  const high = Math.max(0, ...ends);
  return low === high ? [0, MiB] : [low, high];
}

interface Unit {
  readonly name: string;
  readonly bytes: number;
}

/** One unit for the whole picture, so that its numbers line up and compare. */
function chooseUnit(spans: readonly Span[]): Unit {
  const [low, high] = domainOf(spans);
  if (high - low >= 4 * GiB) return { name: 'GiB', bytes: GiB };
  return high - low >= 4 * MiB ? { name: 'MiB', bytes: MiB } : { name: 'KiB', bytes: KiB };
}

function formatIn(unit: Unit, bytes: Bytes, signed: boolean): string {
  const digits = Math.abs(bytes / unit.bytes).toFixed(unit.bytes === GiB ? 2 : 1);
  // What rounds to nothing has no direction to show.
  const sign = Number(digits) === 0 ? '' : bytes < 0 ? '\u2212' : signed ? '+' : '';
  return `${sign}${groupThousands(digits)} ${unit.name}`;
}

function groupThousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');
}

function toneOf(step: WaterfallStep): StepTone {
  if (step.kind !== 'part') return step.kind;
  return step.deltaBytes < 0 ? 'more-b' : 'more-a';
}

interface WaterfallRow {
  readonly amount: string;
  readonly span: Span;
  readonly next: Span | undefined;
}

function drawRow(row: WaterfallRow, index: number, at: (bytes: Bytes) => number): string {
  const { span, next, amount } = row;
  const { step } = span;
  const y = TOP + index * ROW_HEIGHT;
  const middle = y + ROW_HEIGHT / 2;
  const bold = step.kind === 'total';
  const [from, to] = [at(span.from), at(span.to)];
  const width = Math.max(0.75, Math.abs(to - from));
  const connects = next !== undefined && next.from === span.to;
  const below = middle + ROW_HEIGHT - BAR_HEIGHT / 2;
  return [
    bold ? line(0, y, FIGURE_WIDTH, y, { stroke: '#1a1a1a', 'stroke-width': 0.6 }) : '',
    label(LABEL_WIDTH, middle + 3, fitText(step.label, LABEL_WIDTH / FONT_SIZE), { anchor: 'end', bold }),
    rectangle(Math.min(from, to), middle - BAR_HEIGHT / 2, width, BAR_HEIGHT, FILLS[toneOf(step)]),
    connects ? line(to, middle + BAR_HEIGHT / 2, to, below, { stroke: '#777777', 'stroke-width': 0.6 }) : '',
    label(FIGURE_WIDTH - SHARE_WIDTH, middle + 3, amount, { anchor: 'end', bold }),
    label(FIGURE_WIDTH, middle + 3, step.share, { anchor: 'end', bold, fill: '#444444' }),
  ].join('');
}

function drawAxis(scale: Scale, unit: string, bottom: number): string {
  const decimals = scale.step < 1 ? 1 : 0;
  const grid = scale.ticks.map((tick) =>
    line(scale.at(tick), TOP, scale.at(tick), bottom, {
      stroke: tick === 0 ? '#1a1a1a' : '#d5d5d5',
      'stroke-width': tick === 0 ? 0.9 : 0.5,
    }),
  );
  const numbers = scale.ticks.map((tick) =>
    label(scale.at(tick), bottom + 11, tick.toFixed(decimals).replace('-', '\u2212'), {
      size: 7.5,
      anchor: 'middle',
      fill: '#444444',
    }),
  );
  const name = label(PLOT_RIGHT + 14, bottom + 11, unit, { size: 7.5, fill: '#444444' });
  return [...grid, ...numbers, name].join('');
}

function drawLegend(steps: readonly WaterfallStep[], legend: Waterfall['legend']): string {
  const used = (['more-a', 'more-b', 'residual'] as const).filter((tone) =>
    steps.some((step) => toneOf(step) === tone),
  );
  let x = PLOT_LEFT;
  const parts: string[] = [];
  for (const tone of used) {
    const words = fitText(legend[tone], 18);
    parts.push(rectangle(x, 3, 14, 8, FILLS[tone]), label(x + 18, 10, words, { size: 7.5 }));
    x += 18 + textWidthEm(words) * 7.5 + 16;
  }
  return parts.join('');
}
