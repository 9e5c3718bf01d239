/**
 * Chunks and artifacts in one pass over the bytes: each chunk against its hash, each artifact against
 * its size and its hash.
 */
import { createHash, type Hash } from 'node:crypto';
import type { Artifact } from '#shared/domain/evidence.ts';
import type { Progress, VerifyCheck } from '#shared/contract/cases.ts';
import { formatEvidenceId } from '#shared/units/format.ts';
import { decodeChunk } from '../chunk-store.ts';
import { CHUNK_BYTES } from '../limits.ts';
import type { ChunkId } from '../queries/chunks.ts';
import type { CaseStore } from '../store.ts';
import { Findings } from './findings.ts';

export function* verifyContent(
  store: CaseStore,
): Generator<Progress, [chunks: VerifyCheck, artifacts: VerifyCheck]> {
  const pass = new ContentPass(store);
  yield* pass.artifacts();
  yield* pass.otherChunks();
  return [pass.chunkFindings.result(), pass.artifactFindings.result()];
}

class ContentPass {
  readonly #store: CaseStore;
  readonly #seen = new Set<ChunkId>();
  readonly chunkFindings = new Findings('chunks');
  readonly artifactFindings = new Findings('artifacts');

  constructor(store: CaseStore) {
    this.#store = store;
  }

  *artifacts(): Generator<Progress> {
    let artifacts: Artifact[] = [];
    this.artifactFindings.attempt('the list of artifacts', () => {
      artifacts = this.#store.artifacts.list();
    });
    this.artifactFindings.checked = artifacts.length;
    // The bytes of a part are those of its source.
    const whole = artifacts.filter(({ sourceId }) => sourceId === null);
    const total = whole.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    let done = 0;
    for (const artifact of whole) {
      yield* this.#artifact(artifact, done, total);
      done += artifact.sizeBytes;
    }
    this.artifactFindings.attempt('the map of chunks', () => {
      const expected = whole.reduce((sum, artifact) => sum + chunkCountOf(artifact), 0);
      const found = this.#store.chunks.linkCount();
      if (found !== expected) this.artifactFindings.add(`${found} places for chunks, ${expected} expected`);
    });
  }

  *#artifact(artifact: Artifact, done: number, total: number): Generator<Progress> {
    const subject = formatEvidenceId(artifact.id);
    const hash = createHash('sha256');
    for (let ordinal = 0; ordinal < chunkCountOf(artifact); ordinal += 1) {
      yield { phase: 'artifacts', done: done + ordinal * CHUNK_BYTES, total, unit: 'bytes', subject };
      if (!this.#addChunk(artifact, ordinal, hash)) return;
    }
    if (hash.digest('hex') !== artifact.sha256)
      this.artifactFindings.add(`${subject} does not have its hash`);
  }

  /** Chunks that no artifact led to: of broken imports, or of nothing at all. */
  *otherChunks(): Generator<Progress> {
    const { chunks, pending, stagedDumps } = this.#store;
    const staged = new Set<ChunkId>();
    this.chunkFindings.attempt('staged dumps', () => {
      for (const id of stagedDumps?.allChunks() ?? []) staged.add(id);
    });
    const total = chunks.count();
    let done = 0;
    for (let ids = chunks.idsAfter(-1); ids.length > 0; ids = chunks.idsAfter(ids.at(-1) ?? 0)) {
      yield { phase: 'chunks', done, total, unit: 'items' };
      done += ids.length;
      for (const id of ids) {
        if (this.#seen.has(id)) continue;
        this.#seen.add(id);
        this.chunkFindings.attempt(`chunk ${id}`, () => {
          decodeChunk(chunks.read(id), id);
          const isPending = pending
            .list()
            .some(({ first, last }) => id >= first && (last === null || id <= last));
          if (!isPending && !staged.has(id)) this.chunkFindings.add(`chunk ${id} belongs to no artifact`);
        });
      }
    }
    for (const id of staged) {
      if (!this.#seen.has(id)) this.chunkFindings.add(`a staged dump lacks its chunk ${id}`);
    }
    this.chunkFindings.checked = this.#seen.size;
  }

  /** @returns false where the artifact's bytes end here */
  #addChunk(artifact: Artifact, ordinal: number, whole: Hash): boolean {
    const { chunks } = this.#store;
    try {
      const id = chunks.at(artifact.id, ordinal);
      this.#seen.add(id);
      const bytes = this.#decode(id);
      const expected = Math.min(CHUNK_BYTES, artifact.sizeBytes - ordinal * CHUNK_BYTES);
      if (bytes?.length === expected) {
        whole.update(bytes);
        return true;
      }
      this.artifactFindings.add(`${formatEvidenceId(artifact.id)} cannot be read: chunk ${id}`);
    } catch (error) {
      this.artifactFindings.addError(formatEvidenceId(artifact.id), error);
    }
    return false;
  }

  #decode(id: ChunkId): Uint8Array | undefined {
    try {
      return decodeChunk(this.#store.chunks.read(id), id);
    } catch (error) {
      this.chunkFindings.addError(`chunk ${id}`, error);
      return undefined;
    }
  }
}

function chunkCountOf({ sizeBytes }: Artifact): number {
  return Math.ceil(sizeBytes / CHUNK_BYTES);
}
