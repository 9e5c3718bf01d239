/** `memcase journal CASE`: what was done to a case, by whom, as a chain of hashes. */
import type { JsonShape } from '#shared/contract/json.ts';
import { timeCell } from '../cells.ts';
import type { CommandCase, CommandContext } from '../context.ts';
import { withCase } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { formatTable } from '../text-table.ts';

type Entry = JsonShape<'journal'>['entries'][number];

const PAGE_ENTRIES = 1000;
const SHOWN_HASH = 12;
/** A detail may list hundreds of numbers; `--json` gives all of it. */
const SHOWN_DETAIL = 120;

export async function runJournal(
  context: CommandContext,
  path: string,
  options: { readonly json?: boolean },
): Promise<ExitCode> {
  return withCase(context, path, 'read', async (open) => {
    const entries = await allEntries(open);
    if (options.json === true) context.out.json('journal', { case: path, entries });
    else {
      const columns = [
        { title: 'no.', align: 'right' as const },
        { title: 'time (UTC)' },
        { title: 'who' },
        { title: 'what' },
        { title: 'detail', shrinks: true },
        { title: 'hash' },
      ];
      const rows = entries.map(({ sequence, at, actor, action, detail, hash }) => [
        String(sequence),
        timeCell(at),
        actor,
        action,
        clip(JSON.stringify(detail)),
        hash.slice(0, SHOWN_HASH),
      ]);
      context.out.lines(formatTable(columns, rows, context.out.width));
    }
    return exitCodes.ok;
  });
}

async function allEntries({ client, handle }: CommandCase): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (;;) {
    const after = entries.at(-1)?.sequence ?? 0;
    const page = await client.cases.journal({ case: handle, after, limit: PAGE_ENTRIES });
    entries.push(...page);
    if (page.length < PAGE_ENTRIES) return entries;
  }
}

function clip(detail: string): string {
  return detail.length > SHOWN_DETAIL ? `${detail.slice(0, SHOWN_DETAIL)}…` : detail;
}
