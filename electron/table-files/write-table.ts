/** One table into one file, with what a manifest says of it. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { csvBlocks } from './csv.ts';
import { writeParquet } from './parquet.ts';
import type { Table } from './table.ts';

export type TableFormat = 'csv' | 'parquet';

export interface WrittenFile {
  readonly name: string;
  readonly rows: number;
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Writes `TABLE.csv` or `TABLE.parquet` into a folder. @throws what the disk says */
export async function writeTable(folder: string, table: Table, format: TableFormat): Promise<WrittenFile> {
  const name = `${table.name}.${format}`;
  const path = join(folder, name);
  let rows = 0;
  const counted: Table = {
    ...table,
    rows: function* rowsCounted() {
      for (const row of table.rows()) {
        rows += 1;
        yield row;
      }
    },
  };
  if (format === 'parquet') writeParquet(path, counted);
  else await writeCsv(path, counted);
  return { name, rows, ...(await digest(path)) };
}

async function writeCsv(path: string, table: Table): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for (const block of csvBlocks(table)) await file.write(block);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function digest(path: string): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const bytes of createReadStream(path)) {
    hash.update(bytes as Buffer);
    sizeBytes += (bytes as Buffer).length;
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}
