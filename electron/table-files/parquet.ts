/** Apache Parquet by hyparquet-writer: Snappy, row groups of bounded size, statistics for readers that skip. */
import { createRequire } from 'node:module';
import type { CellValue, Table, TableColumn } from './table.ts';

/** Rows that are held at once. */
const GROUP_ROWS = 50_000;

/** As much of the library as is used here. It is loaded on first use: most commands write no tables. */
interface ParquetLibrary {
  readonly fileWriter: (path: string) => unknown;
  readonly parquetWriteRows: (options: {
    readonly writer: unknown;
    readonly columns: readonly { name: string }[];
    readonly schema: readonly SchemaElement[];
    readonly rows: Iterable<Readonly<Record<string, string | bigint | null>>>;
    readonly rowGroupSize: number;
    readonly createdBy: string;
  }) => void;
}

/** A leaf of the file's schema; the root has only a name and a count. Source: parquet.thrift, SchemaElement. */
interface SchemaElement {
  readonly name: string;
  readonly num_children?: number;
  readonly type?: 'INT64' | 'BYTE_ARRAY';
  readonly converted_type?: 'UTF8';
  readonly repetition_type?: 'OPTIONAL';
}

/** Writes the whole file; synchronous, like the library. @throws what the disk says */
export function writeParquet(path: string, { columns, rows }: Table): void {
  const library = createRequire(import.meta.url)('hyparquet-writer') as ParquetLibrary;
  library.parquetWriteRows({
    writer: library.fileWriter(path),
    columns: columns.map(({ name }) => ({ name })),
    schema: [{ name: 'root', num_children: columns.length }, ...columns.map(toSchema)],
    rows: records(columns, rows()),
    rowGroupSize: GROUP_ROWS,
    createdBy: 'memcase',
  });
}

function toSchema({ name, type }: TableColumn): SchemaElement {
  return type === 'integer'
    ? { name, type: 'INT64', repetition_type: 'OPTIONAL' }
    : { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' };
}

function* records(
  columns: readonly TableColumn[],
  rows: Iterable<readonly CellValue[]>,
): Generator<Record<string, string | bigint | null>> {
  for (const row of rows) {
    yield Object.fromEntries(columns.map(({ name }, index) => [name, toValue(row[index] ?? null)]));
  }
}

function toValue(value: CellValue): string | bigint | null {
  if (value === null) return null;
  return typeof value === 'number' ? BigInt(value) : value.toWellFormed();
}
