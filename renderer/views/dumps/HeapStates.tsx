import { useMessages } from '#renderer/components/messages.ts';
import type { HeapProcess } from '#shared/contract/inside.ts';
import { chunkStates, type HeapTotals } from '#shared/domain/heap.ts';
import { formatBytes, formatCount, formatShare } from '#shared/units/format.ts';

interface Part {
  readonly id: string;
  readonly name: string;
  readonly of: (totals: HeapTotals) => {
    readonly count?: number;
    readonly bytes: number;
    readonly residentBytes?: number | null;
  };
}

/** A dump beside all dumps of its process, cut by what the allocator does with the bytes; the parts sum up. */
export function HeapStates({ process, dump }: { process: HeapProcess; dump: number }) {
  const { window: text } = useMessages();
  const { heap } = text.dumps.tabs;
  const own = process.dumps.find(({ artifact }) => artifact === dump)?.totals;
  const parts: readonly Part[] = [
    ...chunkStates.map((state) => ({
      ...{ id: state, name: text.dumps.states[state], of: (totals: HeapTotals) => totals.states[state] },
    })),
    { id: 'overhead', name: heap.overhead, of: ({ overheadBytes: bytes }) => ({ bytes }) },
    { id: 'unwalked', name: heap.unwalked, of: ({ unwalkedBytes: bytes }) => ({ bytes }) },
    { id: 'outside', name: heap.outside, of: ({ outsideBytes: bytes }) => ({ bytes }) },
  ];
  const shown = parts.filter(({ of }) => of(process.totals).bytes > 0);
  const whole: Part = {
    ...{ id: 'all', name: heap.all },
    of: ({ sizeBytes, residentBytes }) => ({ bytes: sizeBytes, residentBytes }),
  };
  const columns = [own, process.totals].filter((totals) => totals !== undefined);
  const heads = [
    ...(own === undefined ? [] : [heap.thisDump]),
    heap.process(formatCount(process.dumps.length)),
  ];
  return (
    <div className="heap-states" tabIndex={0} role="region" aria-label={heap.states}>
      <table>
        <thead>
          <tr>
            <th rowSpan={2} scope="col">
              {heap.what}
            </th>
            {heads.map((head) => (
              <th key={head} colSpan={4} scope="colgroup" className="heap-group">
                {head}
              </th>
            ))}
          </tr>
          <tr>
            {heads.map((head) =>
              [heap.chunks, heap.bytes, heap.share, heap.resident].map((name) => (
                <th key={`${head} ${name}`} scope="col" className="number">
                  {name}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {[...shown, whole].map((part) => (
            <tr key={part.id} className={part === whole ? 'heap-whole' : undefined}>
              <th scope="row">{part.name}</th>
              {columns.map((totals, side) => (
                <PartCells key={heads[side]} part={part} totals={totals} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PartCells({ part, totals }: { part: Part; totals: HeapTotals }) {
  const { window: text } = useMessages();
  const { count, bytes, residentBytes } = part.of(totals);
  const resident =
    residentBytes === undefined ? '' : residentBytes === null ? text.absent : formatBytes(residentBytes);
  return (
    <>
      <td className="number">{count === undefined ? '' : formatCount(count)}</td>
      <td className="number">{formatBytes(bytes)}</td>
      <td className="number">{totals.sizeBytes === 0 ? '' : formatShare(bytes / totals.sizeBytes)}</td>
      <td className="number">{resident}</td>
    </>
  );
}
