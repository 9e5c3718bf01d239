/**
 * The journal: one row for everything that was ever done to the case, each hashed together with the
 * hash of the one before. The rows of targets, snapshots and artifacts stand in it whole, derived
 * rows as a digest, so that `verify` can replay it against the tables.
 */
import { createHash } from 'node:crypto';
import { AppError } from '#shared/errors/app-error.ts';
import { canonicalJson } from './canonical-json.ts';
import { JSON_BYTES } from './limits.ts';
import type { JournalEntry } from './types.ts';

/** Stands before the first entry. */
export const GENESIS_HASH = '0'.repeat(64);

/** Actions of the case file itself, most with rows beside them; `record()` takes any other. */
export const rowActions = {
  create: 'case.created',
  target: 'target.added',
  snapshot: 'snapshot.added',
  artifact: 'artifact.added',
  derive: 'snapshot.derived',
  /** The bytes of an artifact came once more, by another name or command. */
  again: 'artifact.seen-again',
} as const;

export type JournalDetail = Readonly<Record<string, unknown>>;

/** SHA-256 over the canonical JSON of all members but the hash itself, as lower-case hex. */
export function hashEntry(entry: Omit<JournalEntry, 'hash'>): string {
  const { sequence, at, actor, action, detail, previousHash } = entry;
  const text = canonicalJson({ sequence, at, actor, action, detail, previousHash });
  return createHash('sha256').update(text).digest('hex');
}

/** The entry that follows `sequence` and `head`. @throws input.too-large */
export function nextEntry(
  head: { readonly sequence: number; readonly hash: string },
  who: { readonly actor: string; readonly at: number },
  action: string,
  detail: JournalDetail,
): JournalEntry {
  // Through JSON and back: what is hashed is what will be read again.
  const plain = JSON.parse(canonicalJson(detail)) as JournalDetail;
  if (Buffer.byteLength(canonicalJson(plain)) > JSON_BYTES) {
    throw new AppError('input.too-large', 'A journal entry must not be longer than 1 MiB.', { action });
  }
  const entry = {
    sequence: head.sequence + 1,
    at: Math.round(who.at),
    actor: who.actor,
    action,
    detail: plain,
    previousHash: head.hash,
  };
  return { ...entry, hash: hashEntry(entry) };
}
