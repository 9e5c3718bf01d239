/** A case over time: all snapshots of all targets. Nothing of it is answered from tables that were edited. */
import { clockReadings } from '#shared/analysis/timeline/clocks.ts';
import { readLanes, toChoice, type LaneSource, type WholeLane } from '#shared/analysis/timeline/lanes.ts';
import { firstLanes } from '#shared/analysis/timeline/view.ts';
import { windowColumns, type WindowColumns } from '#shared/analysis/timeline/windows.ts';
import type { CaseEvent } from '#shared/domain/events.ts';
import type { Artifact, Snapshot } from '#shared/domain/evidence.ts';
import type {
  CollectionWindow,
  TimeRange,
  TimelineOverview,
  TimelineTarget,
} from '#shared/domain/timeline.ts';
import { parseManifest } from '#shared/parsers/capture-manifest.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { checkSnapshots } from '../check-sources.ts';
import { TextReader } from '../derive/artifact-text.ts';
import { listEvents } from '../events/list-events.ts';
import { importLimits } from '../limits.ts';

/** What a timeline is answered from; kept for the state of the case. */
export interface WholeTimeline {
  readonly overview: TimelineOverview;
  /** One for each snapshot, by target, in the order of time. */
  readonly windows: WindowColumns;
  readonly lanes: readonly WholeLane[];
}

/** @throws verify.failed */
export function readTimeline(file: ReadableCase): WholeTimeline {
  const snapshots = file.snapshots();
  checkSnapshots(file, snapshots);
  const artifacts = file.artifacts();
  const events = listEvents(file, {});
  const lanes = readLanes(sourcesOf(file, snapshots));
  const choices = lanes.map(toChoice);
  const windows = windowsOf(snapshots, artifacts);
  return {
    lanes,
    windows: windowColumns(windows),
    overview: {
      range: rangeOf(snapshots, windows, events),
      targets: targetsOf(file, snapshots, artifacts),
      events,
      choices,
      chosen: firstLanes(choices),
    },
  };
}

/** One after the other: processes of a thousand snapshots are not held at once. */
function* sourcesOf(file: ReadableCase, snapshots: readonly Snapshot[]): Generator<LaneSource> {
  for (const snapshot of snapshots) {
    const reader = file.snapshotReader(snapshot.id);
    yield { snapshot, meminfo: reader.meminfo(), processes: reader.processes() };
  }
}

/** Where the evidence knows no times of its own, the window is a moment. */
function windowsOf(snapshots: readonly Snapshot[], artifacts: readonly Artifact[]): CollectionWindow[] {
  const bySnapshot = Map.groupBy(artifacts, ({ snapshotId }) => snapshotId);
  const windows = snapshots.map(({ id, targetName, ordinal, takenAt }) => {
    const times = (bySnapshot.get(id) ?? []).map(({ capturedAt }) => capturedAt);
    const from = times.reduce((first, at) => Math.min(first, at), takenAt);
    const to = times.reduce((last, at) => Math.max(last, at), takenAt);
    return { target: targetName, first: ordinal, last: ordinal, from, to };
  });
  return [...Map.groupBy(windows, ({ target }) => target).values()].flatMap((own) =>
    own.toSorted((one, other) => one.from - other.from || one.first - other.first),
  );
}

function targetsOf(
  file: ReadableCase,
  snapshots: readonly Snapshot[],
  artifacts: readonly Artifact[],
): TimelineTarget[] {
  const texts = new TextReader(file, importLimits.parseBytes);
  const manifests = Map.groupBy(
    artifacts.filter(({ kind }) => kind === 'manifest'),
    ({ targetName }) => targetName,
  );
  const clocksOf = (artifact: Artifact) => {
    const { source } = texts.read(artifact);
    const facts = parseManifest(source.decode(source.bytes))?.facts ?? [];
    return facts
      .filter(({ word }) => word === 'clock')
      .map(({ fields, line }) => ({ artifact: artifact.id, fields, line }));
  };
  return [...Map.groupBy(snapshots, ({ targetName }) => targetName)].map(([name, own]) => ({
    name,
    snapshots: own.length,
    clock: clockReadings((manifests.get(name) ?? []).flatMap(clocksOf)),
  }));
}

/** Events may be older than the first snapshot by months: they do not stretch the axis, which is about memory. */
function rangeOf(
  snapshots: readonly Snapshot[],
  windows: readonly CollectionWindow[],
  events: readonly CaseEvent[],
): TimeRange | null {
  if (snapshots.length === 0) return null;
  const from = windows.reduce((first, window) => Math.min(first, window.from), Infinity);
  const to = windows.reduce((last, window) => Math.max(last, window.to), -Infinity);
  const near = events
    .flatMap(({ time }) => (time === null ? [] : [time.from, time.to]))
    .filter((at) => at >= from - (to - from) && at <= to + (to - from));
  return {
    from: near.reduce((first, at) => Math.min(first, at), from),
    to: near.reduce((last, at) => Math.max(last, at), to),
  };
}
