/** What people write into a postmortem and no evidence can say. All of it may be missing; what is missing is printed as such. */

export const classifications = ['public', 'internal', 'confidential', 'restricted'] as const;
export type Classification = (typeof classifications)[number];

/** What the PDF says that it conforms to. `a`: tagged as well; `b`: looks the same for ever; `u`: and can be searched. */
export const pdfStandards = ['ua-1', 'a-2a', 'a-2b', 'a-2u', 'a-3a', 'a-3b', 'a-3u'] as const;
export type PdfStandardName = (typeof pdfStandards)[number];

export const reportStates = ['draft', 'reviewed', 'final'] as const;
export const timelineMarks = ['start', 'detection', 'diagnosis', 'mitigation'] as const;
export const verdicts = ['confirmed', 'refuted', 'inconclusive', 'open'] as const;
export const hypothesisStatuses = ['open', 'supported', 'refuted', 'inconclusive'] as const;
export const hypothesisKinds = [
  'leak',
  'backlog',
  'cache',
  'fragmentation',
  'configuration',
  'measurement',
] as const;
export type HypothesisKind = (typeof hypothesisKinds)[number];
/** What a piece of evidence does to a hypothesis; `missing` is what would tell and nobody has. */
export const evidenceMarks = ['for', 'against', 'missing'] as const;
export const actionTypes = ['prevent', 'detect', 'mitigate'] as const;

export interface TimelineNote {
  /** `2026-03-03T09:15:00Z` */
  readonly at: string;
  readonly text: string;
  readonly mark?: (typeof timelineMarks)[number] | undefined;
}

export interface HypothesisNote {
  readonly text: string;
  readonly verdict: (typeof verdicts)[number];
  readonly why: string;
  readonly kind?: HypothesisKind | undefined;
  /** What would be seen if it were so. */
  readonly prediction?: string | undefined;
  /** What speaks for and against it, and what is missing, in the order in which it was noted. */
  readonly evidence?: readonly EvidenceNote[] | undefined;
}

export interface EvidenceNote {
  readonly mark: (typeof evidenceMarks)[number];
  readonly text: string;
}

export interface ActionNote {
  readonly type: (typeof actionTypes)[number];
  readonly text: string;
  readonly owner?: string | undefined;
  /** `2026-04-01` */
  readonly due?: string | undefined;
  readonly verification?: string | undefined;
  readonly link?: string | undefined;
}

/** Lists are paragraphs. */
export interface PostmortemNotes {
  readonly severity?: string | undefined;
  readonly status?: (typeof reportStates)[number] | undefined;
  readonly owner?: string | undefined;
  readonly reviewers?: readonly string[] | undefined;
  readonly classification?: Classification | undefined;
  readonly impact?: readonly string[] | undefined;
  readonly environment?: readonly string[] | undefined;
  readonly timeline?: readonly TimelineNote[] | undefined;
  /** What was found, a sentence each. */
  readonly findings?: readonly string[] | undefined;
  readonly hypotheses?: readonly HypothesisNote[] | undefined;
  readonly rootCause?: readonly string[] | undefined;
  readonly trigger?: readonly string[] | undefined;
  readonly contributing?: readonly string[] | undefined;
  readonly safeguards?: readonly string[] | undefined;
  readonly resolution?: readonly string[] | undefined;
  readonly verification?: readonly string[] | undefined;
  readonly rollback?: readonly string[] | undefined;
  readonly wentWell?: readonly string[] | undefined;
  readonly wentBadly?: readonly string[] | undefined;
  readonly luck?: readonly string[] | undefined;
  readonly actions?: readonly ActionNote[] | undefined;
}

/** Chapters that the author may leave out; the report says so in their place. */
export const sectionNames = [
  'summary',
  'impact',
  'environment',
  'timeline',
  'meminfo',
  'processes',
  'regions',
  'inside',
  'mechanisms',
  'ledger',
  'hypotheses',
  'causes',
  'resolution',
  'lessons',
  'actions',
  'limits',
  'glossary',
] as const;
export type SectionName = (typeof sectionNames)[number];
