/** Bytes as memory; like a real reader it gives out one piece at a time, and takes the one before back. */
import type { MemoryReader } from '#shared/domain/heap.ts';

export function memoryOf(bytes: Uint8Array, start = 0n): MemoryReader {
  let given: Uint8Array | undefined;
  return {
    start,
    sizeBytes: bytes.length,
    read(offset, length) {
      given?.fill(0xee);
      // Not `slice`, which of a Buffer gives the same memory.
      given = new Uint8Array(bytes.subarray(offset, offset + length));
      return given;
    },
  };
}
