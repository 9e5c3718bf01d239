/** Level 5: known causes, process by process: limit, amounts, what speaks for and against, what to set. */
import type { Mechanism, MechanismGroup } from '#shared/domain/mechanism.ts';
import { formatBytes, formatCount, formatDelta } from '#shared/units/format.ts';
import { UNKNOWN } from '../amounts.ts';
import { LABEL_LENGTH, lookUp, statementText, type ReportContext } from '../context.ts';
import type { Block, Row, Section } from '../document.ts';
import { cell, code, evidenceList, left, right, row, strong, text } from '../inlines.ts';
import { shorten } from '../visible-text.ts';

const PLACES = 2;
/** Processes of one cause whose signs are printed; the others have their row. */
const SIGNS_PRINTED = 5;

/** Nothing where the case has no dump that was walked. */
export function causeSections(context: ReportContext): Section[] {
  const { words, input } = context;
  const { mechanisms, mechanismGroups } = input.explanation;
  const chapter = (...blocks: readonly Block[]): Section => ({
    ...{ title: words.causes.title, level: 1, startsPage: false, blocks },
  });
  if (mechanismGroups.length === 0) {
    if (!input.artifacts.some(({ kind }) => kind === 'dump')) return [];
    return [chapter({ kind: 'paragraph', inlines: [text(words.causes.none)] })];
  }
  return [
    chapter({ kind: 'paragraph', inlines: [text(words.causes.intro)] }),
    ...mechanismGroups.map((group): Section => {
      const members = mechanisms.filter(({ id, target }) => id === group.id && target === group.target);
      const { title } = words.mechanismWords.texts[group.id];
      const named = words.causes.of(title, shorten(group.target, LABEL_LENGTH));
      return { title: named, level: 2, startsPage: false, blocks: causeBlocks(context, group, members) };
    }),
  ];
}

function causeBlocks(context: ReportContext, group: MechanismGroup, members: readonly Mechanism[]): Block[] {
  const { words } = context;
  const shown = members.slice(0, SIGNS_PRINTED);
  const more = members.length - shown.length;
  return [
    { kind: 'paragraph', inlines: [strong(statementText(group.statement, words))] },
    amounts(context, members),
    ...shown.map((member) => signs(context, member)),
    ...(more > 0
      ? [{ kind: 'paragraph' as const, inlines: [text(words.causes.morePrinted(formatCount(more)))] }]
      : []),
    remedies(context, members),
    {
      kind: 'paragraph',
      inlines: [strong(words.causes.verify), text(` ${words.mechanismWords.texts[group.id].verify}`)],
    },
  ];
}

function nameOf({ process, pid }: Mechanism): string {
  return shorten(pid === null ? process : `${process} (${pid})`, LABEL_LENGTH);
}

function amounts({ words }: ReportContext, members: readonly Mechanism[]): Block {
  const { columns, standings } = words.causes;
  const bytes = (value: number | null) => cell(text(value === null ? UNKNOWN : formatBytes(value)));
  const count = (value: number | undefined) => cell(text(value === undefined ? UNKNOWN : formatCount(value)));
  const [first] = members;
  return {
    kind: 'table',
    caption: words.causes.caption(first === undefined ? '' : words.mechanismWords.texts[first.id].title),
    columns: [
      left(words.columns.process, 1),
      left(columns.standing, 0),
      right(columns.observed),
      right(columns.ceiling),
      right(columns.growth),
      right(columns.live),
      right(columns.ghosts),
      left(words.columns.confidence, 0),
    ],
    rows: members.map((member): Row => {
      const { observed, predictedCeilingBytes, standing, confidence } = member;
      const { anonymousGrowthBytes: growth } = observed;
      return row([
        cell(text(nameOf(member))),
        cell(text(standings[standing])),
        bytes(observed.bytes ?? null),
        bytes(predictedCeilingBytes),
        cell(text(growth === undefined ? UNKNOWN : formatDelta(growth))),
        count(observed.liveItems),
        count(observed.ghostItems),
        cell(text(words.terms.confidence[confidence])),
      ]);
    }),
    note: words.causes.note,
  };
}

function signs({ words }: ReportContext, member: Mechanism): Block {
  const { columns, signFor, signAgainst } = words.causes;
  const toRow =
    (sign: string) =>
    (statement: Mechanism['for'][number]): Row =>
      row([
        cell(text(sign)),
        cell(text(statementText(statement, words))),
        cell(...evidenceList(statement.evidence, PLACES)),
      ]);
  return {
    kind: 'table',
    caption: words.causes.signs(nameOf(member)),
    columns: [left(columns.sign, 0), left(words.columns.item, 1), left(words.columns.evidence, 0)],
    rows: [...member.for.map(toRow(signFor)), ...member.against.map(toRow(signAgainst))],
    note: null,
  };
}

/** A line that helps several processes stands once, with all of them. */
function remedies({ words }: ReportContext, members: readonly Mechanism[]): Block {
  const { columns, remedy } = words.causes;
  const all = members.flatMap((member) => member.remedy.map((one) => ({ ...one, member })));
  const keys = all.map(({ key }) => key);
  const byKey = all.toSorted((one, other) => keys.indexOf(one.key) - keys.indexOf(other.key));
  const lines = Map.groupBy(byKey, ({ line }) => line);
  return {
    kind: 'table',
    caption: remedy,
    columns: [left(columns.line, 1), left(words.columns.process, 0), left(columns.why, 1)],
    rows: [...lines].flatMap(([line, uses]) => {
      const [first] = uses;
      if (first === undefined) return [];
      const why = lookUp(words.mechanismWords.texts[first.member.id].why, first.key) ?? first.why;
      const names = [...new Set(uses.map(({ member }) => member.process))].join(words.limits.listSeparator);
      return [row([cell(code(line)), cell(text(shorten(names, LABEL_LENGTH))), cell(text(why))])];
    }),
    note: null,
  };
}
