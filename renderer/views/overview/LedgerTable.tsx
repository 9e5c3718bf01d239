import { useEffect, useMemo, useRef, useState } from 'react';
import { Announcer } from '#renderer/components/Announcer.tsx';
import { copyText } from '#renderer/components/copy-text.ts';
import { toTsv } from '#renderer/components/grid/columns.ts';
import { DataGrid, type DataGridHandle } from '#renderer/components/grid/DataGrid.tsx';
import { useMessages, useUnit } from '#renderer/components/messages.ts';
import { usePreferences } from '#renderer/state/preferences.ts';
import type { Side } from '#renderer/state/inspected.ts';
import { useSession } from '#renderer/state/session.ts';
import type { Explanation } from '#shared/domain/ledger.ts';
import { ledgerColumns } from './ledger-columns.tsx';
import { inspectNode } from './inspect-node.ts';
import { initiallyOpen, openRows, pathTo, type LedgerRow } from './overview-model.ts';

const MOST_ROWS = 26;

export interface LedgerTableProps {
  readonly explanation: Explanation;
  readonly onSwap: () => void;
}

/** The ledger as a tree; the data table of the waterfall. */
export function LedgerTable({ explanation, onSwap }: LedgerTableProps) {
  const messages = useMessages();
  const { window: text } = messages;
  const unit = useUnit();
  const inspected = useSession((session) => session.inspected);
  const inspect = useSession((session) => session.inspect);
  const letterKeys = usePreferences((preferences) => preferences.letterKeys);
  const setInspectorOpen = usePreferences((preferences) => preferences.setInspectorOpen);
  const [said, setSaid] = useState('');
  const compared = comparedOf(explanation);
  const [open, setOpen] = useState<{ compared: string; ids: ReadonlySet<string> } | null>(null);
  // What was opened stays open when the same comparison comes with more below.
  const chosen = useMemo(
    () => (open?.compared === compared ? open.ids : initiallyOpen(explanation)),
    [open, compared, explanation],
  );
  const grid = useRef<DataGridHandle>(null);
  const sought = useSession((session) => session.sought);
  const seek = useSession((session) => session.seek);
  const path = useMemo(
    () => (sought?.of === 'ledger' ? pathTo(explanation.tree, sought.id) : undefined),
    [sought, explanation],
  );
  // What is above a row that is sought is open too.
  const ids = useMemo(
    () => (path === undefined ? chosen : new Set([...chosen, ...path.slice(0, -1).map(({ id }) => id)])),
    [path, chosen],
  );
  const rows = useMemo(() => openRows(explanation.tree, ids), [explanation, ids]);
  const { gapBytes } = explanation;
  const oneSide = explanation.b === null;
  const columns = useMemo(
    () => ledgerColumns({ messages, unit, scale: Math.abs(gapBytes), oneSide }),
    [messages, unit, gapBytes, oneSide],
  );

  // The table has the row that is sought by now: the cursor goes there.
  const place = path === undefined ? -1 : rows.findIndex(({ node }) => node.id === sought?.id);
  useEffect(() => {
    if (place < 0) return;
    grid.current?.moveTo(place);
    grid.current?.focus();
    seek(null);
  }, [place, seek]);

  function goTo({ node }: LedgerRow, side: Side | null): void {
    if (ids !== chosen) setOpen({ compared, ids });
    inspect(inspectNode(node, explanation, messages), side);
  }

  function toggle({ node }: LedgerRow): void {
    const next = new Set(ids);
    if (!next.delete(node.id)) next.add(node.id);
    setOpen({ compared, ids: next });
  }

  async function copy(first: number, end: number): Promise<void> {
    const copied = rows.slice(first, end);
    const done = await copyText(toTsv(columns, copied));
    setSaid(done ? text.diff.copied(copied.length) : text.diff.copyFailed);
  }

  return (
    <section className="overview-ledger">
      <h2>{text.overview.ledger}</h2>
      <p className="overview-hint muted small">{text.overview.ledgerHint}</p>
      <DataGrid<LedgerRow>
        handle={grid}
        label={text.overview.ledger}
        columns={columns}
        total={rows.length}
        rowAt={(index) => rows[index]}
        rowId={({ node }) => node.id}
        resetKey={compared}
        inspectedId={inspected?.id ?? null}
        tree={({ level, expanded }) => ({ level, expanded })}
        onToggle={toggle}
        onCursor={goTo}
        onEvidence={({ node }, side) => {
          setInspectorOpen(true);
          inspect(inspectNode(node, explanation, messages), side);
          document.getElementById('inspector')?.focus();
        }}
        onCopy={(first, end) => void copy(first, end)}
        onLetter={(key) => {
          if (!letterKeys || key !== 'x') return false;
          onSwap();
          return true;
        }}
        maxRows={MOST_ROWS}
      />
      <Announcer message={said} />
    </section>
  );
}

function comparedOf({ a, b }: Explanation): string {
  return `${a.target}@${a.snapshot}|${b?.target}@${b?.snapshot}`;
}
