/**
 * The lanes of a timeline as plotly takes them: lines in SVG, below each other on one axis of time. No text of evidence
 * goes in here, since plotly reads markup in its texts: titles and names are the page's own, ticks are made of numbers.
 */
import type { TimeRange } from '#shared/domain/timeline.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import type { EpochMs } from '#shared/units/time.ts';
import { amountRange, byteTicks, plotWidth, timelineSpace, timeTicks } from './timeline-model.ts';

/** Which side a series belongs to; told by dash and mark as well as by colour. */
export type SeriesRole = 'a' | 'b' | 'other';

export interface ChartSeries {
  readonly role: SeriesRole;
  readonly times: readonly EpochMs[];
  readonly values: readonly Bytes[];
  /** How it goes on at its rate, from the last sample on; null bounds draw the line alone. */
  readonly forecast: {
    readonly from: EpochMs;
    readonly to: EpochMs;
    readonly atFrom: Bytes;
    readonly atTo: Bytes;
    readonly lowAtTo: Bytes | null;
    readonly highAtTo: Bytes | null;
  } | null;
}

export interface ChartMark {
  readonly at: EpochMs;
  readonly kind: 'kill' | 'change';
}

export interface ChartFigure {
  readonly lanes: readonly (readonly ChartSeries[])[];
  readonly range: TimeRange;
  readonly marks: readonly ChartMark[];
}

/** CSS colours as plotly takes them. */
export type ChartInks = Readonly<Record<SeriesRole | 'text' | 'line' | 'kill' | 'change', string>>;
export const chartInkNames = ['a', 'b', 'other', 'text', 'line', 'kill', 'change'] as const;

const dashes: Record<SeriesRole, string> = { a: 'solid', b: '6px,3px', other: '2px,2px' };
const symbols: Record<SeriesRole, string> = { a: 'circle', b: 'square', other: 'diamond' };
/** More samples than this are a line without marks. */
const MARKED = 60;

export interface PlotlyFigure {
  readonly data: readonly object[];
  readonly layout: object;
  readonly config: object;
}

export function toPlotly(figure: ChartFigure, inks: ChartInks, width: number): PlotlyFigure {
  const { lane, left, right } = timelineSpace;
  const height = figure.lanes.length * lane;
  const layout: Record<string, unknown> = {
    width,
    height,
    margin: { l: left, r: right, t: 0, b: 0, pad: 0 },
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    showlegend: false,
    hovermode: false,
    dragmode: false,
    font: { family: 'inherit', size: 11, color: inks.text },
    shapes: figure.marks.map((mark) => markShape(mark, inks)),
    xaxis: {
      type: 'linear',
      range: [figure.range.from, figure.range.to],
      ...ticksOf(timeTicks(figure.range, plotWidth(width))),
      // They stand above all lanes, where they stay in sight.
      showticklabels: false,
      ...lines(inks),
    },
  };
  const data = figure.lanes.flatMap((series, index) => {
    layout[axisName(index, 'yaxis')] = laneAxis(series, figure.range, index, height, inks);
    return series.flatMap((one) => seriesTraces(one, axisName(index, 'y'), inks));
  });
  // Nothing of plotly's own answers the pointer: no hover labels, no menu.
  return { data, layout, config: { staticPlot: true, displayModeBar: false, responsive: false } };
}

function axisName(index: number, name: string): string {
  return index === 0 ? name : `${name}${index + 1}`;
}

function ticksOf(ticks: readonly { readonly value: number; readonly text: string }[]) {
  return {
    tickmode: 'array',
    tickvals: ticks.map(({ value }) => value),
    ticktext: ticks.map(({ text }) => text),
  };
}

function lines(inks: ChartInks) {
  return { gridcolor: inks.line, gridwidth: 1, linecolor: inks.line, zeroline: false, fixedrange: true };
}

function laneAxis(
  series: readonly ChartSeries[],
  { from, to }: TimeRange,
  index: number,
  height: number,
  inks: ChartInks,
): object {
  const { lane, title, foot } = timelineSpace;
  const seen = series.flatMap(({ times, values, forecast }) => [
    ...values.filter((_, i) => (times[i] ?? 0) >= from && (times[i] ?? 0) <= to),
    ...(forecast === null || forecast.from > to ? [] : [forecast.atTo]),
  ]);
  const { low, high } = amountRange(seen);
  const top = 1 - (index * lane + title) / height;
  const bottom = 1 - ((index + 1) * lane - foot) / height;
  return {
    type: 'linear',
    domain: [bottom, top],
    range: [low, high],
    anchor: 'x',
    ...ticksOf(byteTicks(low, high)),
    ...lines(inks),
  };
}

function seriesTraces(
  { role, times, values, forecast }: ChartSeries,
  yaxis: string,
  inks: ChartInks,
): object[] {
  const ink = inks[role];
  const common = { type: 'scatter', hoverinfo: 'skip', xaxis: 'x', yaxis };
  const line = {
    ...common,
    x: times,
    y: values,
    mode: times.length > MARKED ? 'lines' : 'lines+markers',
    line: { color: ink, width: 1.6, dash: dashes[role], simplify: false },
    marker: { color: ink, size: 5, symbol: symbols[role] },
  };
  if (forecast === null) return [line];
  const { from, to, atFrom, atTo, lowAtTo, highAtTo } = forecast;
  const onward = {
    ...common,
    x: [from, to],
    y: [atFrom, atTo],
    mode: 'lines',
    line: { color: ink, width: 1.2, dash: '1px,4px' },
  };
  if (lowAtTo === null || highAtTo === null) return [onward, line];
  const band = {
    ...common,
    x: [from, to, to, from],
    y: [atFrom, highAtTo, lowAtTo, atFrom],
    mode: 'lines',
    line: { width: 0, color: ink },
    fill: 'toself',
    fillcolor: withAlpha(ink, 0.14),
  };
  return [band, onward, line];
}

/** `rgb(1, 2, 3)` is what a computed colour looks like. */
function withAlpha(color: string, alpha: number): string {
  return color.replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`);
}

function markShape({ at, kind }: ChartMark, inks: ChartInks): object {
  return {
    type: 'line',
    xref: 'x',
    yref: 'paper',
    x0: at,
    x1: at,
    y0: 0,
    y1: 1,
    line: {
      color: inks[kind],
      width: kind === 'kill' ? 2 : 1.2,
      dash: kind === 'kill' ? 'solid' : '4px,4px',
    },
  };
}
