/** Where the least and the largest of any stretch of values lie, found without looking at all of them. */

const BLOCK = 64;

/** Of each whole block of `BLOCK` values: where its least and its largest lie, the first of equals. */
export interface Extremes {
  readonly least: Uint32Array;
  readonly largest: Uint32Array;
}

export function extremesOf(values: ArrayLike<number>): Extremes {
  const blocks = Math.floor(values.length / BLOCK);
  const least = new Uint32Array(blocks);
  const largest = new Uint32Array(blocks);
  const found: Found = { least: 0, largest: 0 };
  for (let block = 0; block < blocks; block += 1) {
    found.least = block * BLOCK;
    found.largest = block * BLOCK;
    widen(found, values, block * BLOCK + 1, (block + 1) * BLOCK);
    least[block] = found.least;
    largest[block] = found.largest;
  }
  return { least, largest };
}

/** Indices, the first of equals. */
export interface Found {
  least: number;
  largest: number;
}

/** Of the values from `first` to before `end`, at least one. Whole blocks are not looked at where `extremes` is known. */
export function findExtremes(
  values: ArrayLike<number>,
  extremes: Extremes | undefined,
  first: number,
  end: number,
): Found {
  const found = { least: first, largest: first };
  const firstBlock = Math.ceil(first / BLOCK);
  const endBlock = Math.floor(end / BLOCK);
  if (extremes === undefined || endBlock <= firstBlock) {
    widen(found, values, first + 1, end);
    return found;
  }
  widen(found, values, first + 1, firstBlock * BLOCK);
  for (let block = firstBlock; block < endBlock; block += 1) {
    const [least, largest] = [extremes.least[block] as number, extremes.largest[block] as number];
    if ((values[least] as number) < (values[found.least] as number)) found.least = least;
    if ((values[largest] as number) > (values[found.largest] as number)) found.largest = largest;
  }
  widen(found, values, endBlock * BLOCK, end);
  return found;
}

function widen(found: Found, values: ArrayLike<number>, first: number, end: number): void {
  for (let i = first; i < end; i += 1) {
    const value = values[i] as number;
    if (value < (values[found.least] as number)) found.least = i;
    if (value > (values[found.largest] as number)) found.largest = i;
  }
}
