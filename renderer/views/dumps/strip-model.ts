/** The strip beside the bytes: which cell is where, and which keys lead where. */

export interface StripShape {
  readonly cells: number;
  readonly sizeBytes: number;
}

export function cellOf({ cells, sizeBytes }: StripShape, offset: number): number {
  return Math.max(0, Math.min(cells - 1, Math.floor((offset * cells) / Math.max(1, sizeBytes))));
}

/** First byte of a cell. */
export function offsetOfCell({ cells, sizeBytes }: StripShape, cell: number): number {
  return Math.min(sizeBytes - 1, Math.ceil((sizeBytes * Math.max(0, Math.min(cells - 1, cell))) / cells));
}

/** @returns undefined for keys of others */
export function cellAfterKey({ cells }: StripShape, now: number, key: string): number | undefined {
  const steps: Record<string, number> = {
    ArrowUp: now - 1,
    ArrowLeft: now - 1,
    ArrowDown: now + 1,
    ArrowRight: now + 1,
    PageUp: now - 32,
    PageDown: now + 32,
    Home: 0,
    End: cells - 1,
  };
  const cell = steps[key];
  return cell === undefined ? undefined : Math.max(0, Math.min(cells - 1, cell));
}

/** Cells that one line of so many pixels stands for: the most frequent one of them. */
export function cellOfLine(values: Uint8Array, lines: number, line: number): number {
  const from = Math.floor((line * values.length) / lines);
  const to = Math.max(from + 1, Math.floor(((line + 1) * values.length) / lines));
  const counts: number[] = [];
  let best = values[from] ?? 0;
  for (let at = from; at < to; at += 1) {
    const value = values[at] ?? 0;
    counts[value] = (counts[value] ?? 0) + 1;
    if ((counts[value] ?? 0) > (counts[best] ?? 0)) best = value;
  }
  return best;
}
