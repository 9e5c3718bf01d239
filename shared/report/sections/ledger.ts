/** The ledger as an indented table: exact amounts, so that a reader can add them up with a pencil. */
import { knownAmounts } from '#shared/domain/ledger.ts';
import { UNKNOWN, chooseUnit, formatAmount, formatChange, formatPart } from '../amounts.ts';
import {
  isComparison,
  joinNotes,
  rowNotes,
  nodeLabel,
  notPrinted,
  TABLE_LIMIT,
  type ReportContext,
} from '../context.ts';
import type { Column, Row, Section } from '../document.ts';
import { cell, evidenceList, left, right, row, strong, text } from '../inlines.ts';
import { ledgerRows, type LedgerRow } from '../ledger-steps.ts';

const PLACES = 2;

export function ledgerSection({ input, words }: ReportContext): Section {
  const { explanation } = input;
  const compared = isComparison(explanation);
  const rows = ledgerRows(explanation);
  const shown = rows.slice(0, TABLE_LIMIT);
  const unit = chooseUnit(shown.flatMap(({ node }) => [node.aBytes, node.bBytes]));
  const { columns } = words;

  const amountColumns: Column[] = compared
    ? [right(columns.a), right(columns.b), right(columns.delta)]
    : [right(columns.used)];

  const toRow = ({ node, depth }: LedgerRow): Row => {
    const name = nodeLabel(node, words);
    const known = knownAmounts(node);
    const amounts = compared
      ? [formatAmount(known.a, unit), formatAmount(known.b, unit), formatChange(known.delta, unit)]
      : [formatAmount(node.aBytes, unit)];
    const emphasis = depth === 0 ? strong : text;
    return row(
      [
        { inlines: [emphasis(name)], indent: depth },
        ...amounts.map((amount) => cell(emphasis(amount))),
        cell(text(known.delta === null ? UNKNOWN : formatPart(known.delta, explanation.gapBytes))),
        cell(text(words.terms.confidence[node.confidence])),
        cell(...evidenceList(node.evidence, PLACES)),
      ],
      depth === 0 ? 'total' : node.kind === 'residual' ? 'residual' : 'plain',
    );
  };

  return {
    title: words.ledger.title,
    level: 1,
    startsPage: true,
    blocks: [
      {
        kind: 'paragraph',
        inlines: [text(compared ? words.ledger.intro : words.ledger.introSingle)],
      },
      {
        kind: 'table',
        caption: words.ledger.caption,
        columns: [
          left(columns.item, 1),
          ...amountColumns,
          right(columns.share),
          left(columns.confidence, 0),
          left(columns.evidence, 0),
        ],
        rows: shown.map(toRow),
        note: joinNotes(
          words.amounts[unit],
          compared ? words.ledger.shareNote : words.ledger.shareNoteSingle,
          ...rowNotes(
            shown.map(({ node }) => node),
            words,
          ),
          notPrinted(rows.length, shown.length, words),
        ),
      },
    ],
  };
}
