/** Dumps on their way into the case: what arrived is kept piece by piece, until all of it makes an artifact. */
import type { Database } from 'better-sqlite3';
import { canonicalJson } from '../canonical-json.ts';
import { corrupt } from '../errors.ts';
import { JSON_BYTES } from '../limits.ts';
import { capped, integer, natural, text, type RawRow } from '../rows.ts';
import type { NewStagedDump, StagedDump, StagedPiece } from '../types.ts';
import type { ChunkId } from './chunks.ts';

export type StagedDumpQueries = ReturnType<typeof prepare>;

/** Files of schema version 1 have none, and are read as they are. */
export function stagedDumpQueries(database: Database): StagedDumpQueries | undefined {
  return hasStaging(database) ? prepare(database) : undefined;
}

/** A case that is read as it is may be of version 1. */
export function hasStaging(database: Database): boolean {
  return Number(database.pragma('user_version', { simple: true })) >= 2;
}

function prepare(database: Database) {
  const list = database
    .prepare(
      `SELECT id, snapshot, size, piece_size, ${capped('detail', JSON_BYTES)} FROM staged_dump ORDER BY id`,
    )
    .raw();
  const insert = database.prepare(
    'INSERT INTO staged_dump (snapshot, size, piece_size, detail) VALUES (?, ?, ?, ?)',
  );
  const pieces = database
    .prepare(`SELECT ordinal, ${capped('detail')} FROM staged_piece WHERE dump = ? ORDER BY ordinal`)
    .raw();
  const insertPiece = database.prepare('INSERT INTO staged_piece VALUES (?, ?, ?)');
  const chunks = database
    .prepare('SELECT chunk FROM staged_chunk WHERE dump = ? AND piece = ? ORDER BY position')
    .pluck();
  const insertChunk = database.prepare('INSERT INTO staged_chunk VALUES (?, ?, ?, ?)');
  const allChunks = database.prepare('SELECT DISTINCT chunk FROM staged_chunk ORDER BY chunk').pluck();
  const removals = ['staged_chunk', 'staged_piece'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE dump = ?`),
  );
  const remove = database.prepare('DELETE FROM staged_dump WHERE id = ?');
  return {
    list: (): StagedDump[] => (list.all() as RawRow[]).map(toStagedDump),
    insert: (dump: NewStagedDump): number =>
      Number(
        insert.run(dump.snapshotId, dump.sizeBytes, dump.pieceBytes, canonicalJson(dump.detail))
          .lastInsertRowid,
      ),
    pieces: (dump: number): StagedPiece[] =>
      (pieces.all(dump) as RawRow[]).map((row) => ({
        ordinal: natural(row[0], 'staged_piece.ordinal'),
        detail: text(row[1], 'staged_piece.detail'),
      })),
    insertPiece: (dump: number, { ordinal, detail }: StagedPiece, ids: readonly ChunkId[]): void => {
      insertPiece.run(dump, ordinal, detail);
      ids.forEach((id, position) => void insertChunk.run(dump, ordinal, position, id));
    },
    /** Of one piece, in order. */
    chunksOf: (dump: number, piece: number): ChunkId[] =>
      chunks.all(dump, piece).map((id) => natural(id, 'staged_chunk.chunk')),
    /** Of all staged dumps, each once. */
    allChunks: (): ChunkId[] => allChunks.all().map((id) => natural(id, 'staged_chunk.chunk')),
    remove: (dump: number): void => {
      for (const removal of removals) removal.run(dump);
      remove.run(dump);
    },
  };
}

function toStagedDump(row: RawRow): StagedDump {
  return {
    id: natural(row[0], 'staged_dump.id'),
    snapshotId: natural(row[1], 'staged_dump.snapshot'),
    sizeBytes: natural(row[2], 'staged_dump.size'),
    pieceBytes: integer(row[3], 'staged_dump.piece_size'),
    detail: toDetail(text(row[4], 'staged_dump.detail')),
  };
}

function toDetail(json: string): StagedDump['detail'] {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as StagedDump['detail'];
    }
  } catch {
    // Told below.
  }
  throw corrupt('staged_dump.detail is no JSON object');
}
