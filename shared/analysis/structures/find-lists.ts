/**
 * Lists of any program: a pointer at a fixed place of a chunk leads to a fixed place of the next one, for thousands of
 * chunks in a row. Nothing is known of types; that it goes on for so long is what makes it a list.
 */
import type { ChunkList } from '#shared/domain/links.ts';
import type { UsedChunks } from './used-chunks.ts';

/** Shorter ones are anybody's. */
export const LEAST_NODES = 100;
const MOST_LISTS = 20;
/** Links lie near the start of a structure. */
const REACH = 512;
const SLOTS = REACH / 8;
/** Chunks that are asked for what they lead to, spread over all. */
const SAMPLE = 65_536;
/** Steps that must lead on from a sampled chunk. */
const STEPS = 4;
/** Kinds of links that are followed through all chunks. */
const MOST_KINDS = 12;

/** What all links of a list have in common. */
interface LinkKind {
  readonly nextOffset: number;
  readonly targetOffset: number;
}

export function findLists(chunks: UsedChunks): ChunkList[] {
  const lists = likelyKinds(chunks).flatMap((kind) => listsOf(chunks, kind));
  return pairUp(lists.toSorted((one, other) => other.nodes - one.nodes)).slice(0, MOST_LISTS);
}

/** Kinds of links that lead on for some steps, most frequent first. */
function likelyKinds(chunks: UsedChunks): LinkKind[] {
  const counts = new Uint32Array(SLOTS * SLOTS);
  const stride = Math.max(1, Math.floor(chunks.count / SAMPLE));
  for (let row = 0; row < chunks.count; row += stride) {
    const end = Math.min(chunks.userBytes(row), REACH);
    for (let nextOffset = 0; nextOffset + 8 <= end; nextOffset += 8) {
      const targetOffset = targetOffsetOf(chunks, row, nextOffset);
      if (targetOffset === undefined) continue;
      if (!leadsOn(chunks, row, { nextOffset, targetOffset })) continue;
      const at = (nextOffset / 8) * SLOTS + targetOffset / 8;
      counts[at] = (counts[at] ?? 0) + 1;
    }
  }
  return [...counts.entries()]
    .filter(([, count]) => count > 0)
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, MOST_KINDS)
    .map(([at]) => ({ nextOffset: Math.floor(at / SLOTS) * 8, targetOffset: (at % SLOTS) * 8 }));
}

function targetOffsetOf(chunks: UsedChunks, row: number, nextOffset: number): number | undefined {
  const pointer = chunks.word(row, nextOffset);
  const target = chunks.rowAt(pointer);
  if (target === -1 || target === row) return undefined;
  const offset = pointer - chunks.start(target);
  return offset % 8 === 0 && offset < REACH ? offset : undefined;
}

/** The row that a link leads to, or −1. */
function follow(chunks: UsedChunks, row: number, { nextOffset, targetOffset }: LinkKind): number {
  if (nextOffset + 8 > chunks.userBytes(row)) return -1;
  const pointer = chunks.word(row, nextOffset) - targetOffset;
  const target = chunks.rowAt(pointer);
  return target !== -1 && target !== row && chunks.start(target) === pointer ? target : -1;
}

function leadsOn(chunks: UsedChunks, row: number, kind: LinkKind): boolean {
  let at = row;
  for (let step = 0; step < STEPS; step++) {
    at = follow(chunks, at, kind);
    if (at === -1 || at === row) return false;
  }
  return true;
}

/** Every run of links of one kind in which no node is led to twice. */
function listsOf(chunks: UsedChunks, kind: LinkKind): ChunkList[] {
  const next = new Int32Array(chunks.count).fill(-1);
  /** How many links lead here: 0, 1, or 2 for more. */
  const leading = new Uint8Array(chunks.count);
  for (let row = 0; row < chunks.count; row++) {
    const target = follow(chunks, row, kind);
    next[row] = target;
    if (target !== -1) leading[target] = Math.min(2, (leading[target] ?? 0) + 1);
  }
  const seen = new Uint8Array(chunks.count);
  const found: ChunkList[] = [];
  const walk = (first: number): void => {
    const list = listFrom(chunks, kind, { first, next, leading, seen });
    if (list.nodes >= LEAST_NODES) found.push(list);
  };
  for (let row = 0; row < chunks.count; row++) if (leading[row] !== 1 && next[row] !== -1) walk(row);
  // What is left leads to itself.
  for (let row = 0; row < chunks.count; row++) if (seen[row] === 0 && next[row] !== -1) walk(row);
  return found;
}

function listFrom(
  chunks: UsedChunks,
  kind: LinkKind,
  { first, next, leading, seen }: { first: number; next: Int32Array; leading: Uint8Array; seen: Uint8Array },
): ChunkList {
  let [nodes, chunkBytes, last] = [0, 0, first];
  let row = first;
  while (row !== -1 && seen[row] === 0 && (row === first || leading[row] === 1)) {
    seen[row] = 1;
    nodes += 1;
    chunkBytes += chunks.chunkBytes(row);
    last = row;
    row = next[row] ?? -1;
  }
  return {
    ...{ ...kind, nodes, chunkBytes, isRing: row === first, isDouble: false },
    first: BigInt(chunks.start(first)),
    last: BigInt(chunks.start(last)),
  };
}

/** A list and the same one backwards are one. The ends may differ by the node that is reached from outside. */
function pairUp(lists: readonly ChunkList[]): ChunkList[] {
  const kept: ChunkList[] = [];
  for (const list of lists) {
    const at = kept.findIndex((other) => isReverse(list, other));
    const same = kept[at];
    if (same === undefined) kept.push(list);
    else kept[at] = { ...(same.nextOffset <= list.nextOffset ? same : list), isDouble: true };
  }
  return kept;
}

function isReverse(one: ChunkList, other: ChunkList): boolean {
  if (one.isRing !== other.isRing || one.nextOffset === other.nextOffset) return false;
  if (one.isRing) return one.nodes === other.nodes && one.chunkBytes === other.chunkBytes;
  return one.nodes === other.nodes && one.first === other.last && one.last === other.first;
}
