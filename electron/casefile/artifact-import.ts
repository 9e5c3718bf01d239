/**
 * One artifact on its way into the case. Chunks are committed in groups while bytes come, so memory
 * and log stay bounded; the artifact's row comes with the last commit, and is what acknowledges it.
 * Until then a `pending` row says where chunks may lie that belong to nothing.
 */
import { setImmediate } from 'node:timers/promises';
import { AppError } from '#shared/errors/app-error.ts';
import { ChunkWriter } from './chunk-writer.ts';
import type { ChunkId } from './queries/chunks.ts';
import type { CaseStore } from './store.ts';

export interface StoredContent {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** What an import needs of its case. */
export interface ImportHost {
  readonly store: CaseStore;
  readonly zstdLevel: number;
  /** Runs in one transaction, committed with a full sync. @throws casefile.closed, disk-full, … */
  commit<T>(work: () => T): T;
}

export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export class ArtifactImport {
  readonly #host: ImportHost;
  readonly #writer: ChunkWriter;
  #pending: number | undefined;

  constructor(host: ImportHost) {
    this.#host = host;
    this.#writer = new ChunkWriter(host.store.chunks, host.zstdLevel);
  }

  /** @throws job.cancelled */
  async take(bytes: Bytes, cancelled: () => boolean): Promise<StoredContent> {
    requireNotCancelled(cancelled);
    for await (const piece of bytes) {
      for (let taken = 0; taken < piece.length;) {
        taken += this.#writer.take(piece.subarray(taken));
        requireNotCancelled(cancelled);
        if (this.#writer.isBatchFull) await this.#storeBatch();
      }
    }
    requireNotCancelled(cancelled);
    return { sha256: this.#writer.end(), sizeBytes: this.#writer.sizeBytes };
  }

  /** Within the transaction that inserts the artifact: the rest of its chunks, and all their numbers. */
  finish(): ChunkId[] {
    this.#writer.store();
    if (this.#pending !== undefined) this.#host.store.pending.remove(this.#pending);
    return this.#writer.chunkIds();
  }

  async #storeBatch(): Promise<void> {
    const { pending, chunks } = this.#host.store;
    this.#host.commit(() => {
      this.#pending ??= pending.insert(chunks.lastId() + 1);
      this.#writer.store();
    });
    this.#writer.forgetStored();
    // Lets others have their turn: a dump of some GiB takes minutes.
    await setImmediate();
  }
}

function requireNotCancelled(cancelled: () => boolean): void {
  if (cancelled()) throw new AppError('job.cancelled', 'Cancelled; nothing of this artifact is kept.');
}
