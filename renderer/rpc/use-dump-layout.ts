/** Chunks around what is seen of a dump, and the strip of the whole. */
import { useMemo } from 'react';
import { useQueries, useQuery } from '@tanstack/react-query';
import type { DumpChunks } from '#shared/contract/inside.ts';
import { useClient } from './client-context.ts';

/** Bytes of a dump whose chunks come in one answer. */
const CHUNK_BLOCK_BYTES = 64 * 1024;
const KEEP_MS = 30_000;

export type DumpChunk = DumpChunks['chunks'][number];

export function useDumpStrip(handle: string, dump: number) {
  const client = useClient();
  return useQuery({
    queryKey: [handle, 'dump-strip', dump],
    queryFn: ({ signal }) => client.inside.strip({ case: handle, dump }, { signal }),
  });
}

/** Chunks that touch these ranges, sorted by offset, each once; empty until they came. */
export function useDumpChunks(
  handle: string,
  dump: number,
  ranges: readonly { readonly offset: number; readonly end: number }[],
): readonly DumpChunk[] {
  const client = useClient();
  const blocks = blocksOf(ranges);
  return useQueries({
    queries: blocks.map((block) => ({
      queryKey: [handle, 'dump-chunks', dump, block],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        client.inside.chunks(
          { case: handle, dump, offset: block * CHUNK_BLOCK_BYTES, length: CHUNK_BLOCK_BYTES },
          { signal },
        ),
      gcTime: KEEP_MS,
    })),
    combine: joined,
  });
}

function blocksOf(ranges: readonly { readonly offset: number; readonly end: number }[]): number[] {
  const blocks = new Set<number>();
  for (const { offset, end } of ranges) {
    const last = Math.floor((end - 1) / CHUNK_BLOCK_BYTES);
    for (let block = Math.floor(offset / CHUNK_BLOCK_BYTES); block <= last; block += 1) blocks.add(block);
  }
  return [...blocks];
}

/** One that touches two blocks comes in both answers. */
function joined(answers: readonly { readonly data: DumpChunks | undefined }[]): readonly DumpChunk[] {
  const chunks: DumpChunk[] = [];
  for (const { data } of answers) {
    for (const chunk of data?.chunks ?? []) {
      if (chunk.offset > (chunks.at(-1)?.offset ?? -1)) chunks.push(chunk);
    }
  }
  return chunks;
}

/** The chunk that holds an offset. */
export function useChunkAt(chunks: readonly DumpChunk[], offset: number): DumpChunk | undefined {
  return useMemo(
    () => chunks.find((chunk) => chunk.offset <= offset && offset < chunk.offset + chunk.size),
    [chunks, offset],
  );
}
