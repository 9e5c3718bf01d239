import { useEffect, useRef } from 'react';
import { useMessages } from '#renderer/components/messages.ts';
import { useSnapshots } from '#renderer/rpc/case-queries.ts';
import { useSession } from '#renderer/state/session.ts';
import type { DumpList as Dumps } from '#shared/contract/dumps.ts';
import { formatBytes, formatCount, formatEvidenceId } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';

export interface DumpListProps {
  readonly list: Dumps;
  /** The one that was open: the keyboard goes on there. */
  readonly last: number | null;
  readonly onOpen: (artifact: number) => void;
}

type Row = Dumps['dumps'][number];

/** What is there of each dump, and what is not: never a zero that nobody read. */
export function DumpList({ list, last, onOpen }: DumpListProps) {
  const { window: text } = useMessages();
  const { columns } = text.dumps;
  const start = Math.max(
    0,
    list.dumps.findIndex(({ artifact }) => artifact.id === last),
  );
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <div className="dumps">
      <h1>{text.dumps.heading(formatCount(list.dumps.length))}</h1>
      <div className="dumps-scroll" tabIndex={0} role="region" aria-label={text.nav.dumps}>
        <table>
          <thead>
            <tr>
              <th scope="col">{columns.dump}</th>
              <th scope="col">{columns.target}</th>
              <th scope="col">{columns.process}</th>
              <th scope="col">{columns.time}</th>
              <th scope="col">{columns.address}</th>
              <th scope="col" className="number">
                {columns.size}
              </th>
              <th scope="col" className="number">
                {columns.read}
              </th>
              <th scope="col" className="number">
                {columns.zero}
              </th>
              <th scope="col" className="number">
                {columns.absent}
              </th>
              <th scope="col" className="number">
                {columns.swapped}
              </th>
              <th scope="col" className="number">
                {columns.unread}
              </th>
            </tr>
          </thead>
          <tbody>
            {list.dumps.map((row, index) => (
              <DumpRow
                key={row.artifact.id}
                row={row}
                onOpen={onOpen}
                handle={index === start ? first : undefined}
              />
            ))}
          </tbody>
        </table>
      </div>
      {list.staged.length > 0 && (
        <p className="muted">{text.dumps.staged(formatCount(list.staged.length))}</p>
      )}
    </div>
  );
}

function DumpRow({
  row,
  onOpen,
  handle,
}: {
  row: Row;
  onOpen: DumpListProps['onOpen'];
  handle: React.Ref<HTMLButtonElement> | undefined;
}) {
  const { window: text } = useMessages();
  const caseHandle = useSession((session) => session.caseHandle);
  const snapshots = useSnapshots(caseHandle ?? '').data ?? [];
  const { artifact, bytesByState: states } = row;
  const ordinal = snapshots.find(({ id }) => id === artifact.snapshotId)?.ordinal;
  const name = text.dumps.dumpName(formatEvidenceId(artifact.id), row.process ?? '', artifact.pid);
  const amount = (bytes: number | undefined) =>
    states === null ? text.absent : bytes === undefined || bytes === 0 ? '0' : formatBytes(bytes);
  return (
    <tr>
      <th scope="row">
        <button
          ref={handle}
          type="button"
          className="dumps-open"
          aria-label={text.dumps.open(name)}
          onClick={() => onOpen(artifact.id)}
        >
          {formatEvidenceId(artifact.id)}
        </button>
      </th>
      <td className="nowrap">
        {ordinal === undefined ? artifact.targetName : `${artifact.targetName} #${ordinal}`}
      </td>
      <td className="nowrap">
        {row.process ?? ''} {artifact.pid === null ? '' : `(${artifact.pid})`}
      </td>
      <td className="nowrap">{formatUtc(artifact.capturedAt)}</td>
      <td className="dumps-address">{artifact.baseAddress ?? text.absent}</td>
      <td className="number">{formatBytes(artifact.sizeBytes)}</td>
      <td className="number">{amount((states?.present ?? 0) + (states?.read ?? 0))}</td>
      <td className="number">{amount(states?.zero)}</td>
      <td className="number">{amount(states?.absent)}</td>
      <td className="number">{amount(states?.swapped)}</td>
      <td className="number">{amount((states?.unreadable ?? 0) + (states?.['not-fetched'] ?? 0))}</td>
    </tr>
  );
}
