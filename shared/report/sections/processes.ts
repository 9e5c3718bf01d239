/** Processes by difference: the largest in the text, all of them (to the limit) in an appendix. */
import type { ProcessDiffRow } from '#shared/domain/diff.ts';
import { formatCount } from '#shared/units/format.ts';
import { BODY_LIMIT, isComparison, LABEL_LENGTH, FULL_LIMIT, type ReportContext } from '../context.ts';
import type { Section, TableBlock } from '../document.ts';
import { cell, code, left, muted, right, text } from '../inlines.ts';
import { shorten } from '../visible-text.ts';
import { diffTable } from './diff-table.ts';

export function processesSection(context: ReportContext): Section {
  const { words } = context;
  const groups = groupRows(context);
  const more = groups.length > BODY_LIMIT;
  return {
    title: words.processes.title,
    level: 1,
    startsPage: false,
    blocks:
      groups.length === 0
        ? [{ kind: 'paragraph', inlines: [text(words.notProvided)] }]
        : [
            { kind: 'paragraph', inlines: [text(intro(groups, words))] },
            table(
              context,
              groups,
              BODY_LIMIT,
              words.processes.caption[isComparison(context.input.explanation) ? 'difference' : 'size'],
            ),
            ...(more
              ? [
                  {
                    kind: 'paragraph',
                    inlines: [text(words.processes.full(formatCount(groups.length)))],
                  } as const,
                ]
              : []),
          ],
  };
}

/** Null where the text has them all already. */
export function processesFullTable(context: ReportContext): TableBlock | null {
  const groups = groupRows(context);
  if (groups.length <= BODY_LIMIT) return null;
  const { fullCaption } = context.words.processes;
  const caption = fullCaption[isComparison(context.input.explanation) ? 'difference' : 'size'];
  return table(context, groups, FULL_LIMIT, caption);
}

function groupRows({ input }: ReportContext): ProcessDiffRow[] {
  return input.processes.filter((item) => item.parentId === null);
}

function intro(groups: readonly ProcessDiffRow[], words: ReportContext['words']): string {
  const measures = new Set(groups.map((item) => item.measure));
  const only = groups[0];
  return measures.size === 1 && only !== undefined
    ? words.processes.intro(words.terms.processMeasure[only.measure])
    : words.processes.introMixed;
}

function table(
  context: ReportContext,
  groups: readonly ProcessDiffRow[],
  limit: number,
  caption: string,
): TableBlock {
  const { words, input } = context;
  const compared = isComparison(input.explanation);
  const mixed = new Set(groups.map((item) => item.measure)).size > 1;
  const nameOf = (item: ProcessDiffRow) => {
    const command = item.commandLine === '' ? item.executable : item.commandLine;
    const detail = mixed ? muted(`  ${words.terms.processMeasure[item.measure]}`) : null;
    const name = shorten(item.label, LABEL_LENGTH);
    const same = command === item.label;
    return cell(
      same ? code(name) : text(name),
      ...(same ? [] : [text('  '), code(shorten(command, LABEL_LENGTH))]),
      ...(detail === null ? [] : [detail]),
    );
  };
  return diffTable(
    {
      caption,
      rows: groups,
      limit,
      lead: [
        left(words.columns.process, 1),
        ...(compared
          ? [right(words.columns.countA), right(words.columns.countB)]
          : [right(words.columns.count)]),
      ],
      leadCells: (item) => [
        nameOf(item),
        cell(text(formatCount(item.aCount))),
        ...(compared ? [cell(text(formatCount(item.bCount)))] : []),
      ],
      note: null,
      countsMissing: limit === FULL_LIMIT,
    },
    context,
  );
}
