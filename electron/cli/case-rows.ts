/** Tables of the client, fetched whole: `--json` and pipes want every row. */
import type { DiffPage, DiffRequest } from '#shared/contract/analysis.ts';
import type { DiffRow } from '#shared/domain/diff.ts';
import type { CommandCase } from './context.ts';

const PAGE_ROWS = 20_000;

export interface WholeTable {
  /** The page without its rows and paging. */
  readonly page: DiffPage;
  readonly rows: readonly DiffRow[];
}

/** Up to `limit` rows, page by page. */
export async function fetchTable(
  { client, handle }: CommandCase,
  request: Omit<DiffRequest, 'case' | 'offset' | 'limit'>,
  limit: number,
  signal: AbortSignal,
): Promise<WholeTable> {
  const rows: DiffRow[] = [];
  for (;;) {
    const size = Math.max(1, Math.min(PAGE_ROWS, limit - rows.length));
    const page = await client.analysis.diff(
      { ...request, case: handle, offset: rows.length, limit: size },
      { signal },
    );
    rows.push(...page.rows);
    if (rows.length >= Math.min(page.total, limit) || page.rows.length === 0) return { page, rows };
  }
}
