/** What the app says of a comparison by itself, for a person to take as a finding or to dismiss. */
import type { MechanismId } from './mechanism.ts';
import type { Statement } from './statement.ts';

export const appRules = [
  'owner.largest',
  'mechanism.bound',
  'oom.kills',
  'rest.unexplained',
  'measurement.caution',
] as const;
export type AppRule = (typeof appRules)[number];

export interface RuleInput {
  /** By i18n `notebook.inputs`, else a parameter's own name. */
  readonly key: string;
  readonly value: number;
  readonly unit: 'bytes' | 'count' | 'share';
}

export interface AppStatement {
  /** The rule and what it speaks of: stays the same while that does, so that it stays dismissed. */
  readonly id: string;
  readonly rule: AppRule;
  /** The numbers that the rule looked at. */
  readonly inputs: readonly RuleInput[];
  readonly said: Statement;
  /** The known cause that it speaks of; its title and target then stand before the sentence. */
  readonly mechanism: { readonly id: MechanismId; readonly target: string } | null;
  /** As a finding has it (`subject.ts`); null where the evidence of `said` is all there is. */
  readonly subject: string | null;
}
