import { useMessages } from '#renderer/components/messages.ts';
import { useSnapshots } from '#renderer/rpc/case-queries.ts';
import { useSession } from '#renderer/state/session.ts';
import type { Snapshot } from '#shared/domain/evidence.ts';
import type { Explanation, LedgerSide } from '#shared/domain/ledger.ts';
import { formatCount } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';

export interface SnapshotListProps {
  readonly caseHandle: string;
  readonly explanation: Explanation | undefined;
}

/** All snapshots of the case; any two of them can be compared. */
export function SnapshotList({ caseHandle, explanation }: SnapshotListProps) {
  const { window: text, timeline } = useMessages();
  const { snapshotColumns: columns } = text.overview;
  const range = useSession((session) => session.timeRange);
  const all = useSnapshots(caseHandle).data ?? [];
  const snapshots = all.filter(
    ({ takenAt }) => range === null || (takenAt >= range.from && takenAt <= range.to),
  );
  if (all.length === 0) return null;
  return (
    <section>
      <h2>{text.overview.snapshots}</h2>
      <div className="overview-scroll" tabIndex={0} role="region" aria-label={text.overview.snapshots}>
        <table className="overview-table">
          <thead>
            <tr>
              <th scope="col">{columns.target}</th>
              <th scope="col" className="number">
                {columns.number}
              </th>
              <th scope="col">{columns.time}</th>
              <th scope="col" className="number">
                {columns.artifacts}
              </th>
              <th scope="col" className="number">
                {columns.problems}
              </th>
              <th scope="col">{columns.use}</th>
            </tr>
          </thead>
          <tbody>
            {snapshots.map((snapshot) => (
              <tr key={snapshot.id}>
                <td>{snapshot.targetName}</td>
                <td className="number">{snapshot.ordinal}</td>
                <td title={text.timeSource[snapshot.timeSource]}>
                  <time className="nowrap">{formatUtc(snapshot.takenAt)}</time>
                </td>
                <td className="number">{formatCount(snapshot.artifactCount)}</td>
                <td className="number">{formatCount(snapshot.problemCount)}</td>
                <td className="nowrap">
                  <UseAs side="a" snapshot={snapshot} explanation={explanation} />
                  <UseAs side="b" snapshot={snapshot} explanation={explanation} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {all.length > snapshots.length && (
        <p className="small muted">{timeline.outside(formatCount(all.length - snapshots.length))}</p>
      )}
    </section>
  );
}

function UseAs({
  side,
  snapshot,
  explanation,
}: {
  side: 'a' | 'b';
  snapshot: Snapshot;
  explanation: Explanation | undefined;
}) {
  const { window: text } = useMessages();
  const compare = useSession((session) => session.compare);
  const selector = `${snapshot.targetName}@${snapshot.ordinal}`;
  const now = { a: selectorOf(explanation?.a), b: selectorOf(explanation?.b) };
  const used = now[side] === selector;
  return (
    <button
      type="button"
      className={`use-as side-${side}`}
      aria-pressed={used}
      aria-label={text.overview.useAs(text.side[side], `${snapshot.targetName} #${snapshot.ordinal}`)}
      onClick={() => compare({ ...now, [side]: selector })}
    >
      {text.side[side]}
    </button>
  );
}

function selectorOf(side: LedgerSide | null | undefined): string | null {
  return side === null || side === undefined ? null : `${side.target}@${side.snapshot}`;
}
