import { useEffect, useEffectEvent } from 'react';
import type { DiffRows } from '#renderer/rpc/use-diff-rows.ts';
import { useSession } from '#renderer/state/session.ts';
import type { DiffLevel, DiffRow } from '#shared/domain/diff.ts';

const kinds: Record<DiffLevel, DiffRow['kind']> = {
  meminfo: 'meminfo',
  processes: 'process',
  classes: 'class',
  regions: 'region',
};

/**
 * Finds the row that is sought in this table, once. One of several processes of a program is behind its program's row,
 * which is opened first.
 */
export function useSought(
  level: DiffLevel,
  { head, readRows }: DiffRows,
  onFound: (row: DiffRow, index: number) => void,
  onExpand: (id: string) => void,
): void {
  const sought = useSession((session) => session.sought);
  const seek = useSession((session) => session.seek);
  const total = head?.total;
  const wanted = sought?.of === kinds[level] ? sought.id : null;
  const look = useEffectEvent(async (id: string, end: number, isStale: () => boolean) => {
    const rows = await readRows(0, end).catch(() => []);
    if (isStale()) return;
    const index = rows.findIndex((row) => row.id === id);
    const row = rows[index];
    const program = rows.find((one) => one.kind === 'process' && id.startsWith(`${one.id}#`));
    if (row !== undefined) {
      onFound(row, index);
      seek(null);
    } else if (program !== undefined) onExpand(program.id);
  });
  useEffect(() => {
    if (wanted === null || total === undefined) return undefined;
    let stale = false;
    void look(wanted, total, () => stale);
    return () => {
      stale = true;
    };
  }, [wanted, total]);
}
