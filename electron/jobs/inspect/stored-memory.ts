/** A dump of a case as memory that is read from front to back, however large it is. */
import type { Artifact } from '#shared/domain/evidence.ts';
import type { MemoryReader } from '#shared/domain/heap.ts';
import { parseAddress } from '#shared/units/address.ts';
import { MiB } from '#shared/units/bytes.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';

const PIECE_BYTES = MiB;
/** Windows overlap a little: so the piece before is at hand. */
const KEPT_PIECES = 3;

export function storedMemory(
  file: Pick<ReadableCase, 'readBytes'>,
  artifact: Pick<Artifact, 'id' | 'sizeBytes' | 'baseAddress'>,
): MemoryReader {
  const pieces = new Map<number, Uint8Array>();
  const piece = (index: number): Uint8Array => {
    const known = pieces.get(index);
    if (known !== undefined) return known;
    const bytes = file.readBytes(artifact.id, index * PIECE_BYTES, PIECE_BYTES);
    pieces.set(index, bytes);
    for (const old of pieces.keys()) if (pieces.size > KEPT_PIECES) pieces.delete(old);
    return bytes;
  };
  return {
    start: parseAddress(artifact.baseAddress ?? '') ?? 0n,
    sizeBytes: artifact.sizeBytes,
    read(offset, length) {
      const end = Math.min(offset + length, artifact.sizeBytes);
      const bytes = Buffer.alloc(Math.max(0, end - offset));
      for (let at = offset; at < end;) {
        const index = Math.floor(at / PIECE_BYTES);
        const part = piece(index).subarray(at - index * PIECE_BYTES, end - index * PIECE_BYTES);
        if (part.length === 0) break;
        bytes.set(part, at - offset);
        at += part.length;
      }
      return bytes;
    },
  };
}
