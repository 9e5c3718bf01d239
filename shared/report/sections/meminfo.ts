/** /proc/meminfo of both sides, field by field, in the kernel's order. */
import { TABLE_LIMIT, type ReportContext } from '../context.ts';
import type { Section } from '../document.ts';
import { cell, code, left, text } from '../inlines.ts';
import { diffTable } from './diff-table.ts';

export function meminfoSection(context: ReportContext): Section {
  const { input, words } = context;
  const blocks: Section['blocks'] =
    input.meminfo.length === 0
      ? [{ kind: 'paragraph', inlines: [text(words.notProvided)] }]
      : [
          diffTable(
            {
              caption: words.meminfo.caption,
              rows: input.meminfo,
              limit: TABLE_LIMIT,
              lead: [left(words.columns.field, 1)],
              leadCells: (item) => [
                cell(code(item.unit === 'count' ? words.meminfo.count(item.field) : item.field)),
              ],
              isCount: (item) => item.unit === 'count',
              note: null,
              countsMissing: true,
            },
            context,
          ),
        ];
  return { title: words.meminfo.title, level: 1, startsPage: false, blocks };
}
