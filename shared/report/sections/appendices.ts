/** Appendices B and C: what the parsers could not read, and tables that are too long for the text. */
import { formatBytes, formatCount } from '#shared/units/format.ts';
import { groupHex } from '../amounts.ts';
import { FULL_LIMIT, notPrinted, TABLE_LIMIT, type ReportContext } from '../context.ts';
import type { Block, Section } from '../document.ts';
import { cell, code, evidence, left, row, text } from '../inlines.ts';
import { processesFullTable } from './processes.ts';

export function parserNotesSection({ input, words }: ReportContext): Section {
  const { parserNotes } = words.postmortem;
  const table: Block = {
    kind: 'table',
    caption: parserNotes.caption,
    columns: [left(words.columns.evidence, 0), left(words.columns.reason, 1)],
    rows: input.problems
      .slice(0, TABLE_LIMIT)
      .map((one) => row([cell(evidence(one)), cell(text(words.terms.problemReason[one.reason]))])),
    note: notPrinted(input.problemTotal, Math.min(input.problems.length, TABLE_LIMIT), words),
  };
  const none: Block = { kind: 'paragraph', inlines: [text(parserNotes.none)] };
  const blocks = input.problems.length === 0 ? [none] : [table];
  return { title: parserNotes.title, level: 1, startsPage: false, blocks };
}

export function fullTablesSection(context: ReportContext): Section {
  const { input, words } = context;
  const { fullTables } = words.postmortem;
  const processes = processesFullTable(context);
  const intro: Block = {
    kind: 'paragraph',
    inlines: [
      text(input.sidecar === undefined ? fullTables.inText : fullTables.capped(formatCount(FULL_LIMIT))),
    ],
  };
  const blocks = [
    ...(processes === null || input.sidecar !== undefined ? [intro] : []),
    ...sidecarFacts(context),
    ...(processes === null ? [] : [processes]),
  ];
  return { title: fullTables.title, level: 1, startsPage: processes !== null, blocks };
}

function sidecarFacts({ input: { sidecar }, words }: ReportContext): Block[] {
  if (sidecar === undefined) return [];
  const { file, size, sha256, holds, holdsValue } = words.postmortem.fullTables;
  return [
    {
      kind: 'facts',
      facts: [
        { label: file, value: [code('*.evidence.zip')] },
        { label: size, value: [text(formatBytes(sidecar.sizeBytes))] },
        { label: sha256, value: [code(groupHex(sidecar.sha256))] },
        { label: holds, value: [text(holdsValue(formatCount(sidecar.tables), formatCount(sidecar.rows)))] },
      ],
    },
  ];
}
