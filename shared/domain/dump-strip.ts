/** A whole dump in a few cells: what its bytes look like, and what lives of them. */

/** How many cells a strip has at most. */
export const STRIP_CELLS = 2048;

export const cellContents = [
  /** No byte of it is known. */
  'nothing',
  'zeros',
  /** At least half of it is printable ASCII. */
  'text',
  /** At least a quarter of its words look like addresses of user space. */
  'pointers',
  /** As evenly spread as what was compressed or encrypted. */
  'packed',
  'other',
] as const;
export type CellContent = (typeof cellContents)[number];

/** What most bytes of a cell are to the allocator. */
export const cellLives = ['none', 'live', 'ghost', 'undetermined'] as const;
export type CellLife = (typeof cellLives)[number];

/** Cells of equal length in the order of address; both columns are as long as there are cells. */
export interface DumpStrip {
  /** Indexes into `cellContents`. */
  readonly contents: Uint8Array;
  /** Indexes into `cellLives`. */
  readonly lives: Uint8Array;
}
