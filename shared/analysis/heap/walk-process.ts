/** The heaps of a process, as far as they are glibc's: what another allocator or runtime keeps is never walked. */
import type { HeapRefusal, HeapWalk, WalkedDump } from '#shared/domain/heap.ts';
import { walkHeaps } from './walk-heaps.ts';
import type { DumpInput } from './walk-dump.ts';

/** From `refuse-allocator.ts`. */
export interface OtherHeaps {
  /** Stands in for malloc: glibc has no heap. */
  readonly allocator: HeapRefusal | null;
  /** Has a heap of its own beside malloc's. */
  readonly runtime: HeapRefusal | null;
}

export const noOtherHeaps: OtherHeaps = { allocator: null, runtime: null };

export function walkProcess(inputs: readonly DumpInput[], { allocator, runtime }: OtherHeaps): HeapWalk {
  if (allocator !== null) {
    return {
      dumps: inputs.map(({ start, sizeBytes }) => refused({ start, sizeBytes }, allocator)),
      ...{ era: null, eraVotes: 0, safeLinking: null, arenas: [], cacheKey: null, mainArenaFound: false },
    };
  }
  const walk = walkHeaps(inputs);
  if (runtime === null) return walk;
  // In a runtime's own heap a search may meet words that look like chunks; heap_info and brk's heap are no guesses.
  const dumps = walk.dumps.map((dump) =>
    dump.segments.length > 0 && dump.segments.every(({ isGuess }) => isGuess) ? refused(dump, runtime) : dump,
  );
  return { ...walk, dumps };
}

function refused(
  { start, sizeBytes }: Pick<WalkedDump, 'start' | 'sizeBytes'>,
  refusal: HeapRefusal,
): WalkedDump {
  return {
    ...{ start, sizeBytes, refusal, suggestedStart: null, segments: [], overheadBytes: 0 },
    chunks: {
      count: 0,
      offsets: new Float64Array(),
      sizes: new Float64Array(),
      states: new Uint8Array(),
    },
  };
}
