/** Which place of a source tree writes a shape's keys: the one with most of them close together, as a writer has them. */
import type { SourceMatch } from './match-parser.ts';

export interface SourcePlace {
  readonly file: string;
  /** Of the first and the last key. */
  readonly line: number;
  readonly endLine: number;
  /** From 0 to 1. */
  readonly score: number;
  readonly keys: readonly string[];
  /** What the line of the first key looks like. */
  readonly context: KeyContext;
  readonly text: string;
}

export const keyContexts = ['writes', 'names', 'reads'] as const;
export type KeyContext = (typeof keyContexts)[number];
const weights: Readonly<Record<KeyContext, number>> = { writes: 1, names: 0.6, reads: 0.25 };

/** Lines in which one record is built. */
const WINDOW = 80;
const PLACES = 5;
const PLACES_PER_FILE = 2;

const code =
  /\.(c|cc|cpp|cxx|h|hh|hpp|go|rs|py|java|kt|scala|cs|ts|tsx|js|jsx|mjs|cjs|lua|php|rb|pl|pm|swift|m|mm|erl|ex|exs|clj|sh|vala|d|zig)$/i;
const aside =
  /(^|[/_.-])(tests?|spec|examples?|fixtures?|mocks?|docs?|samples?|third[_-]party|vendor)([/_.-]|$)/i;
const reads =
  /\b\w*(get|find|has|read|parse|extract|expect|assert|strcmp|equals|require|lookup|contains|pop|pick|delete|remove)\w*\s*\(|===?\s*['"]|\.get\b|\bin\s+\w/i;
const writes =
  /\b\w*(add|put|set|append|write|emit|insert|push|print|field|attr|make|build|obj|store|log|serialize)\w*\s*[(<]|\bjson:\s*\\?"|rename\s*=/i;

interface Hit {
  readonly line: number;
  readonly key: number;
  readonly context: number;
  readonly text: string;
}

/**
 * @param keys names without the path, at least one
 * @param matches of any keys, in any order
 * @returns the best places first
 */
export function rankPlaces(matches: readonly SourceMatch[], keys: readonly string[]): SourcePlace[] {
  const places: SourcePlace[] = [];
  const indexes = new Map(keys.map((key, at) => [key, at]));
  for (const [file, lines] of Map.groupBy(matches, (match) => match.file)) {
    const hits = lines
      .toSorted((one, other) => one.line - other.line)
      .flatMap((match) => hitsOf(match, indexes));
    places.push(...placesOf(file, hits, keys));
  }
  return places
    .filter(({ keys: found }) => found.length >= Math.min(2, keys.length))
    .toSorted(
      (one, other) =>
        other.score - one.score ||
        one.endLine - one.line - (other.endLine - other.line) ||
        (one.file < other.file ? -1 : one.file > other.file ? 1 : one.line - other.line),
    )
    .slice(0, PLACES);
}

/** An extended regular expression for a key as a literal of most languages, and inside another literal. */
export function expressionOf(keys: readonly string[]): string {
  const escaped = keys.map((key) => key.replaceAll(/[\\.*+?()[\]{}|^$]/g, String.raw`\$&`));
  return `["'\`](${escaped.join('|')})\\\\?["'\`]`;
}

/** A quoted text, in another one perhaps. */
const literals = /(\\?["'`])([^"'`\\]{1,200})\1/g;

function hitsOf({ line, text }: SourceMatch, keys: ReadonlyMap<string, number>): Hit[] {
  const found = new Set(Array.from(text.matchAll(literals), ([, , literal]) => literal ?? ''));
  return [...found].flatMap((literal) => {
    const key = keys.get(literal);
    if (key === undefined) return [];
    return [{ line, key, context: keyContexts.indexOf(contextOf(text, literal)), text }];
  });
}

function contextOf(text: string, key: string): KeyContext {
  const escaped = `\\"${key}\\"`;
  if (text.includes(`${escaped}:`) || text.includes(`${escaped} :`)) return 'writes';
  const at = text.indexOf(key);
  const [before, behind] = [text.slice(0, at), text.slice(at + key.length)];
  if (reads.test(before) || /^['"`]\s*\]?\s*\)?\s*===?/.test(behind)) return 'reads';
  if (writes.test(before) || /^['"`]\s*(:|=>|\]\s*=[^=])/.test(behind)) return 'writes';
  return 'names';
}

function placesOf(file: string, hits: readonly Hit[], keys: readonly string[]): SourcePlace[] {
  const places: SourcePlace[] = [];
  let left = hits;
  while (places.length < PLACES_PER_FILE && left.length > 0) {
    const best = bestWindow(left, keys.length);
    const place = placeOf(file, left.slice(best.from, best.to), keys);
    places.push(place);
    left = left.filter(({ line }) => line < place.line || line > place.endLine);
  }
  return places;
}

/** Two fingers over the hits; each key counts once, by its best context. */
function bestWindow(hits: readonly Hit[], keyCount: number): { from: number; to: number } {
  const counts = new Int32Array(keyCount * keyContexts.length);
  const weightOf = (key: number): number => {
    const context = keyContexts.findIndex((_, at) => (counts[key * keyContexts.length + at] ?? 0) > 0);
    return context < 0 ? 0 : weights[keyContexts[context] ?? 'reads'];
  };
  let sum = 0;
  const change = ({ key, context }: Hit, by: number): void => {
    sum -= weightOf(key);
    const at = key * keyContexts.length + context;
    counts[at] = (counts[at] ?? 0) + by;
    sum += weightOf(key);
  };
  let best = { from: 0, to: 1, sum: -1 };
  let from = 0;
  for (const [to, hit] of hits.entries()) {
    change(hit, 1);
    for (let first = hits[from]; first !== undefined && hit.line - first.line >= WINDOW; first = hits[from]) {
      change(first, -1);
      from += 1;
    }
    if (sum > best.sum + 1e-9) best = { from, to: to + 1, sum };
  }
  return best;
}

function placeOf(file: string, window: readonly Hit[], keys: readonly string[]): SourcePlace {
  const hits = withoutLeadingRepeats(window);
  const best = new Map<number, number>();
  for (const { key, context } of hits) best.set(key, Math.min(context, best.get(key) ?? Infinity));
  const sum = [...best.values()].reduce((all, at) => all + weights[keyContexts[at] ?? 'reads'], 0);
  const factor = (code.test(file) ? 1 : 0.3) * (aside.test(file) ? 0.8 : 1);
  const first = hits[0];
  return {
    ...{ file, line: first?.line ?? 1, endLine: hits.at(-1)?.line ?? 1 },
    score: (sum / keys.length) * factor,
    keys: [...best.keys()].toSorted((one, other) => one - other).map((key) => keys[key] ?? ''),
    context: keyContexts[Math.min(...best.values())] ?? 'names',
    text: (first?.text ?? '').trim().slice(0, 200),
  };
}

/** A place begins where its keys do, not at an earlier mention of one of them. */
function withoutLeadingRepeats(hits: readonly Hit[]): readonly Hit[] {
  let from = 0;
  for (; from < hits.length - 1; from++) {
    const first = hits[from];
    if (!hits.slice(from + 1).some(({ key, context }) => key === first?.key && context <= first.context))
      break;
  }
  return hits.slice(from);
}
