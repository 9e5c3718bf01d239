/**
 * Findings and hypotheses of a case. They are nowhere but in its journal: each change is an entry of action `notebook.changed`,
 * and the notebook is what remains when the entries are followed in order. So every change has its author, time and hash.
 */
import type { HypothesisNote, hypothesisStatuses, PostmortemNotes } from './postmortem.ts';

export const NOTEBOOK_ACTION = 'notebook.changed';

export const hypothesisKinds = [
  'leak',
  'backlog',
  'cache',
  'fragmentation',
  'configuration',
  'measurement',
] as const;
export type HypothesisKind = (typeof hypothesisKinds)[number];
export type HypothesisStatus = (typeof hypothesisStatuses)[number];

export type NotebookChange =
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
    };

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
  /** What it is about: a row of the ledger by its id, an address range, a mechanism. */
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
}

export interface Notebook {
  readonly findings: readonly Finding[];
  readonly hypotheses: readonly Hypothesis[];
}

/** Changes of an unknown hypothesis change nothing. */
export function readNotebook(entries: Iterable<NotebookEntry>): Notebook {
  const findings = new Map<string, Finding>();
  const hypotheses = new Map<string, Hypothesis>();
  for (const { at, actor, change } of entries) {
    if (change.do === 'finding.add') {
      const { id, text, subject } = change;
      findings.set(id, { id, text, subject, at, actor });
    } else if (change.do === 'hypothesis.add') {
      const { id, kind, claim, prediction } = change;
      const history = [{ status: 'open', why: '', at, actor } as const];
      hypotheses.set(id, { id, kind, claim, prediction, status: 'open', history });
    } else {
      const before = hypotheses.get(change.id);
      if (before === undefined) continue;
      const { status, why } = change;
      const history = [...before.history, { status, why, at, actor }];
      hypotheses.set(change.id, { ...before, status, history });
    }
  }
  return { findings: [...findings.values()], hypotheses: [...hypotheses.values()] };
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
  const told = hypotheses.map(({ id, claim, status, history }) => ({
    text: `${id} ${claim}`,
    verdict: verdictOf[status],
    why: history.at(-1)?.why ?? '',
  }));
  return {
    ...notes,
    findings: [...findings.map(({ id, text }) => `${id} ${text}`), ...(notes?.findings ?? [])],
    hypotheses: [...told, ...(notes?.hypotheses ?? [])],
  };
}
