import { useMessages } from '#renderer/components/messages.ts';
import type { Lane } from '#shared/domain/timeline.ts';
import { formatBytes, formatDelta } from '#shared/units/format.ts';
import type { EpochMs } from '#shared/units/time.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { roleOf, sampleAt, type SideNames } from './timeline-view-model.ts';

export interface LaneTitleProps {
  readonly lane: Lane;
  readonly sides: SideNames;
  readonly cursor: EpochMs | null;
  /** The target whose series the cursor goes along, of this lane. */
  readonly target: string | null;
  readonly tableShown: boolean;
  readonly onTable: () => void;
}

/** What the lane is, and for each target the amount at the cursor and the rate. */
export function LaneTitle({ lane, sides, cursor, target, tableShown, onTable }: LaneTitleProps) {
  const { timeline: text } = useMessages();
  const measure = lane.measure === null ? '' : ` · ${text.measures[lane.measure] ?? lane.measure}`;
  return (
    <>
      <strong title={toPrintable(lane.id)}>{toPrintable(lane.label)}</strong>
      {measure !== '' && <span className="muted">{measure.slice(3)}</span>}
      {lane.series.map((series) => {
        const { target: name, growth } = series;
        const role = roleOf(name, sides);
        const sample = sampleAt(series, cursor);
        return (
          <span
            key={name}
            className={name === target ? 'timeline-value timeline-value-current' : 'timeline-value'}
          >
            <span className={`timeline-key timeline-key-${role}`} aria-hidden="true" />
            <span className={`side-${role}`}>{toPrintable(name)}</span>{' '}
            <b>{sample === null ? text.noSample : formatBytes(sample.bytes)}</b>{' '}
            {growth !== null && (
              <span className="muted" title={text.growth(growth)}>
                {text.perHour(formatDelta(Math.round(growth.bytesPerHour)))}
              </span>
            )}
          </span>
        );
      })}
      <button type="button" className="link small" aria-pressed={tableShown} onClick={onTable}>
        {text.table}
        <span className="spoken"> {toPrintable(lane.label)}</span>
      </button>
    </>
  );
}
