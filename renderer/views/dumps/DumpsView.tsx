import './dumps.css';
import './tabs.css';
import { useState, type ReactNode } from 'react';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import { useDumpPages, useDumps } from '#renderer/rpc/dump-queries.ts';
import { useSession, type OpenDump } from '#renderer/state/session.ts';
import type { DumpList as Dumps } from '#shared/contract/dumps.ts';
import type { Artifact } from '#shared/domain/evidence.ts';
import { parseAddress } from '#shared/units/address.ts';
import { DumpList } from './DumpList.tsx';
import { OpenedDump } from './OpenedDump.tsx';

export interface DumpsViewProps {
  readonly caseHandle: string;
  /** The way to open the case for writing; null where it is. */
  readonly reopen: ReactNode;
}

/** The dumps of the case, or the bytes of one. */
export function DumpsView({ caseHandle, reopen }: DumpsViewProps) {
  const { window: text } = useMessages();
  const dump = useSession((session) => session.dump);
  const showDump = useSession((session) => session.showDump);
  const [last, setLast] = useState<number | null>(dump?.artifact ?? null);
  const list = useDumps(caseHandle);
  if (list.error !== null) {
    return <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (list.data === undefined) return <p className="dumps-wait muted">{text.dumps.reading}</p>;
  if (dump !== null) return <OneDump caseHandle={caseHandle} reopen={reopen} dump={dump} list={list.data} />;
  if (list.data.dumps.length === 0) {
    return <EmptyState title={text.dumps.emptyTitle} text={text.dumps.emptyText} />;
  }
  const open = (artifact: number) => {
    setLast(artifact);
    showDump({ artifact, offset: 0 });
  };
  return <DumpList list={list.data} last={last} onOpen={open} />;
}

function OneDump({ caseHandle, reopen, dump, list }: DumpsViewProps & { dump: OpenDump; list: Dumps }) {
  const { window: text } = useMessages();
  const pages = useDumpPages(caseHandle, dump.artifact);
  if (pages.error !== null) {
    return <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />;
  }
  if (pages.data === undefined) return <p className="dumps-wait muted">{text.dumps.reading}</p>;
  const { artifact } = pages.data;
  return (
    <OpenedDump
      caseHandle={caseHandle}
      reopen={reopen}
      pages={pages.data}
      dump={dump}
      dumpWith={(address) => dumpWith(list, artifact, address)}
    />
  );
}

/** Of the same snapshot and process. */
function dumpWith(list: Dumps, like: Artifact, address: bigint): OpenDump | undefined {
  for (const { artifact } of list.dumps) {
    if (artifact.snapshotId !== like.snapshotId || artifact.pid !== like.pid) continue;
    const start = parseAddress(artifact.baseAddress ?? '');
    if (start === undefined || address < start || address >= start + BigInt(artifact.sizeBytes)) continue;
    return { artifact: artifact.id, offset: Number(address - start) };
  }
  return undefined;
}
