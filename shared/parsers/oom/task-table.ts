/**
 * The task table of an OOM report (mm/oom_kill.c, dump_tasks): read by the words of its header, for columns came and
 * went with the kernels, and distributions carry them back. Values count in pages, but those named `_bytes`.
 */
import type { OomTask } from '#shared/domain/events.ts';

/** Amounts as printed: the size of a page is known only when the victim was read. */
export interface TaskRow {
  readonly pid: number;
  readonly uid: number | null;
  readonly name: string;
  readonly totalVmPages: number | null;
  readonly rssPages: number | null;
  readonly rssAnonPages: number | null;
  readonly swapPages: number | null;
  /** nr_ptes, nr_pmds and nr_puds count tables of one page each. */
  readonly tablePages: number | null;
  readonly tableBytes: number | null;
  readonly oomScoreAdj: number | null;
  readonly line: number;
}

const HEADER = /^\[\s*pid\s*\]\s+uid\s+tgid\s+total_vm\s+rss\s.*\sname\s*$/;

/** Names of the columns between the bracket and the name, or undefined where the line is no header. */
export function readTaskHeader(message: string): readonly string[] | undefined {
  if (!HEADER.test(message)) return undefined;
  return message
    .slice(message.indexOf(']') + 1)
    .trim()
    .split(/\s+/)
    .slice(0, -1);
}

/** The name is what is left of the line: it may hold blanks and brackets. */
export function readTaskRow(message: string, columns: readonly string[], line: number): TaskRow | undefined {
  const match = /^\[\s*(\d{1,10})\]\s+/.exec(message);
  if (match === null) return undefined;
  const values = new Map<string, number>();
  let rest = message.slice(match[0].length);
  for (const column of columns) {
    const cell = /^(-?\d{1,15})(?:\s+|$)/.exec(rest);
    if (cell === null) return undefined;
    values.set(column, Number(cell[1]));
    rest = rest.slice(cell[0].length);
  }
  const value = (column: string) => values.get(column) ?? null;
  return {
    pid: Number(match[1]),
    uid: value('uid'),
    name: rest.trimEnd(),
    totalVmPages: value('total_vm'),
    rssPages: value('rss'),
    rssAnonPages: value('rss_anon'),
    swapPages: value('swapents'),
    tablePages: values.has('nr_ptes')
      ? (value('nr_ptes') ?? 0) + (value('nr_pmds') ?? 0) + (value('nr_puds') ?? 0)
      : null,
    tableBytes: value('pgtables_bytes'),
    oomScoreAdj: value('oom_score_adj'),
    line,
  };
}

export function toTask(row: TaskRow, pageBytes: number): OomTask {
  const bytes = (pages: number | null) => (pages === null ? null : pages * pageBytes);
  return {
    pid: row.pid,
    uid: row.uid,
    name: row.name,
    totalVmBytes: bytes(row.totalVmPages),
    rssBytes: bytes(row.rssPages),
    rssAnonBytes: bytes(row.rssAnonPages),
    pageTableBytes: row.tableBytes ?? bytes(row.tablePages),
    swapBytes: bytes(row.swapPages),
    oomScoreAdj: row.oomScoreAdj,
    line: row.line,
  };
}
