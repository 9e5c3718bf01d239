/** Whether the two sides can be compared at all: what they are, beside each other, and where they differ. */
import { formatBytes, formatCount } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';
import { isComparison, type ReportContext } from '../context.ts';
import type { Block, Cell, Inline, Row, Section } from '../document.ts';
import { cell, evidence, left, row, strong, text } from '../inlines.ts';
import type { Reading } from '../report-input.ts';

/** What both sides say of one thing; null is not known. */
interface Property {
  readonly label: string;
  readonly a: Reading | null;
  readonly b: Reading | null;
  /** False for what may differ without meaning anything. */
  readonly compared: boolean;
}

export function environmentSection(context: ReportContext): Section {
  const { input, words } = context;
  const { titles, environment } = words.postmortem;
  const compared = isComparison(input.explanation);
  const { a, b } = input.explanation;
  const table: Block = {
    kind: 'table',
    caption: compared ? environment.caption : environment.captionSingle,
    columns: [
      left(environment.property, 0),
      left(a.target, 1),
      ...(b === null ? [] : [left(b.target, 1), left(environment.same, 0)]),
    ],
    rows: properties(context)
      .filter((one) => one.a !== null || one.b !== null)
      .map((one) => toRow(one, compared, environment)),
    note: environment.note,
  };
  const said: Block[] = (input.written?.environment ?? []).map((one) => ({
    kind: 'paragraph',
    inlines: [text(one)],
  }));
  return { title: titles.environment, level: 1, startsPage: false, blocks: [table, ...said] };
}

function toRow(
  { label, a, b, compared: matters }: Property,
  compared: boolean,
  words: ReportContext['words']['postmortem']['environment'],
): Row {
  const shown = (one: Reading | null): Cell =>
    one === null
      ? cell(text(words.unknown))
      : cell(text(`${one.text} `), ...one.evidence.slice(0, 1).map(evidence));
  const same = (): Inline => {
    if (!matters || a === null || b === null) return text('');
    return a.text === b.text ? text(words.yes) : strong(words.no);
  };
  return row([cell(text(label)), shown(a), ...(compared ? [shown(b), cell(same())] : [])]);
}

function properties({ input, words }: ReportContext): Property[] {
  const names = words.postmortem.environment.rows;
  const { a, b } = input.explanation;
  const read = (key: 'kernel' | 'build' | 'uptime' | 'processors'): Omit<Property, 'label' | 'compared'> => ({
    a: input.environment?.a[key] ?? null,
    b: input.environment?.b?.[key] ?? null,
  });
  const amount = (field: 'MemTotal' | 'SwapTotal'): Property => {
    const found = input.meminfo.find((one) => one.field === field);
    const reading = (bytes: number | null | undefined, seen: Reading['evidence']): Reading | null =>
      bytes === null || bytes === undefined ? null : { text: formatBytes(bytes), evidence: seen };
    return {
      label: names[field],
      a: reading(found?.aBytes, found?.aEvidence ?? []),
      b: reading(found?.bBytes, found?.bEvidence ?? []),
      compared: true,
    };
  };
  const count = (side: 'aCount' | 'bCount'): Reading | null => {
    const sum = input.processes.reduce((total, one) => total + (one.parentId === null ? one[side] : 0), 0);
    return sum === 0 ? null : { text: formatCount(sum), evidence: [] };
  };
  const taken = (side: typeof a): Reading => ({
    text: `#${side.snapshot}, ${formatUtc(side.takenAt)}`,
    evidence: [],
  });
  return [
    { label: names.snapshot, a: taken(a), b: b === null ? null : taken(b), compared: false },
    { label: names.kernel, ...read('kernel'), compared: true },
    { label: names.build, ...read('build'), compared: true },
    { label: names.processors, ...read('processors'), compared: true },
    { label: names.uptime, ...read('uptime'), compared: false },
    amount('MemTotal'),
    amount('SwapTotal'),
    { label: names.processes, a: count('aCount'), b: count('bCount'), compared: true },
  ];
}
