/** Lanes on one axis of time. Draws; what is pointed at and pressed is told to whoever shows it. */
import './timeline.css';
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import type { TimeRange } from '#shared/domain/timeline.ts';
import type { EpochMs } from '#shared/units/time.ts';
import { loadPlotly } from './load-plotly.ts';
import { chartInkNames, toPlotly, type ChartFigure, type ChartInks } from './timeline-figure.ts';
import { between, plotWidth, timeAt, timelineSpace, xOf } from './timeline-model.ts';

export interface TimelineChartProps {
  /** One sentence that says what the figure shows. */
  readonly label: string;
  /** Which keys there are. */
  readonly keysHint: string;
  readonly figure: ChartFigure;
  /** Above the lines of each lane. */
  readonly titles: readonly ReactNode[];
  readonly cursor: EpochMs | null;
  readonly selection: TimeRange | null;
  /** Told when the element gets another width: of the plot, in pixels. */
  readonly onWidth: (plotWidth: number) => void;
  readonly onCursor: (at: EpochMs) => void;
  readonly onSelect: (range: TimeRange | null) => void;
  readonly onZoom: (at: EpochMs, factor: number) => void;
  /** True where the key was taken. */
  readonly onKey: (event: KeyboardEvent) => boolean;
  readonly onFailure: (error: unknown) => void;
}

/** Less is a click. */
const DRAG_PX = 4;

export function TimelineChart(props: TimelineChartProps) {
  const { figure, titles, cursor, selection, onWidth, onFailure } = props;
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<HTMLDivElement>(null);
  const drag = useRef<{ readonly x: number; readonly at: EpochMs; moved: boolean } | null>(null);
  const [width, setWidth] = useState(0);
  const inks = useInks(frame);

  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (width > 0) onWidth(Math.round(plotWidth(width)));
  }, [width, onWidth]);
  useEffect(() => {
    const element = plot.current;
    if (element === null || width === 0 || inks === null) return undefined;
    let current = true;
    void loadPlotly()
      .then((plotly) => {
        if (!current) return undefined;
        const { data, layout, config } = toPlotly(figure, inks, width);
        return plotly.react(element, data, layout, config);
      })
      .then(() => element.setAttribute('data-drawn', `${figure.range.from} ${figure.range.to}`), onFailure);
    return () => {
      current = false;
    };
  }, [figure, inks, width, onFailure]);
  useEffect(() => {
    const element = plot.current;
    return () => {
      if (element?.dataset['drawn'] !== undefined) void loadPlotly().then((plotly) => plotly.purge(element));
    };
  }, []);

  const placeOf = (event: { clientX: number; currentTarget: Element }) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const at = timeAt(x, figure.range, width);
    return { x, at: Math.min(figure.range.to, Math.max(figure.range.from, at)) };
  };
  function down(event: PointerEvent<HTMLDivElement>): void {
    if (event.button !== 0) return;
    drag.current = { ...placeOf(event), moved: false };
    event.currentTarget.setPointerCapture(event.pointerId);
  }
  function move(event: PointerEvent<HTMLDivElement>): void {
    const { x, at } = placeOf(event);
    props.onCursor(at);
    const begun = drag.current;
    if (begun === null || Math.abs(x - begun.x) < DRAG_PX) return;
    begun.moved = true;
    props.onSelect(between(begun.at, at));
  }
  function up(): void {
    if (drag.current?.moved === false) props.onSelect(null);
    drag.current = null;
  }

  const height = titles.length * timelineSpace.lane;
  const lineAt = (at: EpochMs) => ({ transform: `translateX(${xOf(at, figure.range, width)}px)` });
  const isSeen = (at: EpochMs) => at >= figure.range.from && at <= figure.range.to;
  return (
    <div ref={frame} className="timeline-chart" style={{ height: `${height}px` }}>
      {chartInkNames.map((name) => (
        <span key={name} className={`chart-ink chart-ink-${name}`} aria-hidden="true" />
      ))}
      <div ref={plot} className="timeline-plot" aria-hidden="true" />
      <div
        className="timeline-pointer"
        role="application"
        tabIndex={0}
        aria-label={props.label}
        aria-description={props.keysHint}
        onKeyDown={(event) => {
          if (props.onKey(event)) event.preventDefault();
        }}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
        onWheel={(event) => {
          if (event.ctrlKey) props.onZoom(placeOf(event).at, event.deltaY > 0 ? 2 : 0.5);
        }}
      >
        {selection !== null && width > 0 && (
          <div className="timeline-selection" style={selectionStyle(selection, figure.range, width)} />
        )}
        {cursor !== null && isSeen(cursor) && <div className="timeline-cursor" style={lineAt(cursor)} />}
      </div>
      {titles.map((title, index) => (
        <div
          key={index}
          className="timeline-title"
          style={{ top: `${index * timelineSpace.lane}px`, insetInlineStart: '12px' }}
        >
          {title}
        </div>
      ))}
    </div>
  );
}

function selectionStyle(selection: TimeRange, range: TimeRange, width: number) {
  const [from, to] = [Math.max(selection.from, range.from), Math.min(selection.to, range.to)];
  const left = xOf(from, range, width);
  return { left: `${left}px`, width: `${Math.max(0, xOf(to, range, width) - left)}px` };
}

/** The tokens' colours, read again when the theme changes. */
function useInks(frame: { readonly current: HTMLElement | null }): ChartInks | null {
  const [inks, setInks] = useState<ChartInks | null>(null);
  useEffect(() => {
    const read = () => {
      const element = frame.current;
      if (element === null) return;
      const colorOf = (name: string) => {
        const probe = element.querySelector(`.chart-ink-${name}`);
        return probe === null ? '' : getComputedStyle(probe).color;
      };
      setInks(Object.fromEntries(chartInkNames.map((name) => [name, colorOf(name)])) as ChartInks);
    };
    read();
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) =>
      window.matchMedia(query),
    );
    for (const query of queries) query.addEventListener('change', read);
    return () => {
      observer.disconnect();
      for (const query of queries) query.removeEventListener('change', read);
    };
  }, [frame]);
  return inks;
}
