/** The memory of all targets over time: lanes of one quantity each, with a series per target. */
import type { Bytes } from '#shared/units/bytes.ts';
import type { DurationMs, EpochMs } from '#shared/units/time.ts';
import type { CaseEvent } from './events.ts';
import type { EvidenceRef } from './evidence.ts';
import type { ProcessMeasure } from './parsed.ts';

export const laneKinds = ['meminfo', 'process'] as const;
export type LaneKind = (typeof laneKinds)[number];

/** Something whose bytes are known at several times: a field of meminfo, or all processes of one executable. */
export interface LaneChoice {
  /** `meminfo:AnonPages`, `process:/usr/sbin/fwlog`. */
  readonly id: string;
  readonly kind: LaneKind;
  readonly label: string;
  /** What a process lane measures; null for meminfo. */
  readonly measure: ProcessMeasure | null;
  /** Last sample minus the first, of the target where that is most. */
  readonly growthBytes: Bytes;
  /** Of all targets. */
  readonly samples: number;
}

/** Where an amount was read. */
export interface Reading {
  /** Ordinal of its snapshot within the target. */
  readonly snapshot: number;
  readonly evidence: EvidenceRef;
}

/** One amount of a lane. */
export interface Sample extends Reading {
  readonly at: EpochMs;
  readonly bytes: Bytes;
}

/**
 * How fast something grows: the median of the slopes between all pairs of samples (Theil 1950, Sen 1968), which one spike
 * does not move, with Sen's interval of 95 % from ranks; null bounds where there are too few samples for one.
 */
export interface Growth {
  readonly bytesPerHour: number;
  readonly lowBytesPerHour: number | null;
  readonly highBytesPerHour: number | null;
  readonly samples: number;
  /** First and last sample that it rests on: not before the last restart, nor before the trend changed. */
  readonly from: EpochMs;
  readonly to: EpochMs;
}

export interface LaneSeries {
  readonly target: string;
  /** Samples in the range, before the reduction. */
  readonly total: number;
  /** In the order of time: of least and largest of each column of pixels, and of the neighbours of the range. */
  readonly times: readonly EpochMs[];
  /** Row by row with `times`: columns, since a window draws many thousands at every zoom. */
  readonly bytes: readonly Bytes[];
  /** Row by row with `times`; null where evidence was not asked for. */
  readonly readings: readonly Reading[] | null;
  readonly growth: Growth | null;
}

export interface Lane extends LaneChoice {
  readonly series: readonly LaneSeries[];
}

export const forecastStates = ['falling', 'not-falling', 'not-soon', 'too-few', 'no-meminfo'] as const;
export type ForecastState = (typeof forecastStates)[number];

/** When a target runs out of memory, if it goes on like this: MemAvailable and free swap used up. */
export interface Forecast {
  readonly target: string;
  readonly state: ForecastState;
  /** MemAvailable plus SwapFree at the last sample; null where meminfo does not tell. */
  readonly headroomBytes: Bytes | null;
  /** Of the headroom: negative while it is used up. */
  readonly growth: Growth | null;
  /** Null unless `falling`. `latest` is null where the headroom may not be falling at all. */
  readonly exhausted: {
    readonly expected: EpochMs;
    readonly earliest: EpochMs | null;
    readonly latest: EpochMs | null;
  } | null;
}

/** The target's clock against ours, as a live collection measured it: target − ours, true within ± bound. */
export interface ClockReadings {
  /** The newest reading. */
  readonly offsetMs: DurationMs;
  readonly boundMs: DurationMs;
  /** Smallest and largest offset of all readings. */
  readonly lowestMs: DurationMs;
  readonly highestMs: DurationMs;
  readonly readings: number;
  readonly evidence: EvidenceRef;
}

export interface TimelineTarget {
  readonly name: string;
  readonly snapshots: number;
  /** Null where nobody measured it: evidence that was carried here. */
  readonly clock: ClockReadings | null;
}

/**
 * When the evidence of a snapshot was taken, by the target's clock; or of several that follow each other within one column
 * of pixels.
 */
export interface CollectionWindow {
  readonly target: string;
  /** Ordinals, both included; equal for a single snapshot. */
  readonly first: number;
  readonly last: number;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

export interface TimeRange {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** All of it but the series. */
export interface TimelineOverview {
  /** First to last sample or event; null where there is neither. */
  readonly range: TimeRange | null;
  readonly targets: readonly TimelineTarget[];
  readonly events: readonly CaseEvent[];
  /** Meminfo in the order of the kernel, then processes, those that grew most first. */
  readonly choices: readonly LaneChoice[];
  /** What is shown where nobody chose. */
  readonly chosen: readonly string[];
}

export interface TimelineSeries {
  readonly range: TimeRange | null;
  /** By target, in the order of time. */
  readonly windows: readonly CollectionWindow[];
  readonly lanes: readonly Lane[];
  readonly forecasts: readonly Forecast[];
}

/** The first and the last snapshot of a target in a range, by ordinal. */
export interface RangeEnds {
  readonly first: number;
  readonly last: number;
}
