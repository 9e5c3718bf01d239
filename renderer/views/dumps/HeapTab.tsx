import { useMemo } from 'react';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import { useDumpCensus, useDumpedProcess } from '#renderer/rpc/dump-queries.ts';
import { useSession, type OpenDump } from '#renderer/state/session.ts';
import type { HeapProcess } from '#shared/contract/inside.ts';
import type { Artifact } from '#shared/domain/evidence.ts';
import { parseAddress } from '#shared/units/address.ts';
import { formatCount, formatEvidenceId } from '#shared/units/format.ts';
import { heapColumns } from './heap-columns.tsx';
import { HeapStates } from './HeapStates.tsx';
import { SizeTable } from './SizeTable.tsx';
import { SlowPart } from './SlowPart.tsx';
import { TabGrid } from './TabGrid.tsx';

export interface HeapTabProps {
  readonly caseHandle: string;
  readonly artifact: Artifact;
  /** The dump of the same process that holds an address. */
  readonly dumpWith: (address: bigint) => OpenDump | undefined;
}

const MOST_ROWS = 10;

/** The heap in this dump, and what the dumps of its process say together. */
export function HeapTab({ caseHandle, artifact, dumpWith }: HeapTabProps) {
  const { window: text } = useMessages();
  const showDump = useSession((session) => session.showDump);
  const { heap } = text.dumps.tabs;
  const census = useDumpCensus(caseHandle, artifact.id);
  const process = useDumpedProcess(caseHandle, artifact.id);
  const start = parseAddress(artifact.baseAddress ?? '') ?? 0n;
  const columns = useMemo(() => {
    const goTo = (offset: number) => showDump({ artifact: artifact.id, offset });
    const goToAddress = (address: string) => {
      const place = dumpWith(parseAddress(address) ?? 0n);
      if (place !== undefined) showDump(place);
    };
    return heapColumns(text, start, goTo, goToAddress);
  }, [text, start, artifact.id, showDump, dumpWith]);
  return (
    <div className="dump-tab">
      <SlowPart answer={process}>
        {([found]) => (found === undefined ? null : <ProcessHeap process={found} artifact={artifact} />)}
      </SlowPart>
      <SlowPart answer={census}>
        {({ refusal, arenas, sizes, lists, largest }) =>
          refusal !== null && largest.length === 0 ? (
            <EmptyState title={text.dumps.tabs.refusalTitle} text={text.dumps.tabs.refusal(refusal)} />
          ) : (
            <>
              <section>
                <h2>{heap.arenas}</h2>
                <TabGrid
                  label={heap.arenas}
                  columns={columns.arenas}
                  rows={arenas}
                  rowId={({ kind, address }) => `${kind} ${address ?? ''}`}
                  onOpen={columns.openOffset}
                  maxRows={MOST_ROWS}
                />
              </section>
              <section>
                <h2>{heap.sizes}</h2>
                <p className="small muted">{heap.sizesNote}</p>
                <SizeTable sizes={sizes} />
              </section>
              <section>
                <h2>{heap.lists}</h2>
                <p className="small muted">{lists.length === 0 ? heap.noLists : heap.listsNote}</p>
                {lists.length > 0 && (
                  <TabGrid
                    label={heap.lists}
                    columns={columns.lists}
                    rows={lists}
                    rowId={({ state, least }) => `${state} ${least}`}
                    onOpen={({ firstOffset }) => columns.openOffset({ offset: firstOffset })}
                    maxRows={MOST_ROWS}
                  />
                )}
              </section>
              <section>
                <h2>{heap.largest}</h2>
                <TabGrid
                  label={heap.largest}
                  columns={columns.largest}
                  rows={largest}
                  rowId={({ offset }) => String(offset)}
                  onOpen={columns.openOffset}
                  maxRows={MOST_ROWS}
                />
              </section>
            </>
          )
        }
      </SlowPart>
      {process.query.data?.[0] !== undefined && <Links process={process.query.data[0]} columns={columns} />}
    </div>
  );
}

function ProcessHeap({ process, artifact }: { process: HeapProcess; artifact: Artifact }) {
  const { window: text } = useMessages();
  const { heap } = text.dumps.tabs;
  const { era, eraVotes, mainArenaFound, totals, skipped, allocator } = process;
  return (
    <section className="heap-process">
      <h2>{heap.states}</h2>
      {(allocator === null || era !== null) && (
        <p className="small">{era === null ? heap.noEra : heap.era(era, formatCount(eraVotes))}</p>
      )}
      {allocator !== null && <p className="small">{text.dumps.tabs.refusal(allocator)}</p>}
      {!mainArenaFound && totals.states.unknown.count > 0 && <p className="small">{heap.doubtful}</p>}
      {skipped.length > 0 && (
        <p className="small">{heap.skipped(skipped.map(formatEvidenceId).join(', '))}</p>
      )}
      <HeapStates process={process} dump={artifact.id} />
    </section>
  );
}

function Links({
  process: { lists, tables },
  columns,
}: {
  process: HeapProcess;
  columns: ReturnType<typeof heapColumns>;
}) {
  const { window: text } = useMessages();
  const { heap } = text.dumps.tabs;
  return (
    <>
      <section>
        <h2>{heap.linked}</h2>
        <p className="small muted">{lists.length === 0 ? heap.noLinked : heap.linkedNote}</p>
        {lists.length > 0 && (
          <TabGrid
            label={heap.linked}
            columns={columns.linked}
            rows={lists}
            rowId={({ first, nextOffset }) => `${first} ${nextOffset}`}
            onOpen={({ first }) => columns.openAddress(first)}
            maxRows={MOST_ROWS}
          />
        )}
      </section>
      <section>
        <h2>{heap.tables}</h2>
        <p className="small muted">{tables.length === 0 ? heap.noLinked : heap.tablesNote}</p>
        {tables.length > 0 && (
          <TabGrid
            label={heap.tables}
            columns={columns.tables}
            rows={tables}
            rowId={({ address }) => address}
            onOpen={({ address }) => columns.openAddress(address)}
            maxRows={MOST_ROWS}
          />
        )}
      </section>
    </>
  );
}
