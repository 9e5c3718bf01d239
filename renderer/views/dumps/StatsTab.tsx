import { useMemo } from 'react';
import { useMessages } from '#renderer/components/messages.ts';
import { useDumpStats } from '#renderer/rpc/dump-queries.ts';
import { useSession } from '#renderer/state/session.ts';
import type { Artifact } from '#shared/domain/evidence.ts';
import { byteClasses, type DumpStats, type RepeatedPage } from '#shared/domain/dump-stats.ts';
import { parseAddress } from '#shared/units/address.ts';
import { formatBytes, formatCount, formatShare } from '#shared/units/format.ts';
import { addressText } from './hex-layout.ts';
import { SlowPart } from './SlowPart.tsx';
import { addressColumn, bytesColumn, countColumn } from './tab-columns.tsx';
import { TabGrid, type TabColumn } from './TabGrid.tsx';

const MOST_ROWS = 12;
const MOST_BITS = 8;

/** What the bytes of a dump look like, without any heap. */
export function StatsTab({ caseHandle, artifact }: { caseHandle: string; artifact: Artifact }) {
  const answer = useDumpStats(caseHandle, artifact.id);
  return (
    <div className="dump-tab">
      <SlowPart answer={answer}>
        {(stats) => (
          <>
            <Entropy stats={stats} />
            <Pages stats={stats} />
            <Classes stats={stats} />
            <Repeated stats={stats} artifact={artifact} />
          </>
        )}
      </SlowPart>
    </div>
  );
}

function Entropy({ stats: { entropy, entropies } }: { stats: DumpStats }) {
  const { window: text } = useMessages();
  const { stats: words } = text.dumps.tabs;
  const known = entropies.flatMap((bits) => bits ?? []);
  const inBits = (bits: number) => bits.toFixed(2);
  return (
    <section className="dump-entropy-part">
      <h2>{words.entropy}</h2>
      <p className="small muted">{entropy === null ? words.nothing : words.entropyNote(inBits(entropy))}</p>
      <svg
        className="dump-entropy"
        viewBox={`0 0 ${entropies.length} ${MOST_BITS}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={
          known.length === 0
            ? words.nothing
            : words.entropyLabel(inBits(Math.min(...known)), inBits(Math.max(...known)))
        }
      >
        {entropies.map((bits, cell) =>
          bits === null ? null : (
            <rect key={cell} x={cell} y={MOST_BITS - bits} width="1" height={Math.max(0.04, bits)} />
          ),
        )}
      </svg>
    </section>
  );
}

function Pages({ stats: { pages, pageBytes } }: { stats: DumpStats }) {
  const { window: text } = useMessages();
  const { stats: words } = text.dumps.tabs;
  const { total, known, zero, uniform, duplicate } = pages;
  // One byte over and over may be as an earlier page too: it is counted there.
  const rows = [
    ['total', total],
    ['unknown', total - known],
    ['zero', zero],
    ['duplicate', duplicate],
    ['distinct', known - zero - duplicate],
    ['uniform', uniform],
  ] as const;
  return (
    <section>
      <h2>{words.pages}</h2>
      <CountTable
        label={words.pages}
        heads={[words.page, words.count, words.bytes, words.share]}
        rows={rows.map(([kind, count]) => ({
          name: words.kinds[kind],
          cells: [
            formatCount(count),
            formatBytes(count * pageBytes),
            total === 0 ? '' : formatShare(count / total),
          ],
        }))}
      />
    </section>
  );
}

function Classes({ stats: { bytes } }: { stats: DumpStats }) {
  const { window: text } = useMessages();
  const { stats: words } = text.dumps.tabs;
  const all = byteClasses.reduce((sum, name) => sum + bytes[name], 0);
  return (
    <section>
      <h2>{words.bytesOf}</h2>
      <CountTable
        label={words.bytesOf}
        heads={[words.bytesOf, words.bytes, words.share]}
        rows={byteClasses.map((name) => ({
          name: words.classes[name],
          cells: [formatBytes(bytes[name]), all === 0 ? '' : formatShare(bytes[name] / all)],
        }))}
      />
    </section>
  );
}

interface CountTableProps {
  readonly label: string;
  readonly heads: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly string[] }[];
}

function CountTable({ label, heads, rows }: CountTableProps) {
  return (
    <div className="heap-states" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            {heads.map((head, column) => (
              <th key={head} scope="col" className={column === 0 ? undefined : 'number'}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, cells }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {cells.map((cell, column) => (
                <td key={heads[column + 1]} className="number">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Repeated({ stats, artifact }: { stats: DumpStats; artifact: Artifact }) {
  const { window: text } = useMessages();
  const { tabs } = text.dumps;
  const { stats: words } = tabs;
  const showDump = useSession((session) => session.showDump);
  const start = parseAddress(artifact.baseAddress ?? '') ?? 0n;
  const columns = useMemo((): TabColumn<RepeatedPage>[] => {
    const go = ({ offset }: RepeatedPage) => showDump({ artifact: artifact.id, offset });
    return [
      addressColumn('first', words.first, ({ offset }) => addressText(start + BigInt(offset)), {
        ...{ text: tabs.jump, go },
      }),
      countColumn('times', words.times, ({ count }) => count),
      bytesColumn('extra', words.extra, ({ count }) => (count - 1) * stats.pageBytes, 'minmax(110px, 1fr)'),
    ];
  }, [tabs, words, start, artifact.id, showDump, stats.pageBytes]);
  return (
    <section>
      <h2>{words.repeated}</h2>
      <p className="small muted">{stats.repeated.length === 0 ? words.noRepeated : words.repeatedNote}</p>
      {stats.repeated.length > 0 && (
        <TabGrid
          label={words.repeated}
          columns={columns}
          rows={stats.repeated}
          rowId={({ offset }) => String(offset)}
          onOpen={({ offset }) => showDump({ artifact: artifact.id, offset })}
          maxRows={MOST_ROWS}
        />
      )}
    </section>
  );
}
