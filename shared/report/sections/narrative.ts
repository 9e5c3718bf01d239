/** Chapters that people write. What nobody wrote is printed as not provided: a gap that can be seen gets filled. */
import type { HypothesisNote } from '#shared/domain/postmortem.ts';
import { formatCount } from '#shared/units/format.ts';
import { statementText, type ReportContext } from '../context.ts';
import type { Block, Cell, Section } from '../document.ts';
import { cell, evidenceList, left, row, strong, text } from '../inlines.ts';

const PLACES = 2;

type Words = ReportContext['words']['postmortem'];

export function impactSection({ input, words }: ReportContext): Section {
  return chapter(words.postmortem.titles.impact, paragraphs(input.written?.impact), words.postmortem);
}

export function hypothesesSection(context: ReportContext): Section {
  const { input, words: all } = context;
  const words = all.postmortem;
  const hypotheses = input.written?.hypotheses ?? [];
  const { caption, hypothesis, verdict, why, verdicts } = words.hypotheses;
  const kinded = hypotheses.some(({ kind }) => kind !== undefined);
  const predicted = hypotheses.some(({ prediction }) => prediction !== undefined);
  const table: Block = {
    kind: 'table',
    caption,
    columns: [
      left(hypothesis, 2),
      ...(kinded ? [left(words.hypotheses.kind, 0)] : []),
      ...(predicted ? [left(words.hypotheses.prediction, 2)] : []),
      left(verdict, 0),
      left(why, predicted ? 2 : 3),
    ],
    rows: hypotheses.map((one) =>
      row([
        plain(one.text),
        ...(kinded ? [plain(one.kind === undefined ? '' : words.hypotheses.kinds[one.kind])] : []),
        ...(predicted ? [plain(one.prediction ?? '')] : []),
        plain(verdicts[one.verdict]),
        plain(one.why),
      ]),
    ),
    note: null,
  };
  const findings = input.written?.findings ?? [];
  const found: Block = {
    kind: 'table',
    caption: words.hypotheses.findings,
    columns: [left(words.hypotheses.findings, 1)],
    rows: findings.map((one) => row([plain(one)])),
    note: null,
  };
  const tables = [
    ...(findings.length === 0 ? [] : [found]),
    ...(hypotheses.length === 0 ? [] : [table]),
    ...evidenceOf(hypotheses, words),
  ];
  const ofPeople = tables.length === 0 ? paragraphs([words.notProvided]) : tables;
  return chapter(words.titles.hypotheses, [...statedOf(context), ...ofPeople], words);
}

/** What the app says by its rules, with where it has that from. */
function statedOf(context: ReportContext): Block[] {
  const { input, words } = context;
  const statements = input.statements ?? [];
  if (statements.length === 0) return [];
  const { stated, statement } = words.postmortem.hypotheses;
  const rows = statements.map(({ said, mechanism }) => {
    const named =
      mechanism === null
        ? ''
        : `${words.causes.of(words.mechanismWords.texts[mechanism.id].title, mechanism.target)}: `;
    return row([
      cell(text(named + statementText(said, words))),
      cell(...evidenceList(said.evidence, PLACES)),
    ]);
  });
  const columns = [left(statement, 1), left(words.columns.evidence, 0)];
  return [{ kind: 'table', caption: stated, columns, rows, note: null }];
}

/** One row for each piece of evidence; the hypothesis stands beside its first. */
function evidenceOf(hypotheses: readonly HypothesisNote[], { hypotheses: words }: Words): Block[] {
  const rows = hypotheses.flatMap(({ text: claim, evidence = [] }) =>
    evidence.map(({ mark, text: said }, index) =>
      row([plain(index === 0 ? claim : ''), plain(words.marks[mark]), plain(said)]),
    ),
  );
  if (rows.length === 0) return [];
  const columns = [left(words.hypothesis, 2), left(words.mark, 0), left(words.said, 3)];
  return [{ kind: 'table', caption: words.evidence, columns, rows, note: null }];
}

export function causesSection({ input, words: { postmortem: words } }: ReportContext): Section[] {
  const { rootCause, trigger, contributing, safeguards } = input.written ?? {};
  return chapterOfParts(
    words.titles.causes,
    [
      [words.causes.rootCause, rootCause],
      [words.causes.trigger, trigger],
      [words.causes.contributing, contributing],
      [words.causes.safeguards, safeguards],
    ],
    words,
  );
}

export function resolutionSection({ input, words: { postmortem: words } }: ReportContext): Section[] {
  const { resolution, verification, rollback } = input.written ?? {};
  return chapterOfParts(
    words.titles.resolution,
    [
      [words.resolution.resolution, resolution],
      [words.resolution.verification, verification],
      [words.resolution.rollback, rollback],
    ],
    words,
  );
}

export function lessonsSection({ input, words: { postmortem: words } }: ReportContext): Section[] {
  const { wentWell, wentBadly, luck } = input.written ?? {};
  return chapterOfParts(
    words.titles.lessons,
    [
      [words.lessons.wentWell, wentWell],
      [words.lessons.wentBadly, wentBadly],
      [words.lessons.luck, luck],
    ],
    words,
  );
}

export function actionsSection({ input, words: { postmortem: words } }: ReportContext): Section {
  const actions = input.written?.actions ?? [];
  const { caption, type, action, owner, due, verification, types, missing, warning } = words.actions;
  const orMissing = (value: string | undefined): Cell =>
    blank(value) ? cell(strong(missing)) : plain(value ?? '');
  const lacking = actions.filter((one) => blank(one.owner) || blank(one.due)).length;
  const table: Block = {
    kind: 'table',
    caption,
    columns: [left(type, 0), left(action, 3), left(owner, 1), left(due, 0), left(verification, 2)],
    rows: actions.map((one) =>
      row([
        plain(types[one.type]),
        cell(text(one.text), ...(blank(one.link) ? [] : [text(` ${one.link ?? ''}`)])),
        orMissing(one.owner),
        orMissing(one.due),
        plain(one.verification ?? ''),
      ]),
    ),
    note: null,
  };
  const notice: Block[] =
    lacking === 0 ? [] : [{ kind: 'notice', inlines: [text(warning(formatCount(lacking)))] }];
  return chapter(words.titles.actions, actions.length === 0 ? [] : [...notice, table], words);
}

export function glossarySection({ words: { postmortem: words } }: ReportContext): Section {
  const facts = words.glossary.map(([label, meaning]) => ({ label, value: [text(meaning)] }));
  return chapter(words.titles.glossary, [{ kind: 'facts', facts }], words);
}

function chapter(title: string, blocks: readonly Block[], words: Words): Section {
  const shown = blocks.length === 0 ? paragraphs([words.notProvided]) : blocks;
  return { title, level: 1, startsPage: false, blocks: shown };
}

/** A chapter whose parts are there or not, each for itself. */
function chapterOfParts(
  title: string,
  parts: readonly (readonly [string, readonly string[] | undefined])[],
  words: Words,
): Section[] {
  if (parts.every(([, said]) => said === undefined || said.length === 0)) return [chapter(title, [], words)];
  return [
    { title, level: 1, startsPage: false, blocks: [] },
    ...parts.map(([heading, said]): Section => ({
      title: heading,
      level: 2,
      startsPage: false,
      blocks: paragraphs(said === undefined || said.length === 0 ? [words.notProvided] : said),
    })),
  ];
}

function paragraphs(said: readonly string[] | undefined): Block[] {
  return (said ?? []).map((one) => ({ kind: 'paragraph', inlines: [text(one)] }));
}

function plain(value: string): Cell {
  return cell(text(value));
}

function blank(value: string | undefined): boolean {
  return value === undefined || value.trim() === '';
}
