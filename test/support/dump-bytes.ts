/** Bytes of an artifact by CASEFILE-FORMAT.md alone: SQLite of Node and its zstd, none of our reading. */
import { DatabaseSync } from 'node:sqlite';
import { zstdDecompressSync } from 'node:zlib';

export function dumpBytes(path: string, artifact: number): Buffer {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = database
      .prepare(
        `SELECT chunk.encoding AS encoding, chunk.data AS data FROM artifact_chunk
         JOIN chunk ON chunk.id = artifact_chunk.chunk
         WHERE artifact_chunk.artifact = ? ORDER BY artifact_chunk.ordinal`,
      )
      .all(artifact);
    return Buffer.concat(
      rows.map(({ encoding, data }) => {
        if (!(data instanceof Uint8Array)) throw new Error('A chunk without data.');
        return encoding === 1 ? zstdDecompressSync(data) : data;
      }),
    );
  } finally {
    database.close();
  }
}
