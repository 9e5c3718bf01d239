/** A file of bytes as memory, read window by window as from a case; and answers as short texts. */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { MemoryReader } from '#shared/domain/heap.ts';
import { MiB } from '#shared/units/bytes.ts';
import type { Context } from '../harness/claim.ts';
import { ensureInput } from '../harness/inputs.ts';
import { generateHeap } from '../generate/heap-bytes.ts';

const SEED = 3;

/** A generated dump, 256 MiB or tiny. */
export async function heapFile({ scale, inputs }: Context): Promise<{ path: string; bytes: number }> {
  const bytes = (scale === 'tiny' ? 2 : 256) * MiB;
  const path = await ensureInput(inputs, `heap-${bytes}.bin`, (draft) => {
    const file = openSync(draft, 'w');
    for (const block of generateHeap(bytes, SEED)) writeSync(file, block);
    closeSync(file);
    return Promise.resolve();
  });
  return { path, bytes };
}

/** Opens, runs, closes: what a peer does with its file. */
export function withMemoryOf<Result>(path: string, use: (memory: MemoryReader) => Result): Result {
  const file = openSync(path, 'r');
  let buffer = Buffer.alloc(2 * MiB);
  try {
    return use({
      start: 0n,
      sizeBytes: fstatSync(file).size,
      read(offset, length) {
        if (length > buffer.length) buffer = Buffer.alloc(length);
        return buffer.subarray(0, readSync(file, buffer, 0, length, offset));
      },
    });
  } finally {
    closeSync(file);
  }
}

/** Count and hash of lines; a difference in any of them shows. */
export function digestOf(lines: readonly string[]): string {
  return `${lines.length} ${createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16)}`;
}
