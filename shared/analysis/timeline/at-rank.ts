/**
 * The number that would stand at `rank` (from 0) if the list were sorted; undefined outside of it. Reorders the list.
 * Hoare's selection (Algorithm 65, CACM 1961) around the middle one of three; sorting the slopes of all pairs for three of them
 * took most of a zoom.
 */
export function atRank(list: Float64Array, rank: number): number | undefined {
  if (rank < 0 || rank >= list.length) return undefined;
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const pivot = middleOfThree(at(list, low), at(list, (low + high) >>> 1), at(list, high));
    let [i, j] = [low, high];
    while (i <= j) {
      while (at(list, i) < pivot) i += 1;
      while (at(list, j) > pivot) j -= 1;
      if (i > j) break;
      const one = at(list, i);
      list[i] = at(list, j);
      list[j] = one;
      i += 1;
      j -= 1;
    }
    if (rank <= j) high = j;
    else if (rank >= i) low = i;
    else break;
  }
  return list[rank];
}

function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function at(list: Float64Array, index: number): number {
  return list[index] as number;
}
