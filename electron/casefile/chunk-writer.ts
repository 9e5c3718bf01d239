/**
 * Takes the bytes of one artifact as they come: hashes them, cuts them, and hands on the chunks that
 * the case does not hold yet, in groups of bounded size.
 */
import { createHash } from 'node:crypto';
import { encodeChunk, sha256 } from './chunk-store.ts';
import { BATCH_BYTES, CHUNK_BYTES } from './limits.ts';
import type { ChunkId, ChunkQueries, StoredChunk } from './queries/chunks.ts';

export class ChunkWriter {
  readonly #queries: ChunkQueries;
  readonly #level: number;
  readonly #whole = createHash('sha256');
  readonly #hashes: string[] = [];
  #piece = Buffer.alloc(CHUNK_BYTES);
  #filled = 0;
  #waiting = new Map<string, StoredChunk>();
  #waitingBytes = 0;
  sizeBytes = 0;

  constructor(queries: ChunkQueries, level: number) {
    this.#queries = queries;
    this.#level = level;
  }

  /** Takes from the front of `bytes` up to the end of a chunk. @returns how many were taken. */
  take(bytes: Uint8Array): number {
    const piece = bytes.subarray(0, CHUNK_BYTES - this.#filled);
    this.#piece.set(piece, this.#filled);
    this.#filled += piece.length;
    this.sizeBytes += piece.length;
    if (this.#filled === CHUNK_BYTES) this.#cut();
    return piece.length;
  }

  /** Whether enough chunks wait to be stored. */
  get isBatchFull(): boolean {
    return this.#waitingBytes >= BATCH_BYTES;
  }

  /** Inserts the waiting chunks; to be called within a transaction. */
  store(): void {
    for (const chunk of this.#waiting.values()) {
      // Another import may have stored the same content since it was cut here.
      if (this.#queries.find(chunk.sha256) === undefined) this.#queries.insert(chunk);
    }
  }

  /** To be called when the transaction of `store` has been committed. */
  forgetStored(): void {
    this.#waiting = new Map();
    this.#waitingBytes = 0;
  }

  /** Cuts the last, shorter chunk. @returns the hash over all bytes, lower-case hex. */
  end(): string {
    if (this.#filled > 0) this.#cut();
    return this.#whole.digest('hex');
  }

  /** Row numbers of all chunks in order, once they are stored. */
  chunkIds(): ChunkId[] {
    return this.#hashes.map((hash) => {
      const id = this.#queries.find(Buffer.from(hash, 'base64'));
      if (id === undefined) throw new Error('a chunk that was stored is not there');
      return id;
    });
  }

  #cut(): void {
    const bytes = this.#piece.subarray(0, this.#filled);
    const hash = sha256(bytes);
    const key = hash.toString('base64');
    this.#whole.update(bytes);
    this.#hashes.push(key);
    if (!this.#waiting.has(key) && this.#queries.find(hash) === undefined) {
      const chunk = encodeChunk(bytes, hash, this.#level);
      this.#waiting.set(key, chunk);
      this.#waitingBytes += bytes.length;
      // A raw chunk keeps the buffer; a packed one leaves it for the next.
      if (chunk.data === bytes) this.#piece = Buffer.alloc(CHUNK_BYTES);
    }
    this.#filled = 0;
  }
}
