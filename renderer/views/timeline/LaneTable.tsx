/** The numbers behind one lane, each with its evidence. */
import { useEffect, useRef } from 'react';
import { useMessages } from '#renderer/components/messages.ts';
import { useSession } from '#renderer/state/session.ts';
import { useLaneReadings } from '#renderer/rpc/timeline-queries.ts';
import type { Lane, TimeRange } from '#shared/domain/timeline.ts';
import { formatBytes, formatCount, formatDelta } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';
import { toPrintable } from '#shared/util/printable.ts';
import { inspectMoment } from './inspect-moment.ts';
import { roleOf, type SideNames } from './timeline-view-model.ts';

/** The command line prints all of them. */
const ROWS = 500;

interface LaneTableProps {
  readonly caseHandle: string;
  readonly lane: Lane;
  readonly range: TimeRange;
  readonly sides: SideNames;
  readonly plotWidth: number;
}

export function LaneTable({ caseHandle, lane, range, sides, plotWidth }: LaneTableProps) {
  const { timeline: text } = useMessages();
  const inspect = useSession((session) => session.inspect);
  const section = useRef<HTMLDivElement>(null);
  useEffect(() => section.current?.scrollIntoView({ block: 'nearest' }), [lane.id]);
  const told = useLaneReadings(caseHandle, lane.id, range, plotWidth);
  const rows = (told?.id === lane.id ? told.series : [])
    .flatMap(({ target, times, bytes, readings }) =>
      (readings ?? []).map((reading, row) => ({
        target,
        sample: { ...reading, at: times[row] ?? 0, bytes: bytes[row] ?? 0 },
        before: bytes[row - 1] ?? null,
      })),
    )
    .filter(({ sample: { at } }) => at >= range.from && at <= range.to)
    .toSorted((one, other) => one.sample.at - other.sample.at);
  const shown = rows.slice(0, ROWS);
  const total = lane.series.reduce((sum, series) => sum + series.total, 0);
  const label = toPrintable(lane.label);
  return (
    <div ref={section} className="timeline-table">
      <h2>{text.tableOf(label)}</h2>
      {total > shown.length && (
        <p className="muted small">{text.tableCut(formatCount(shown.length), formatCount(total))}</p>
      )}
      <div className="timeline-scroll" tabIndex={0} role="region" aria-label={text.tableOf(label)}>
        <table>
          <thead>
            <tr>
              <th scope="col">{text.columns.utc}</th>
              <th scope="col">{text.columns.local}</th>
              <th scope="col">{text.columns.target}</th>
              <th scope="col" className="number">
                {text.columns.snapshot}
              </th>
              <th scope="col" className="number">
                {text.columns.bytes}
              </th>
              <th scope="col" className="number">
                {text.columns.change}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ target, sample, before }) => {
              const role = roleOf(target, sides);
              const amount = role === 'other' ? null : { side: role, bytes: sample.bytes };
              const title = `${label} · ${toPrintable(target)} #${sample.snapshot}`;
              return (
                <tr key={`${target} ${sample.snapshot}`}>
                  <td className="nowrap">{formatUtc(sample.at)}</td>
                  <td className="nowrap">{new Date(sample.at).toLocaleTimeString()}</td>
                  <td className={`side-${role}`}>{toPrintable(target)}</td>
                  <td className="number">{sample.snapshot}</td>
                  <td className="number">
                    <button
                      type="button"
                      className="link"
                      aria-label={text.evidenceOf(title, formatBytes(sample.bytes))}
                      onClick={() =>
                        inspect(inspectMoment(`sample:${title}`, title, [sample.evidence], amount))
                      }
                    >
                      {formatBytes(sample.bytes)}
                    </button>
                  </td>
                  <td className="number">{before === null ? '' : formatDelta(sample.bytes - before)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}
