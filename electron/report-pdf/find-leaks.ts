/**
 * The last look before a report leaves: whatever was redacted must be nowhere in the finished files, neither as it
 * was nor in the forms in which text hides (hex, base64, UTF-16).
 */
import { isDistinct, type Original } from '#shared/report/redact.ts';
import { authorWords } from '#shared/report/redaction/author-words.ts';
import { createValueSearch, type ValueSearch } from '#shared/report/redaction/value-search.ts';
import type { RedactionClass } from '#shared/report/redaction-rules.ts';
import { readPdfText } from './pdf-text.ts';

/** Something that leaves, or a part of it. */
export interface Place {
  /** For people: `page 3`, `processes.csv`. */
  readonly name: string;
  readonly text: string;
  /** `shown`: words stand apart; `joined`: what a line break cut is whole again; `bytes`: Latin-1; `table`: a CSV file. */
  readonly kind: 'shown' | 'joined' | 'bytes' | 'table';
}

export interface Leak {
  readonly class: RedactionClass;
  /** Not to be printed or logged. */
  readonly value: string;
  readonly place: string;
}

/** Shorter values stand in compressed data, hashes and joined cells by accident. */
const [LEAST_BYTES, LEAST_JOINED] = [8, 10] as const;

/** All of a finished PDF. @throws RangeError where it cannot be read back: then it is not known to be clean */
export function placesOfPdf(pdf: Uint8Array): Place[] {
  const { pages, joined, strings, bytes } = readPdfText(pdf);
  const page = (text: string, index: number, kind: Place['kind']): Place => ({
    name: `page ${index + 1}`,
    text,
    kind,
  });
  const marks = 'titles, outline and descriptions';
  return [
    ...pages.map((text, index) => page(text, index, 'shown')),
    ...joined.map((text, index) => page(text, index, 'joined')),
    { name: marks, text: strings.join('\n'), kind: 'shown' },
    { name: 'the file itself', text: Buffer.from(pdf).toString('latin1'), kind: 'bytes' },
    ...bytes.map((text): Place => ({ name: 'an object of the file', text, kind: 'bytes' })),
  ];
}

/** Each value and place once. Values that no search can tell from other text (`isDistinct`) are not looked for. */
export function findLeaks(originals: readonly Original[], places: readonly Place[]): Leak[] {
  const classes = new Map(originals.map(({ value, class: kind }) => [value, kind]));
  const words = originals.filter((one) => one.class === 'word').map(({ value }) => value);
  const values = [...classes.keys()].filter(isDistinct);
  const searches = searchesFor(values);
  const found = new Map<string, Leak>();
  for (const { name, text, kind } of places) {
    for (const { search, meant } of searches[kind]) {
      for (const hit of search(text)) {
        const value = meant.get(hit.value) ?? hit.value;
        found.set(`${value}\0${name}`, { class: classes.get(value) ?? 'word', value, place: name });
      }
    }
  }
  for (const leak of wordLeaks(words, places)) found.set(`${leak.value}\0${leak.place}`, leak);
  return [...found.values()];
}

/** Labels, numbers of cases, hashes and addresses may spell a short word. */
const OWN_SPELLING =
  /\[[A-Z0-9-]+-\s?[A-Z0-9]+\]|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?:0x)?[0-9a-f]{8,}\b/g;

/** The author's words as they are read: in any case, inside others. */
function wordLeaks(words: readonly string[], places: readonly Place[]): Leak[] {
  const searches = [...new Set(words)].map((value) => ({ value, search: authorWords([value]) }));
  if (searches.length === 0) return [];
  return places.flatMap(({ name, text, kind }) => {
    if (kind === 'bytes') return [];
    const read = text.replaceAll(OWN_SPELLING, ' ');
    return searches
      .filter(({ value, search }) => (kind !== 'joined' || value.length >= LEAST_JOINED) && search.isIn(read))
      .map(({ value }): Leak => ({ class: 'word', value, place: name }));
  });
}

interface FormSearch {
  readonly search: ValueSearch;
  /** Form to value. */
  readonly meant: ReadonlyMap<string, string>;
}

function searchesFor(values: readonly string[]): Readonly<Record<Place['kind'], readonly FormSearch[]>> {
  const long = values.filter((value) => Buffer.byteLength(value) >= LEAST_BYTES);
  const plain = formSearch(values, (value) => [value], true);
  const coded = formSearch(long, codedForms, false);
  const joined = values.filter((value) => value.length >= LEAST_JOINED && !/^\p{L}+$|^\d+$/u.test(value));
  return {
    shown: [plain, coded],
    joined: [formSearch(joined, (value) => [value, value.replaceAll(/\s/g, '')], false), coded],
    bytes: [
      formSearch(long, (value) => [latin1(Buffer.from(value))], true),
      coded,
      formSearch(long, wideForms, false),
    ],
    table: [],
  };
}

function formSearch(
  values: readonly string[],
  formsOf: (value: string) => string[],
  whole: boolean,
): FormSearch {
  const meant = new Map(values.flatMap((value) => formsOf(value).map((form) => [form, value] as const)));
  return { search: createValueSearch(meant.keys(), { whole }), meant };
}

/** Text that stands for the value: hexadecimal digits, base64 and base64url at each of three offsets. */
function codedForms(value: string): string[] {
  const bytes = Buffer.from(value);
  const hex = bytes.toString('hex');
  const base64 = [0, 1, 2].map((offset) => base64Core(bytes, offset));
  return [
    hex,
    hex.toUpperCase(),
    ...base64,
    ...base64.map((core) => core.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

/** The characters of base64 that depend on nothing but these bytes, wherever they begin. RFC 4648 section 4. */
function base64Core(bytes: Buffer, offset: number): string {
  const all = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return all.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

function wideForms(value: string): string[] {
  const little = Buffer.from(value, 'utf16le');
  return [latin1(little), latin1(Buffer.from(little).swap16())];
}

function latin1(bytes: Buffer): string {
  return bytes.toString('latin1');
}
