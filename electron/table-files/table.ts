/** A table on its way into a file. */

export type CellValue = string | number | null;

export interface TableColumn {
  readonly name: string;
  /**
   * `integer`: whole numbers up to 2^53. `evidence`: text that a stranger may have chosen; `word`: text that is ours
   * (kinds, hashes, times).
   */
  readonly type: 'integer' | 'word' | 'evidence';
}

export interface Table {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  /** In the order of `columns`; null is not known. May be asked for more than once. */
  readonly rows: () => Iterable<readonly CellValue[]>;
}
