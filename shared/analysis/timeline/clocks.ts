/** The offset of a target's clock out of the `#clock` lines of its manifests. */
import type { ArtifactId } from '#shared/domain/evidence.ts';
import type { ClockReadings } from '#shared/domain/timeline.ts';

export interface ManifestClock {
  readonly artifact: ArtifactId;
  readonly fields: ReadonlyMap<string, string>;
  readonly line: number;
}

/** Null where no manifest tells it: a script that was carried there knows no clock but the target's. */
export function clockReadings(clocks: readonly ManifestClock[]): ClockReadings | null {
  const readings = clocks
    .flatMap(({ artifact, fields, line }) => {
      const [at, offsetMs, boundMs] = ['ours', 'offset', 'bound'].map((name) => toNumber(fields.get(name)));
      if (at === undefined || offsetMs === undefined || boundMs === undefined || boundMs < 0) return [];
      return [{ at, offsetMs, boundMs, evidence: { artifact, line } }];
    })
    .toSorted((one, other) => one.at - other.at);
  const last = readings.at(-1);
  if (last === undefined) return null;
  const offsets = readings.map(({ offsetMs }) => offsetMs);
  return {
    offsetMs: last.offsetMs,
    boundMs: last.boundMs,
    lowestMs: least(offsets),
    highestMs: -least(offsets.map((offset) => -offset)),
    readings: readings.length,
    evidence: last.evidence,
  };
}

/** Math.min takes no more than some hundred thousand arguments. */
function least(values: readonly number[]): number {
  return values.reduce((lowest, value) => Math.min(lowest, value), Infinity);
}

/** Whole milliseconds; what else a manifest says there is not believed. */
function toNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}
