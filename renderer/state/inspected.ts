/** What the inspector shows: a row of any table or of the ledger, with the evidence of its numbers. */
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import type { Subject } from '#shared/domain/subject.ts';
import type { WindowMessages } from '#shared/i18n/window.en.ts';

export type Side = 'a' | 'b';

export type FactKey = keyof WindowMessages['inspector']['facts'];

export interface Fact {
  readonly key: FactKey;
  readonly value: string;
  /** Addresses, paths and commands are set in the monospaced face. */
  readonly mono?: boolean;
}

export interface EvidenceOfSide {
  /** Null where the row does not say which side (a ledger node); the artifact's snapshot then tells. */
  readonly side: Side | null;
  readonly ref: EvidenceRef;
}

/** What a finding about a row is about, and how its sentence goes. */
export interface Topic {
  readonly subject: Subject;
  /** The gap itself; a process, which uses memory; a part of something, which is memory. */
  readonly kind: 'gap' | 'process' | 'part';
  /** The process of a part, where it has one. */
  readonly within: string | null;
}

export interface Inspected {
  readonly id: string;
  readonly title: string;
  readonly unit: 'bytes' | 'count';
  readonly a: number | null;
  readonly b: number | null;
  readonly delta: number | null;
  /** In the language of the moment: made anew when the language changes. */
  readonly facts: readonly Fact[];
  readonly evidence: readonly EvidenceOfSide[];
  /** None where there is no row to lead back to: a finding is about the open evidence then. */
  readonly topic?: Topic;
}

export function sameRef(one: EvidenceRef, other: EvidenceRef): boolean {
  if ('artifact' in one) {
    return 'artifact' in other && one.artifact === other.artifact && one.line === other.line;
  }
  return 'dump' in other && one.dump === other.dump && one.offset === other.offset;
}

/** The evidence that opens first: of the side that was asked for, else the first. */
export function firstEvidence(row: Inspected, side: Side | null): EvidenceRef | null {
  const wanted = row.evidence.find((entry) => side !== null && entry.side === side);
  return (wanted ?? row.evidence[0])?.ref ?? null;
}
