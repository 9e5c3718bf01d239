import type { Database } from 'better-sqlite3';
import type { ArtifactId } from '#shared/domain/evidence.ts';
import { corrupt } from '../errors.ts';
import { CHUNK_BYTES } from '../limits.ts';
import { blob, capped, integer, natural, type RawRow } from '../rows.ts';

export type ChunkId = number;

/** How `data` holds the chunk. */
export const chunkEncodings = { raw: 0, zstd: 1 } as const;

export interface StoredChunk {
  /** 32 bytes, of the decoded content. */
  readonly sha256: Uint8Array;
  /** Of the decoded content, 1 to `CHUNK_BYTES`. */
  readonly sizeBytes: number;
  readonly encoding: number;
  readonly data: Uint8Array;
}

export type ChunkQueries = ReturnType<typeof chunkQueries>;

export function chunkQueries(database: Database) {
  const select = database
    .prepare(
      `SELECT ${capped('sha256')}, size, encoding, ${capped('data', CHUNK_BYTES)} FROM chunk WHERE id = ?`,
    )
    .raw();
  const bySha = database.prepare('SELECT id FROM chunk WHERE sha256 = ?').pluck();
  const insert = database.prepare('INSERT INTO chunk (sha256, size, encoding, data) VALUES (?, ?, ?, ?)');
  const ids = database.prepare('SELECT id FROM chunk WHERE id > ? ORDER BY id LIMIT 1000').pluck();
  const lastId = database.prepare('SELECT coalesce(max(id), 0) FROM chunk').pluck();
  const count = database.prepare('SELECT count(*) FROM chunk').pluck();
  const at = database.prepare('SELECT chunk FROM artifact_chunk WHERE artifact = ? AND ordinal = ?').pluck();
  const link = database.prepare('INSERT INTO artifact_chunk VALUES (?, ?, ?)');
  const links = database.prepare('SELECT count(*) FROM artifact_chunk').pluck();
  const linksOf = database.prepare('SELECT count(*) FROM artifact_chunk WHERE artifact = ?').pluck();
  const orphans = database
    .prepare('SELECT id FROM chunk WHERE id NOT IN (SELECT chunk FROM artifact_chunk) ORDER BY id')
    .pluck();
  return {
    /** @throws casefile.corrupt where there is no such chunk */
    read: (id: ChunkId): StoredChunk => {
      const row = select.get(id) as RawRow | undefined;
      if (row === undefined) throw corrupt(`chunk ${id} is missing`);
      return {
        sha256: blob(row[0], 'chunk.sha256'),
        sizeBytes: natural(row[1], 'chunk.size'),
        encoding: integer(row[2], 'chunk.encoding'),
        data: blob(row[3], 'chunk.data'),
      };
    },
    find: (sha256: Uint8Array): ChunkId | undefined => {
      const id = bySha.get(sha256);
      return id === undefined ? undefined : natural(id, 'chunk.id');
    },
    insert: (chunk: StoredChunk): ChunkId =>
      Number(insert.run(chunk.sha256, chunk.sizeBytes, chunk.encoding, chunk.data).lastInsertRowid),
    /** The next thousand numbers after `id`. */
    idsAfter: (id: ChunkId): ChunkId[] => ids.all(id).map((value) => integer(value, 'chunk.id')),
    lastId: (): ChunkId => natural(lastId.get(), 'chunk.id'),
    count: (): number => natural(count.get(), 'count'),
    /** The chunk at a place of an artifact. */
    at: (artifact: ArtifactId, ordinal: number): ChunkId => {
      const id = at.get(artifact, ordinal);
      if (id === undefined) throw corrupt(`artifact ${artifact} lacks its chunk ${ordinal}`);
      return natural(id, 'artifact_chunk.chunk');
    },
    link: (artifact: ArtifactId, chunks: readonly ChunkId[]): void =>
      chunks.forEach((chunk, ordinal) => void link.run(artifact, ordinal, chunk)),
    linkCount: (artifact?: ArtifactId): number =>
      natural(artifact === undefined ? links.get() : linksOf.get(artifact), 'count'),
    /** Chunks of no artifact. Reads the whole map. */
    orphans: (): ChunkId[] => orphans.all().map((value) => integer(value, 'chunk.id')),
  };
}
