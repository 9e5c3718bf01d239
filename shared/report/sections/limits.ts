/** What a reader must know before trusting the tables: caveats, clocks, what is missing, what was damaged. */
import type { LedgerNode, LedgerSide } from '#shared/domain/ledger.ts';
import type { Snapshot } from '#shared/domain/evidence.ts';
import type { ProblemReason } from '#shared/errors/problem.ts';
import { formatCount } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';
import {
  joinNotes,
  nodeLabel,
  noteText,
  notPrinted,
  statementText,
  TABLE_LIMIT,
  type ReportContext,
} from '../context.ts';
import type { Block, Section } from '../document.ts';
import { cell, evidenceList, left, right, row, text } from '../inlines.ts';

export function limitsSections(context: ReportContext): Section[] {
  const { words } = context;
  const part = (title: string, blocks: readonly Block[]): Section => ({
    title,
    level: 2,
    startsPage: false,
    blocks,
  });
  const caveats = caveatTable(context);
  return [
    { title: words.limits.title, level: 1, startsPage: false, blocks: [] },
    part(words.limits.statements, statements(context)),
    ...(caveats === null ? [] : [part(words.limits.caveats, [caveats])]),
    part(words.limits.clocks, clocks(context)),
    part(words.limits.missing, missing(context)),
    part(words.limits.problems, problems(context)),
  ];
}

/** Cautions first: they are what a reviewer looks for. */
function statements({ input, words }: ReportContext): Block[] {
  // What starts with `gap.` stands on the summary page.
  const all = input.explanation.statements.filter(({ code }) => !code.startsWith('gap.'));
  if (all.length === 0) return [{ kind: 'paragraph', inlines: [text(words.limits.noStatements)] }];
  const ordered = [
    ...all.filter((statement) => statement.severity === 'caution'),
    ...all.filter((statement) => statement.severity === 'info'),
  ];
  return [
    {
      kind: 'list',
      items: ordered.map((statement) => [
        text(`${statementText(statement, words)} `),
        ...evidenceList(statement.evidence, 3),
      ]),
    },
  ];
}

function caveatTable({ input, words }: ReportContext): Block | null {
  const noted: LedgerNode[] = [];
  const visit = (node: LedgerNode): void => {
    if (node.notes.length > 0 && node.kind !== 'region') noted.push(node);
    node.children.forEach(visit);
  };
  input.explanation.tree.forEach(visit);
  if (noted.length === 0) return null;
  const shown = noted.slice(0, TABLE_LIMIT / 10);
  return {
    kind: 'table',
    caption: words.limits.caveatsCaption,
    columns: [left(words.columns.row, 1), left(words.columns.caveat, 3)],
    rows: shown.map((node) =>
      row([
        cell(text(nodeLabel(node, words))),
        cell(text(node.notes.map((key) => noteText(key, words)).join(' '))),
      ]),
    ),
    note: notPrinted(noted.length, shown.length, words),
  };
}

function clocks({ input, words }: ReportContext): Block[] {
  const { a, b } = input.explanation;
  const sides = b === null ? [a] : [a, b];
  return [
    { kind: 'paragraph', inlines: [text(words.limits.clocksIntro)] },
    {
      kind: 'table',
      caption: words.limits.clocksCaption,
      columns: [
        left(words.columns.snapshot, 1),
        left(words.columns.time, 0),
        left(words.columns.timeSource, 1),
      ],
      rows: sides.map((side) => {
        const snapshot = snapshotOf(side, input.snapshots);
        return row([
          cell(text(`${side.target} #${side.snapshot}`)),
          cell(text(formatUtc(side.takenAt))),
          cell(text(snapshot === undefined ? words.none : words.terms.timeSource[snapshot.timeSource])),
        ]);
      }),
      note: null,
    },
  ];
}

function missing({ input, words }: ReportContext): Block[] {
  const { a, b } = input.explanation;
  const lines = (b === null ? [a] : [a, b]).flatMap((side) => {
    const kinds = missingKinds(snapshotOf(side, input.snapshots), words);
    return kinds.length === 0
      ? []
      : [[text(words.limits.missingLine(side.target, kinds.join(words.limits.listSeparator)))]];
  });
  return lines.length === 0
    ? [{ kind: 'paragraph', inlines: [text(words.limits.missingNone)] }]
    : [{ kind: 'list', items: lines }];
}

function missingKinds(snapshot: Snapshot | undefined, words: ReportContext['words']): string[] {
  if (snapshot === undefined) return [];
  const has = (...kinds: readonly string[]): boolean => snapshot.kinds.some((kind) => kinds.includes(kind));
  const names = words.limits.missingKinds;
  return [
    has('meminfo') ? null : names.meminfo,
    has('ps', 'status', 'smaps-rollup', 'smaps') ? null : names.processes,
    has('smaps-rollup', 'smaps') ? null : names.pss,
    has('smaps', 'pmap', 'maps') ? null : names.regions,
  ].filter((name) => name !== null);
}

export function snapshotOf(side: LedgerSide, snapshots: readonly Snapshot[]): Snapshot | undefined {
  return snapshots.find((one) => one.targetName === side.target && one.ordinal === side.snapshot);
}

function problems({ input, words }: ReportContext): Block[] {
  if (input.problemTotal === 0) {
    return [{ kind: 'paragraph', inlines: [text(words.limits.problemsNone)] }];
  }
  const byReason = new Map<ProblemReason, typeof input.problems>();
  for (const problem of input.problems) {
    byReason.set(problem.reason, [...(byReason.get(problem.reason) ?? []), problem]);
  }
  const counted = input.problems.length;
  return [
    {
      kind: 'paragraph',
      inlines: [text(words.limits.problemsIntro(formatCount(input.problemTotal)))],
    },
    {
      kind: 'table',
      caption: words.limits.problemsCaption,
      columns: [left(words.columns.reason, 2), right(words.columns.count), left(words.columns.examples, 1)],
      rows: [...byReason.entries()]
        .sort(([, one], [, other]) => other.length - one.length)
        .map(([reason, found]) =>
          row([
            cell(text(words.terms.problemReason[reason])),
            cell(text(formatCount(found.length))),
            cell(...evidenceList(found, 3)),
          ]),
        ),
      note: joinNotes(
        counted < input.problemTotal ? words.limits.problemsPartly(formatCount(counted)) : null,
      ),
    },
  ];
}
