/** What a reader must know before trusting the tables: caveats, clocks, what is missing, what was damaged. */
import type { LedgerNode, LedgerSide } from '#shared/domain/ledger.ts';
import type { Snapshot } from '#shared/domain/evidence.ts';
import type { ProblemReason } from '#shared/errors/problem.ts';
import { formatCount } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';
import {
  isComparison,
  joinNotes,
  nodeLabel,
  noteText,
  statementText,
  type ReportContext,
} from '../context.ts';
import type { Block, Section } from '../document.ts';
import { cell, evidenceList, left, right, row, text } from '../inlines.ts';

/** Rows that are named for a caveat; the others are counted. */
const CAVEAT_ROWS = 8;

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

/** A row per caveat: the same one holds for many rows of the ledger. */
function caveatTable({ input, words }: ReportContext): Block | null {
  const compared = isComparison(input.explanation);
  const rowsOf = new Map<string, string[]>();
  const visit = (node: LedgerNode): void => {
    for (const key of node.notes.filter((note) => compared || !note.startsWith('only-in-'))) {
      rowsOf.set(key, [...(rowsOf.get(key) ?? []), nodeLabel(node, words)]);
    }
    node.children.forEach(visit);
  };
  input.explanation.tree.forEach(visit);
  if (rowsOf.size === 0) return null;
  return {
    kind: 'table',
    caption: words.limits.caveatsCaption,
    columns: [left(words.columns.caveat, 2), right(words.columns.count), left(words.columns.row, 3)],
    rows: [...rowsOf].map(([key, labels]) => {
      const names = [...new Set(labels)];
      const shown = names.slice(0, CAVEAT_ROWS).join(words.limits.listSeparator);
      return row([
        cell(text(noteText(key, words))),
        cell(text(formatCount(labels.length))),
        cell(text(names.length > CAVEAT_ROWS ? `${shown}${words.limits.listSeparator}…` : shown)),
      ]);
    }),
    note: null,
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
