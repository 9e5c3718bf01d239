/** What the analysis says, and how sure it is. */
import type { EvidenceRef } from './evidence.ts';

export const confidences = ['measured', 'derived', 'estimated'] as const;
export type Confidence = (typeof confidences)[number];

/** A sentence that the analysis makes itself. Text is chosen by `code`; `text` is the English one. */
export interface Statement {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly text: string;
  readonly severity: 'info' | 'caution';
  readonly evidence: readonly EvidenceRef[];
}
