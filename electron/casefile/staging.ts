/**
 * A dump that arrives in pieces, over as many connections as it takes. Each piece is committed as it comes; when no
 * more will come, the pieces become one artifact without their bytes being stored again.
 */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { AppError } from '#shared/errors/app-error.ts';
import { decodeChunk, encodeChunk, sha256 } from './chunk-store.ts';
import { corrupt } from './errors.ts';
import { CHUNK_BYTES } from './limits.ts';
import type { ChunkId } from './queries/chunks.ts';
import type { CaseStore } from './store.ts';
import type { StagedContent, StagedDump } from './types.ts';

export type Staging = NonNullable<CaseStore['stagedDumps']>;

/** Stores the chunks of a piece that the case does not hold yet; within a transaction. */
export function storePiece({ chunks }: CaseStore, bytes: Uint8Array, level: number): ChunkId[] {
  const ids: ChunkId[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const piece = bytes.subarray(at, at + CHUNK_BYTES);
    const hash = sha256(piece);
    ids.push(chunks.find(hash) ?? chunks.insert(encodeChunk(piece, hash, level)));
  }
  return ids;
}

/** Pieces are cut where chunks are. @throws TypeError for a size that cannot be */
export function checkPiece(dump: StagedDump, { ordinal, bytes }: StagedContent): void {
  const { sizeBytes, pieceBytes } = dump;
  const expected = Math.min(pieceBytes, sizeBytes - ordinal * pieceBytes);
  if (pieceBytes % CHUNK_BYTES !== 0 || ordinal < 0 || bytes.length !== expected || expected <= 0) {
    throw new TypeError(`piece ${ordinal} of ${bytes.length} bytes does not fit its dump`);
  }
}

export interface Joined {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly chunks: ChunkId[];
}

/** All chunks of a staged dump in order, zeros where a piece is missing; hashes all bytes. @throws job.cancelled */
export async function joinPieces(
  store: CaseStore,
  staging: Staging,
  dump: StagedDump,
  zeros: (length: number) => ChunkId,
  cancelled: () => boolean,
): Promise<Joined> {
  const whole = createHash('sha256');
  const chunks: ChunkId[] = [];
  let last: { id: ChunkId; bytes: Uint8Array } | undefined;
  for (let start = 0; start < dump.sizeBytes; start += dump.pieceBytes) {
    if (cancelled()) throw new AppError('job.cancelled', 'Cancelled; what arrived is kept.');
    const length = Math.min(dump.pieceBytes, dump.sizeBytes - start);
    const staged = staging.chunksOf(dump.id, start / dump.pieceBytes);
    const count = Math.ceil(length / CHUNK_BYTES);
    if (staged.length > 0 && staged.length !== count) throw corrupt('a staged piece lacks chunks');
    for (let index = 0; index < count; index += 1) {
      const size = Math.min(CHUNK_BYTES, length - index * CHUNK_BYTES);
      const id = staged[index] ?? zeros(size);
      // The same chunk again, mostly zeros: decoded once.
      if (last?.id !== id) last = { id, bytes: decodeChunk(store.chunks.read(id), id) };
      if (last.bytes.length !== size) throw corrupt(`chunk ${id} does not fit its piece`);
      whole.update(last.bytes);
      chunks.push(id);
    }
    await setImmediate();
  }
  return { sha256: whole.digest('hex'), sizeBytes: dump.sizeBytes, chunks };
}
