/**
 * Texts clustered into templates, as log lines are: first by what stays when numbers, addresses and the like are
 * replaced, then those of as many words that differ in one word only (after Drain, He et al. 2017, without its tree).
 * The same texts in the same order give the same templates. Memory is bounded.
 */
import { livenesses, type Liveness } from '#shared/domain/heap.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import { maskText } from './mask-text.ts';

export interface FoundText {
  /** From the start of the dump. */
  readonly offset: number;
  readonly text: string;
  /** As it lies in memory. */
  readonly bytes: Bytes;
  readonly liveness: Liveness;
}

export interface TextTotal {
  readonly count: number;
  readonly bytes: Bytes;
}

export interface TextTemplate {
  /** `session <n> of <ip> closed: <*>` */
  readonly pattern: string;
  readonly sides: Readonly<Record<Liveness, TextTotal>>;
  /** Offsets of the first texts. */
  readonly samples: readonly number[];
}

export interface TextTemplates {
  /** By bytes, the largest first. */
  readonly templates: readonly TextTemplate[];
  /** Texts that came after the number of templates that are told apart was reached, and fitted none. */
  readonly others: Readonly<Record<Liveness, TextTotal>>;
}

export interface TemplateLimits {
  /** Masked texts that are told apart. */
  readonly masks?: number;
  /** Texts with so many variants of one word are one template. */
  readonly variants?: number;
}

const MASKS = 50_000;
const VARIANTS = 4;
const SAMPLES = 5;
const MOST_WORDS = 40;

/** One template while it is counted; by liveness. */
interface Group {
  readonly counts: number[];
  readonly bytes: number[];
  samples: number[];
}

export function findTemplates(
  texts: Iterable<FoundText>,
  { masks = MASKS, variants = VARIANTS }: TemplateLimits = {},
): TextTemplates {
  const groups = new Map<string, Group>();
  const others = newGroup();
  for (const { offset, text, bytes, liveness } of texts) {
    const mask = maskText(text);
    let group = groups.get(mask);
    if (group === undefined && groups.size < masks) groups.set(mask, (group = newGroup()));
    const side = livenesses.indexOf(liveness);
    const into = group ?? others;
    into.counts[side] = (into.counts[side] ?? 0) + 1;
    into.bytes[side] = (into.bytes[side] ?? 0) + bytes;
    if (into.samples.length < SAMPLES) into.samples.push(offset);
  }
  const templates = [...joinVariants(groups, variants)]
    .map(([pattern, group]) => ({ pattern, sides: sidesOf(group), samples: group.samples }))
    .toSorted((one, other) => bytesOf(other) - bytesOf(one) || (one.pattern < other.pattern ? -1 : 1));
  return { templates, others: sidesOf(others) };
}

/** Masks of as many words that differ in one of them: one template, with `<*>` there, where there are enough of them. */
function joinVariants(groups: ReadonlyMap<string, Group>, least: number): Map<string, Group> {
  const words = new Map([...groups.keys()].map((mask) => [mask, mask.split(' ')]));
  const variants = new Map<string, number>();
  for (const all of words.values()) {
    for (const key of wildcardsOf(all)) variants.set(key, (variants.get(key) ?? 0) + 1);
  }
  const joined = new Map<string, Group>();
  for (const [mask, group] of groups) {
    let pattern = mask;
    let most = least - 1;
    for (const key of wildcardsOf(words.get(mask) ?? [])) {
      const count = variants.get(key) ?? 0;
      if (count > most) [pattern, most] = [key, count];
    }
    const known = joined.get(pattern);
    joined.set(pattern, known === undefined ? group : merged(known, group));
  }
  return joined;
}

/** The words with each of them replaced in turn; of one or two words nothing would be left to know them by. */
function wildcardsOf(words: readonly string[]): string[] {
  if (words.length < 3 || words.length > MOST_WORDS) return [];
  return words.map((_, at) => [...words.slice(0, at), '<*>', ...words.slice(at + 1)].join(' '));
}

function newGroup(): Group {
  return { counts: livenesses.map(() => 0), bytes: livenesses.map(() => 0), samples: [] };
}

function merged(one: Group, other: Group): Group {
  const sum = (left: readonly number[], right: readonly number[]) =>
    left.map((value, at) => value + (right[at] ?? 0));
  return {
    counts: sum(one.counts, other.counts),
    bytes: sum(one.bytes, other.bytes),
    samples: [...one.samples, ...other.samples].toSorted((left, right) => left - right).slice(0, SAMPLES),
  };
}

function sidesOf({ counts, bytes }: Group): Record<Liveness, TextTotal> {
  const sides = livenesses.map((liveness, at) => [
    liveness,
    { count: counts[at] ?? 0, bytes: bytes[at] ?? 0 },
  ]);
  return Object.fromEntries(sides) as Record<Liveness, TextTotal>;
}

function bytesOf({ sides }: Pick<TextTemplate, 'sides'>): number {
  return livenesses.reduce((sum, liveness) => sum + sides[liveness].bytes, 0);
}
