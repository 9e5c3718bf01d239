/** English text of findings and hypotheses, for the window and the terminal. */
import type { AppRule } from '#shared/domain/app-statement.ts';
import type { HypothesisKind, HypothesisStatus, StepName } from '#shared/domain/notebook.ts';
import type { EvidenceNote } from '#shared/domain/postmortem.ts';

interface Machines {
  readonly a: string;
  readonly b: string;
}

const kinds: Record<HypothesisKind, string> = {
  leak: 'leak',
  backlog: 'backlog',
  cache: 'cache by design',
  fragmentation: 'fragmentation, memory kept by the allocator',
  configuration: 'difference in configuration or load',
  measurement: 'error of measurement',
};

const statuses: Record<HypothesisStatus, string> = {
  open: 'open',
  supported: 'supported',
  refuted: 'refuted',
  inconclusive: 'inconclusive',
};

const rules: Record<AppRule, string> = {
  'owner.largest': 'of all programs, the one with the largest difference',
  'mechanism.bound': 'known causes that were found in dumps: observed against the predicted ceiling',
  'oom.kills': 'kills by the OOM killer in the range of time that is kept, by target',
  'rest.unexplained': 'residuals added up by size, where they are at least 1 % of the gap',
  'measurement.caution': 'what the analysis cautions against in this evidence',
};

/** Numbers that rules look at; others go by the name of their parameter. */
const inputNames: Readonly<Record<string, string>> = {
  difference: 'difference',
  gap: 'gap',
  used: 'in use',
  share: 'share',
  observed: 'observed',
  ceiling: 'predicted ceiling',
  processes: 'processes',
  atLimit: 'at their limit',
  growth: 'growth of anonymous memory',
  kills: 'kills',
  rest: 'not explained',
  largestRest: 'largest residual',
  bytes: 'amount',
  cacheA: 'cache in A',
  cacheB: 'cache in B',
  cache: 'cache',
  minutes: 'minutes',
  readings: 'readings',
  count: 'count',
  others: 'others',
};

const marks: Record<EvidenceNote['mark'], string> = { for: 'for', against: 'against', missing: 'missing' };

const steps: Record<StepName['step'], (id: string) => string> = {
  'finding.add': (id) => `add finding ${id}`,
  'hypothesis.add': (id) => `add hypothesis ${id}`,
  'hypothesis.status': (id) => `change the status of ${id}`,
  'hypothesis.evidence': (id) => `add evidence to ${id}`,
  'statement.dismiss': () => 'dismiss a statement',
  'statement.restore': () => 'show a statement again',
  'bookmark.set': (id) => `bookmark at ${id.replace(/^.*@/, '')}`,
  'bookmark.remove': (id) => `remove the bookmark at ${id.replace(/^.*@/, '')}`,
};

export const notebookEn = {
  heading: 'Findings and hypotheses',
  lead: 'What you note here is kept in the journal of the case, with time and author, and printed in the report.',
  kinds,
  statuses,
  marks,
  step: (name: StepName | null) => (name === null ? '' : steps[name.step](name.id)),
  undo: (step: string) => `Undo: ${step}`,
  redo: (step: string) => `Redo: ${step}`,
  nothingToUndo: 'Nothing to undo',
  readOnly: 'This case is open for reading only, so nothing can be noted in it.',
  reopen: 'Open it for writing',
  by: (actor: string, time: string) => `${actor}, ${time}`,
  findings: 'Findings',
  findingsNone: 'Nothing noted yet. A finding is a sentence about what the evidence shows.',
  write: 'Write a finding',
  writeHint: 'Enter saves, Shift+Enter starts a new line',
  about: 'About',
  aboutHint: 'Empty, or a place such as E-004:12',
  save: 'Save',
  cancel: 'Cancel',
  showMe: 'Show me',
  showMeAbout: (id: string) => `Show me what ${id} is about`,
  saved: (id: string) => `${id} is saved`,
  hypotheses: 'Hypotheses',
  hypothesesNone: 'None yet. Say what you think is the cause, and what would be seen if it were so.',
  newHypothesis: 'New hypothesis',
  kind: 'Kind',
  claim: 'Claim',
  claimHint: 'What is the cause?',
  prediction: 'Prediction',
  predictionHint: 'What would be seen if it were so?',
  predicts: 'Predicts',
  status: 'Status',
  statusOf: (id: string) => `Status of ${id}`,
  why: 'Why',
  changeStatus: 'Change status',
  history: (count: number) => `History (${count})`,
  evidenceOf: (id: string) => `Evidence on ${id}`,
  addEvidence: 'Add evidence',
  mark: 'Speaks',
  evidenceText: 'What the evidence shows',
  noneOfMark: 'nothing yet',
  statements: 'What Memcase sees',
  statementsLead:
    'Made by rules from the numbers that are there. Take what holds, dismiss what does not matter.',
  statementsNone: 'No rule has anything to say.',
  statementsLeft: 'All of it was taken or dismissed.',
  readingDumps: 'Reading what is inside the dumps…',
  rules,
  rule: (name: string) => `Rule ${name}`,
  inputs: inputNames,
  take: 'Take as finding',
  taken: (id: string) => `taken as ${id}`,
  dismiss: 'Dismiss',
  dismissWhy: 'Why does it not matter?',
  dismissed: (count: number) => `Dismissed (${count})`,
  restore: 'Show again',
  questions: {
    label: 'Open questions',
    count: (count: number) => `Open questions: ${count}`,
    hypothesis: (id: string, claim: string) => `${id} ${claim}`,
    missing: (id: string, text: string) => `${id} lacks: ${text}`,
    hide: 'Hide',
  },
  seeking: (subject: string) =>
    `Looking for ${subject}. If it does not appear, it is not part of this comparison.`,
  stopSeeking: 'Stop looking',
  /** Sentences that a finding begins with. `on` names the two machines. */
  draft: {
    within: (part: string, process: string) => `${part} of ${process}`,
    gap: {
      more: (amount: string, on: Machines) => `${on.a} uses ${amount} more than ${on.b}.`,
      less: (amount: string, on: Machines) => `${on.a} uses ${amount} less than ${on.b}.`,
      same: (on: Machines) => `${on.a} and ${on.b} use the same amount.`,
      one: (amount: string, a: string) => `${a} uses ${amount}.`,
    },
    process: {
      more: (name: string, amount: string, on: Machines) =>
        `${name} on ${on.a} uses ${amount} more than on ${on.b}.`,
      less: (name: string, amount: string, on: Machines) =>
        `${name} on ${on.a} uses ${amount} less than on ${on.b}.`,
      same: (name: string, amount: string, on: Machines) =>
        `${name} uses the same on ${on.a} and ${on.b}: ${amount}.`,
      one: (name: string, amount: string, a: string) => `${name} on ${a} uses ${amount}.`,
    },
    part: {
      more: (name: string, amount: string, on: Machines) =>
        `${name}: ${amount} more on ${on.a} than on ${on.b}.`,
      less: (name: string, amount: string, on: Machines) =>
        `${name}: ${amount} less on ${on.a} than on ${on.b}.`,
      same: (name: string, amount: string, on: Machines) =>
        `${name}: the same on ${on.a} and ${on.b}, ${amount}.`,
      one: (name: string, amount: string, a: string) => `${name}: ${amount} on ${a}.`,
    },
    bytes: (count: string, place: string, process: string, target: string) =>
      `${count} bytes at ${place} of ${process} on ${target}: `,
  },
};

export type NotebookMessages = typeof notebookEn;
