/** Many values in one text at once, in time that hardly depends on how many they are. */

export interface ValueHit {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Hits do not overlap; of values that begin in one place the longest is taken. */
export type ValueSearch = (text: string) => ValueHit[];

const WORD = /[\p{L}\p{N}_]/u;
const HAN = /\p{Script=Han}/u;
/** Values are found by how they begin; those that are shorter than the one by the other. */
const [LONG_HEAD, SHORT_HEAD] = [4, 2] as const;

/**
 * @param whole true: a value that begins or ends like a word is only found where a word begins or ends, so that
 * `alice` is not found in `malice`
 */
export function createValueSearch(values: Iterable<string>, { whole = true } = {}): ValueSearch {
  const byHead = new Map<string, string[]>();
  // Which pairs of characters begin a value at all: most places of a text are left at once.
  const begins = new Uint8Array(65_536);
  for (const value of values) {
    if (value.length < SHORT_HEAD) continue;
    const head = value.slice(0, value.length < LONG_HEAD ? SHORT_HEAD : LONG_HEAD);
    const list = byHead.get(head) ?? [];
    list.push(value);
    byHead.set(head, list);
    begins[pairAt(value, 0)] = 1;
  }
  for (const list of byHead.values()) list.sort((one, other) => other.length - one.length);
  if (byHead.size === 0) return () => [];

  const findAt = (text: string, start: number): string | undefined => {
    for (const length of [LONG_HEAD, SHORT_HEAD]) {
      const found = byHead
        .get(text.slice(start, start + length))
        ?.find((one) => text.startsWith(one, start) && (!whole || isWhole(text, start, start + one.length)));
      if (found !== undefined) return found;
    }
    return undefined;
  };

  return (text) => {
    const hits: ValueHit[] = [];
    for (let start = 0; start + SHORT_HEAD <= text.length; start += 1) {
      if (begins[pairAt(text, start)] === 0) continue;
      const value = findAt(text, start);
      if (value === undefined) continue;
      hits.push({ value, start, end: start + value.length });
      start += value.length - 1;
    }
    return hits;
  };
}

function pairAt(text: string, index: number): number {
  return ((text.charCodeAt(index) << 8) ^ text.charCodeAt(index + 1)) & 0xffff;
}

function isWhole(text: string, start: number, end: number): boolean {
  return !continues(text, start) && !continues(text, end);
}

/** Whether a word goes on over this place. Han characters stand side by side without being one word. */
function continues(text: string, index: number): boolean {
  const [before, after] = [text[index - 1] ?? ' ', text[index] ?? ' '];
  return WORD.test(before) && WORD.test(after) && !HAN.test(before) && !HAN.test(after);
}
