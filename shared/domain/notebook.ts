/**
 * Findings and hypotheses of a case. They are nowhere but in its journal: each change is an entry of action `notebook.changed`,
 * and the notebook is what remains when the entries are followed in order. So every change has its author, time and hash.
 */
import type { AddressText } from '#shared/units/address.ts';
import type {
  evidenceMarks,
  HypothesisKind,
  HypothesisNote,
  hypothesisStatuses,
  PostmortemNotes,
} from './postmortem.ts';

export const NOTEBOOK_ACTION = 'notebook.changed';

export { hypothesisKinds } from './postmortem.ts';
export type { HypothesisKind } from './postmortem.ts';
export type HypothesisStatus = (typeof hypothesisStatuses)[number];

export type EvidenceMark = (typeof evidenceMarks)[number];

/** A change of what is noted. `id` is the number of the finding or hypothesis, or the statement of the app. */
export type NotebookStep =
  | {
      readonly do: 'finding.add';
      readonly id: string;
      readonly text: string;
      readonly subject: string | null;
    }
  | {
      readonly do: 'hypothesis.add';
      readonly id: string;
      readonly kind: HypothesisKind;
      readonly claim: string;
      readonly prediction: string | null;
    }
  | {
      readonly do: 'hypothesis.status';
      readonly id: string;
      readonly status: HypothesisStatus;
      readonly why: string;
    }
  | {
      readonly do: 'hypothesis.evidence';
      readonly id: string;
      readonly mark: EvidenceMark;
      readonly text: string;
      readonly subject: string | null;
    }
  /** Set anew it has another text. `id`: `bookmarkId`. */
  | { readonly do: 'bookmark.set'; readonly id: string; readonly text: string }
  | { readonly do: 'bookmark.remove'; readonly id: string }
  | { readonly do: 'statement.dismiss'; readonly id: string; readonly why: string }
  | { readonly do: 'statement.restore'; readonly id: string };

/** Names a step to a person: "add finding F-3". */
export interface StepName {
  readonly step: NotebookStep['do'];
  readonly id: string;
}

/** Nothing is taken out of the journal: an undo is an entry too, and names what it takes back. */
export type NotebookChange =
  | NotebookStep
  | ({ readonly do: 'undo' } & StepName)
  | ({ readonly do: 'redo' } & StepName);

/** An entry of the journal, as much as is needed of it. */
export interface NotebookEntry {
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  readonly actor: string;
  readonly change: NotebookChange;
}

export interface Finding {
  /** `F-1` */
  readonly id: string;
  readonly text: string;
  /** What it is about: see `subject.ts`; any other words are only shown. */
  readonly subject: string | null;
  readonly at: number;
  readonly actor: string;
}

export interface StatusChange {
  readonly status: HypothesisStatus;
  readonly why: string;
  readonly at: number;
  readonly actor: string;
}

export interface HypothesisEvidence {
  readonly mark: EvidenceMark;
  readonly text: string;
  readonly subject: string | null;
  readonly at: number;
  readonly actor: string;
}

export interface Hypothesis {
  /** `H-1` */
  readonly id: string;
  readonly kind: HypothesisKind;
  readonly claim: string;
  /** What would be seen if it were so. */
  readonly prediction: string | null;
  readonly status: HypothesisStatus;
  /** Oldest first; the first is `open`. */
  readonly history: readonly StatusChange[];
  /** Oldest first. */
  readonly evidence: readonly HypothesisEvidence[];
}

/** A sentence of the app that a person does not want to see. */
export interface Dismissal {
  readonly id: string;
  readonly why: string;
  readonly at: number;
  readonly actor: string;
}

/** A place in memory. It belongs to the bytes, not to the case: the same dump has it wherever it is imported. */
export interface Bookmark {
  /** Of the dump. */
  readonly sha256: string;
  readonly address: AddressText;
  /** May be empty. */
  readonly text: string;
  readonly at: number;
  readonly actor: string;
}

/** `sha256@0x…` */
export function bookmarkId({ sha256, address }: Pick<Bookmark, 'sha256' | 'address'>): string {
  return `${sha256}@${address}`;
}

export interface Notebook {
  readonly findings: readonly Finding[];
  readonly hypotheses: readonly Hypothesis[];
  readonly dismissed: readonly Dismissal[];
  readonly bookmarks: readonly Bookmark[];
  /** What the next undo takes back, and what the next redo makes again; null where there is nothing. */
  readonly undo: StepName | null;
  readonly redo: StepName | null;
}

interface StepEntry {
  readonly at: number;
  readonly actor: string;
  readonly change: NotebookStep;
}

/** Changes of an unknown hypothesis change nothing, nor does an undo of what is not the last step. */
export function readNotebook(entries: Iterable<NotebookEntry>): Notebook {
  const { done, undone } = followSteps(entries);
  const findings = new Map<string, Finding>();
  const hypotheses = new Map<string, Hypothesis>();
  const dismissed = new Map<string, Dismissal>();
  const bookmarks = new Map<string, Bookmark>();
  for (const { at, actor, change } of done) {
    if (change.do === 'finding.add') {
      const { id, text, subject } = change;
      findings.set(id, { id, text, subject, at, actor });
    } else if (change.do === 'statement.dismiss') {
      dismissed.set(change.id, { id: change.id, why: change.why, at, actor });
    } else if (change.do === 'statement.restore') dismissed.delete(change.id);
    else if (change.do === 'bookmark.remove') bookmarks.delete(change.id);
    else if (change.do === 'bookmark.set') {
      const [sha256 = '', address = '0x0'] = change.id.split('@');
      bookmarks.set(change.id, { sha256, address: address as AddressText, text: change.text, at, actor });
    } else {
      const after = changeHypothesis(hypotheses.get(change.id), { at, actor, change });
      if (after !== undefined) hypotheses.set(change.id, after);
    }
  }
  return {
    findings: [...findings.values()],
    hypotheses: [...hypotheses.values()],
    dismissed: [...dismissed.values()],
    bookmarks: [...bookmarks.values()],
    undo: nameOf(done.at(-1)),
    redo: nameOf(undone.at(-1)),
  };
}

/** Steps that hold, and those that were taken back since the last new one; the last of either is the next. */
function followSteps(entries: Iterable<NotebookEntry>): { done: StepEntry[]; undone: StepEntry[] } {
  const done: StepEntry[] = [];
  const undone: StepEntry[] = [];
  for (const { at, actor, change } of entries) {
    if (change.do === 'undo') move(done, undone, change);
    else if (change.do === 'redo') move(undone, done, change);
    else {
      done.push({ at, actor, change });
      undone.length = 0;
    }
  }
  return { done, undone };
}

function move(from: StepEntry[], to: StepEntry[], { step, id }: StepName): void {
  const last = from.at(-1);
  if (last === undefined || last.change.do !== step || last.change.id !== id) return;
  to.push(last);
  from.pop();
}

function nameOf(entry: StepEntry | undefined): StepName | null {
  return entry === undefined ? null : { step: entry.change.do, id: entry.change.id };
}

type HypothesisStep = Extract<NotebookStep, { do: `hypothesis.${string}` }>;

function changeHypothesis(
  before: Hypothesis | undefined,
  { at, actor, change }: StepEntry & { readonly change: HypothesisStep },
): Hypothesis | undefined {
  if (change.do === 'hypothesis.add') {
    const { id, kind, claim, prediction } = change;
    const history = [{ status: 'open', why: '', at, actor } as const];
    return { id, kind, claim, prediction, status: 'open', history, evidence: [] };
  }
  if (before === undefined) return undefined;
  if (change.do === 'hypothesis.status') {
    const { status, why } = change;
    return { ...before, status, history: [...before.history, { status, why, at, actor }] };
  }
  const { mark, text, subject } = change;
  return { ...before, evidence: [...before.evidence, { mark, text, subject, at, actor }] };
}

/** A number that was taken back is not given again: somebody may have cited it. */
export function nextIds(entries: Iterable<NotebookEntry>): { finding: string; hypothesis: string } {
  let findings = 0;
  let hypotheses = 0;
  for (const { change } of entries) {
    if (change.do === 'finding.add') findings = Math.max(findings, numberOf(change.id));
    if (change.do === 'hypothesis.add') hypotheses = Math.max(hypotheses, numberOf(change.id));
  }
  return { finding: `F-${findings + 1}`, hypothesis: `H-${hypotheses + 1}` };
}

function numberOf(id: string): number {
  return Number(id.slice(2));
}

const verdictOf = {
  open: 'open',
  supported: 'confirmed',
  refuted: 'refuted',
  inconclusive: 'inconclusive',
} as const satisfies Record<HypothesisStatus, HypothesisNote['verdict']>;

/** The notes of a report with what stands in the notebook before them; unchanged where it is empty. */
export function withNotebook(
  notes: PostmortemNotes | undefined,
  { findings, hypotheses }: Notebook,
): PostmortemNotes | undefined {
  if (findings.length === 0 && hypotheses.length === 0) return notes;
  const told = hypotheses.map(({ id, kind, claim, prediction, status, history, evidence }) => ({
    text: `${id} ${claim}`,
    verdict: verdictOf[status],
    why: history.at(-1)?.why ?? '',
    kind,
    ...(prediction === null ? {} : { prediction }),
    ...(evidence.length === 0 ? {} : { evidence: evidence.map(({ mark, text }) => ({ mark, text })) }),
  }));
  return {
    ...notes,
    findings: [...findings.map(({ id, text }) => `${id} ${text}`), ...(notes?.findings ?? [])],
    hypotheses: [...told, ...(notes?.hypotheses ?? [])],
  };
}
