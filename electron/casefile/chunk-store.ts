/**
 * Artifacts as chunks of 256 KiB, stored once per content. Every chunk that is decoded is checked
 * against its hash, so bytes that are shown are the bytes that were hashed.
 */
import { createHash } from 'node:crypto';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Artifact, ArtifactId } from '#shared/domain/evidence.ts';
import { corrupt } from './errors.ts';
import { CACHED_CHUNKS, CHUNK_BYTES } from './limits.ts';
import { chunkEncodings, type ChunkId, type ChunkQueries, type StoredChunk } from './queries/chunks.ts';

export const DEFAULT_ZSTD_LEVEL = 3;

/** zstd's window never needs to be larger than a chunk; a frame that asks for more is refused. */
const WINDOW_LOG = 20;

export function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** A chunk that does not shrink is kept as it is. */
export function encodeChunk(bytes: Uint8Array, hash: Uint8Array, level: number): StoredChunk {
  const packed = zstdCompressSync(bytes, {
    params: { [constants.ZSTD_c_compressionLevel]: level },
  });
  return packed.length < bytes.length
    ? { sha256: hash, sizeBytes: bytes.length, encoding: chunkEncodings.zstd, data: packed }
    : { sha256: hash, sizeBytes: bytes.length, encoding: chunkEncodings.raw, data: bytes };
}

/** Never makes more than the declared size, and that is at most `CHUNK_BYTES`. @throws casefile.corrupt */
export function decodeChunk(chunk: StoredChunk, id: ChunkId): Uint8Array {
  const { sizeBytes } = chunk;
  if (sizeBytes < 1 || sizeBytes > CHUNK_BYTES) throw corrupt(`chunk ${id} has an impossible size`);
  const bytes = unpack(chunk, id);
  if (bytes.length !== sizeBytes) throw corrupt(`chunk ${id} has another size than it says`);
  if (!sha256(bytes).equals(chunk.sha256)) throw corrupt(`chunk ${id} does not have its hash`);
  return bytes;
}

function unpack(chunk: StoredChunk, id: ChunkId): Uint8Array {
  if (chunk.encoding === chunkEncodings.raw) return chunk.data;
  if (chunk.encoding !== chunkEncodings.zstd) throw corrupt(`chunk ${id} has an unknown encoding`);
  try {
    return zstdDecompressSync(chunk.data, {
      maxOutputLength: chunk.sizeBytes,
      params: { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG },
    });
  } catch {
    throw corrupt(`chunk ${id} cannot be unpacked`);
  }
}

/** Reads artifacts; keeps the chunks that were decoded last. */
export class ChunkReader {
  readonly #queries: ChunkQueries;
  readonly #cache = new Map<ChunkId, Uint8Array>();

  constructor(queries: ChunkQueries) {
    this.#queries = queries;
  }

  /** `[offset, offset + length)`, shorter at the end; decodes only the chunks that it touches. */
  read(artifact: Artifact, offset: number, length: number): Uint8Array {
    const start = Math.min(Math.max(0, offset), artifact.sizeBytes);
    const end = Math.min(start + Math.max(0, length), artifact.sizeBytes);
    const result = new Uint8Array(end - start);
    for (let at = start; at < end;) {
      const ordinal = Math.floor(at / CHUNK_BYTES);
      const chunk = this.#chunk(artifact, ordinal);
      const from = at - ordinal * CHUNK_BYTES;
      const piece = chunk.subarray(from, Math.min(chunk.length, from + end - at));
      result.set(piece, at - start);
      at += piece.length;
    }
    return result;
  }

  /** All bytes in order. A chunk is to be used before the next is asked for, and not to be changed. */
  *all(artifact: Artifact): Generator<Uint8Array> {
    const count = Math.ceil(artifact.sizeBytes / CHUNK_BYTES);
    for (let ordinal = 0; ordinal < count; ordinal += 1) yield this.#chunk(artifact, ordinal);
  }

  #chunk(artifact: Artifact, ordinal: number): Uint8Array {
    const holder: ArtifactId = artifact.sourceId ?? artifact.id;
    const id = this.#queries.at(holder, ordinal);
    const bytes = this.#cache.get(id) ?? decodeChunk(this.#queries.read(id), id);
    this.#keep(id, bytes);
    const expected = Math.min(CHUNK_BYTES, artifact.sizeBytes - ordinal * CHUNK_BYTES);
    if (bytes.length !== expected) throw corrupt(`artifact ${holder} has a chunk of the wrong size`);
    return bytes;
  }

  #keep(id: ChunkId, bytes: Uint8Array): void {
    this.#cache.delete(id);
    this.#cache.set(id, bytes);
    if (this.#cache.size <= CACHED_CHUNKS) return;
    const [oldest] = this.#cache.keys();
    if (oldest !== undefined) this.#cache.delete(oldest);
  }
}
