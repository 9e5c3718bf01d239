/** How to check the report, and what was taken out of it. */
import { formatCount } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';
import { groupHex } from '../amounts.ts';
import type { ReportContext } from '../context.ts';
import { toVisibleText } from '../visible-text.ts';
import type { Block, Section } from '../document.ts';
import { cell, code, left, right, row, text } from '../inlines.ts';
import type { Original, RedactionCount } from '../redact.ts';

export function verificationSection({ input, options, words }: ReportContext): Section {
  const { verification } = words;
  const { caseFile, anyFile, output } = verification;
  const { a, b } = input.explanation;
  const sides = [a, b].flatMap((side, index) =>
    side === null ? [] : [`--${index === 0 ? 'a' : 'b'} ${shellWord(`${side.target}@${side.snapshot}`)}`],
  );
  const again = [
    `memcase report ${caseFile} -o ${output}`,
    ...sides,
    `--lang ${options.language}`,
    `--redact ${options.redact ? 'on' : 'off'}`,
    ...Array.from({ length: options.words ?? 0 }, () => '--redact-word …'),
    ...(options.keep ?? []).map((label) => `--keep ${shellWord(label)}`),
    ...(options.pdfStandard === undefined || options.pdfStandard === 'ua-1'
      ? []
      : [`--pdf-standard ${options.pdfStandard}`]),
    `--date ${formatUtc(options.date)}`,
  ].join(' ');
  const step = (words_: string, command: string): Block[] => [
    { kind: 'paragraph', inlines: [text(words_)] },
    { kind: 'command', text: command },
  ];
  return {
    title: verification.title,
    level: 1,
    startsPage: true,
    blocks: [
      { kind: 'paragraph', inlines: [text(verification.intro)] },
      {
        kind: 'facts',
        facts: [
          { label: verification.caseId, value: [code(input.case.caseId)] },
          { label: verification.schema, value: [text(verification.schemaValue(input.case.schemaVersion))] },
          { label: verification.created, value: [text(formatUtc(input.case.createdAt))] },
          { label: verification.journal, value: [code(groupHex(input.case.journalHead))] },
        ],
      },
      ...step(verification.verify, `memcase verify ${caseFile}`),
      ...step(verification.sum, `sha256sum ${anyFile}`),
      ...step(verification.line, `sed -n 12p ${anyFile}`),
      ...step(verification.reproduce, again),
    ],
  };
}

/** Quoted where a shell would take it apart. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

export function redactionSection(
  { options, words }: ReportContext,
  counts: readonly RedactionCount[],
  kept: readonly Original[] = [],
): Section {
  const { redaction, columns } = words;
  const paragraph = (value: string): Block => ({ kind: 'paragraph', inlines: [text(value)] });
  const log: Block =
    counts.length === 0
      ? paragraph(redaction.nothing)
      : {
          kind: 'table',
          caption: redaction.caption,
          columns: [left(columns.redactionClass, 1), right(columns.values), right(columns.places)],
          rows: counts.map((count) =>
            row([
              cell(text(redaction.classes[count.class])),
              cell(text(formatCount(count.values))),
              cell(text(formatCount(count.places))),
            ]),
          ),
          note: null,
        };
  const keptTable: Block[] =
    kept.length === 0
      ? []
      : [
          {
            kind: 'table',
            caption: redaction.kept,
            columns: [left(columns.redactionClass, 1), left(redaction.inClear, 2)],
            rows: kept.map((one) =>
              row([cell(text(redaction.classes[one.class])), cell(code(toVisibleText(one.value)))]),
            ),
            note: null,
          },
        ];
  return {
    title: redaction.title,
    level: 1,
    startsPage: false,
    blocks: options.redact
      ? [paragraph(redaction.on), log, ...keptTable, paragraph(redaction.scope)]
      : [paragraph(redaction.off)],
  };
}
