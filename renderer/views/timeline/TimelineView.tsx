/** Both machines on one axis of time: memory in lanes, what happened, how fast it grows, when it runs out. */
import './timeline-view.css';
import { useCallback, useMemo, useState, type KeyboardEvent } from 'react';
import { Announcer } from '#renderer/components/Announcer.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import { TimelineChart } from '#renderer/charts/TimelineChart.tsx';
import { zoomed } from '#renderer/charts/timeline-model.ts';
import { useExplanation } from '#renderer/rpc/case-queries.ts';
import {
  useNextSeries,
  useRangeEnds,
  useTimeline,
  useTimelineSeries,
} from '#renderer/rpc/timeline-queries.ts';
import { usePreferences } from '#renderer/state/preferences.ts';
import { useSession } from '#renderer/state/session.ts';
import type { TimeRange, TimelineOverview } from '#shared/domain/timeline.ts';
import { formatBytes } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { EventStrip } from './EventStrip.tsx';
import { LanePicker } from './LanePicker.tsx';
import { LaneTable } from './LaneTable.tsx';
import { LaneTitle } from './LaneTitle.tsx';
import { RangeActions } from './RangeActions.tsx';
import { TargetFacts } from './TargetFacts.tsx';
import {
  afterKey,
  figureOf,
  nextViews,
  sampleAt,
  wholeRange,
  type TimelineState,
} from './timeline-view-model.ts';

export function TimelineView({ caseHandle }: { caseHandle: string }) {
  const { window: text, timeline: words } = useMessages();
  const show = useSession((session) => session.show);
  const overview = useTimeline(caseHandle);
  if (overview.error !== null)
    return <ErrorNotice error={overview.error} onRetry={() => void overview.refetch()} />;
  if (overview.data === undefined) return <p className="timeline-wait muted">{text.loading}</p>;
  const whole = wholeRange(overview.data);
  if (whole === null || overview.data.targets.every(({ snapshots }) => snapshots < 2)) {
    return (
      <EmptyState
        title={words.empty.title}
        text={words.empty.text}
        action={
          <button type="button" className="link" onClick={() => show('collect')}>
            {words.empty.collect}
          </button>
        }
      />
    );
  }
  return <Timeline caseHandle={caseHandle} overview={overview.data} whole={whole} />;
}

interface TimelineProps {
  readonly caseHandle: string;
  readonly overview: TimelineOverview;
  readonly whole: TimeRange;
}

function Timeline({ caseHandle, overview, whole }: TimelineProps) {
  const { timeline: words } = useMessages();
  const letters = usePreferences((preferences) => preferences.letterKeys);
  const {
    sides: chosenSides,
    timeRange,
    setTimeRange,
    timelineLanes,
    setTimelineLanes,
    compare,
  } = useSession();
  const explanation = useExplanation(caseHandle, chosenSides).data;
  const sides = useMemo(
    () => ({ a: explanation?.a?.target ?? null, b: explanation?.b?.target ?? null }),
    [explanation],
  );
  const [state, setState] = useState<TimelineState>({
    view: whole,
    cursor: null,
    selection: timeRange,
    series: 0,
  });
  const [plotWidth, setPlotWidth] = useState(0);
  const [table, setTable] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const [failure, setFailure] = useState<unknown>(null);

  const lanes = timelineLanes ?? overview.chosen;
  const seen = { handle: caseHandle, lanes, range: state.view, width: plotWidth };
  const series = useTimelineSeries(seen);
  useNextSeries(seen, nextViews(state, whole), series.isSuccess && !series.isPlaceholderData);
  const answer = series.data;
  const range = answer?.range ?? state.view;
  const figure = useMemo(
    () => figureOf(answer?.lanes ?? [], overview.events, range, sides),
    [answer, overview.events, range, sides],
  );
  const flat = useMemo(
    () => (answer?.lanes ?? []).flatMap((lane) => lane.series.map((one) => ({ lane, ...one }))),
    [answer],
  );
  const current = flat[state.series];
  const ends = useRangeEnds(caseHandle, sides.a, state.selection);
  const changeWidth = useCallback((width: number) => setPlotWidth(Math.min(20_000, Math.max(1, width))), []);

  function press(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === 'Enter') return commit();
    if (event.key === 'Escape' && state.selection !== null) {
      setState({ ...state, selection: null });
      return true;
    }
    const moments = flat.map(({ times }) => times);
    const next = afterKey(state, { key: event.key, shift: event.shiftKey, letters }, whole, moments);
    if (next === undefined) return false;
    setState(next);
    const on = flat[next.series];
    const sample = on === undefined ? null : sampleAt(on, next.cursor);
    if (on !== undefined && sample !== null && event.key.startsWith('Arrow')) {
      setSaid(
        `${toPrintable(on.lane.label)} ${toPrintable(on.target)}: ${formatBytes(sample.bytes)}, ${formatUtc(sample.at)}`,
      );
    } else setSaid(words.seen(formatUtc(next.view.from), formatUtc(next.view.to)));
    return true;
  }

  function commit(): boolean {
    const { selection } = state;
    if (selection === null || selection.to <= selection.from) return false;
    setTimeRange(selection);
    setSaid(words.committed(formatUtc(selection.from), formatUtc(selection.to)));
    return true;
  }

  const shownTable = answer?.lanes.find(({ id }) => id === table);
  return (
    <section className="timeline" aria-label={words.heading}>
      <div className="timeline-bar">
        <h1>{words.heading}</h1>
        <LanePicker choices={overview.choices} chosen={lanes} onChange={setTimelineLanes} />
        <RangeActions
          selection={state.selection}
          isWhole={state.view.from === whole.from && state.view.to === whole.to}
          onCommit={commit}
          onCompare={ends === null ? undefined : () => compare(ends)}
          onFit={() => state.selection !== null && setState({ ...state, view: state.selection })}
          onWhole={() => setState({ ...state, view: whole })}
        />
        <span className="timeline-range muted small">{words.seen(moment(range.from), moment(range.to))}</span>
      </div>
      <TargetFacts overview={overview} forecasts={answer?.forecasts ?? []} sides={sides} />
      {(series.error ?? failure) !== null && (
        <ErrorNotice error={series.error ?? failure} onRetry={() => void series.refetch()} />
      )}
      <div className="timeline-body">
        <EventStrip
          overview={overview}
          windows={answer?.windows ?? []}
          range={range}
          sides={sides}
          plotWidth={plotWidth}
        />
        <TimelineChart
          label={words.chart(lanes.length, overview.targets.length)}
          keysHint={words.keysHint}
          figure={figure}
          titles={(answer?.lanes ?? []).map((lane) => (
            <LaneTitle
              key={lane.id}
              lane={lane}
              sides={sides}
              cursor={state.cursor}
              target={current?.lane.id === lane.id ? current.target : null}
              tableShown={table === lane.id}
              onTable={() => setTable(table === lane.id ? null : lane.id)}
            />
          ))}
          cursor={state.cursor}
          selection={state.selection ?? timeRange}
          onWidth={changeWidth}
          onCursor={(cursor) => setState((now) => ({ ...now, cursor }))}
          onSelect={(selection) => setState((now) => ({ ...now, selection }))}
          onZoom={(at, factor) => setState((now) => ({ ...now, view: zoomed(now.view, whole, at, factor) }))}
          onKey={press}
          onFailure={setFailure}
        />
        {shownTable !== undefined && (
          <LaneTable
            caseHandle={caseHandle}
            lane={shownTable}
            range={range}
            sides={sides}
            plotWidth={plotWidth}
          />
        )}
      </div>
      <Announcer message={said} />
    </section>
  );
}

/** To the second. */
function moment(at: number): string {
  return formatUtc(Math.round(at / 1000) * 1000);
}
