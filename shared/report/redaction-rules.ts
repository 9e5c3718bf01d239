/** All detectors, and what they find together. A new detector: a line in one of the files, an example in the test. */
import { credentialRules } from './redaction/credential-rules.ts';
import { fieldRules } from './redaction/field-rules.ts';
import { networkRules } from './redaction/network-rules.ts';
import { personRules } from './redaction/person-rules.ts';
import { redactionClasses, type Detector, type Finding } from './redaction/rule.ts';

export { redactionClasses } from './redaction/rule.ts';
export type { Finding, RedactionClass } from './redaction/rule.ts';

const detectors: readonly Detector[] = [...credentialRules, ...personRules, ...networkRules, ...fieldRules];
const rank = new Map(redactionClasses.map((name, index) => [name, index]));

/** Shorter than anything that is looked for. */
const SHORTEST_TEXT = 4;

/**
 * What must not leave with a report, in the order of the text and without overlaps: where two findings meet, all
 * of both is one, under the class that comes first in `redactionClasses`.
 * @param more findings of the caller's own, merged with these
 */
export function findSensitive(text: string, more: readonly Finding[] = []): Finding[] {
  if (text.length < SHORTEST_TEXT && more.length === 0) return [];
  const all = [...more, ...detectors.flatMap((detect) => [...detect(text)])];
  all.sort((one, other) => one.start - other.start || rankOf(one) - rankOf(other));
  const merged: Finding[] = [];
  for (const finding of all) {
    const last = merged.at(-1);
    if (last === undefined || finding.start >= last.end) merged.push(finding);
    else merged[merged.length - 1] = unite(last, finding);
  }
  return merged;
}

function unite(one: Finding, other: Finding): Finding {
  const named = rankOf(one) <= rankOf(other) ? one : other;
  return { class: named.class, start: one.start, end: Math.max(one.end, other.end) };
}

function rankOf(finding: Finding): number {
  return rank.get(finding.class) ?? 0;
}
