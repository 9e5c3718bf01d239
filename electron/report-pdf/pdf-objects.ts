/**
 * Takes a finished PDF apart, independent of the engine that made it: its objects by the cross-reference table,
 * streams laid open. Knows what our engine writes and refuses the rest: what cannot be read cannot be checked.
 * Source: ISO 32000-1, 7.3 and 7.5.
 */
import { inflateSync } from 'node:zlib';

export interface PdfObject {
  readonly number: number;
  /** All of it, or of a stream its dictionary; bytes as Latin-1. */
  readonly source: string;
  /** Decoded; null where the object is no stream. */
  readonly stream: Buffer | null;
}

/** @throws RangeError where the file is laid out otherwise */
export function readPdfObjects(pdf: Uint8Array): PdfObject[] {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength);
  const objects = (isCompact(bytes) ? objectsOfStreams(bytes) : objectsOf(bytes)).map((one) =>
    toObject(bytes, one),
  );
  return [...objects, ...objects.flatMap(unpack)];
}

/** Where an object's text stands, without its first and last line. */
export interface ObjectPlace {
  readonly number: number;
  readonly start: number;
  readonly end: number;
  readonly isStream: boolean;
}

/** Objects by a table in plain text: `xref`, then `first count`, then lines of 20 bytes. */
export function objectsOf(bytes: Buffer): ObjectPlace[] {
  const table = bytes.subarray(tableStart(bytes)).toString('latin1');
  const head = /^xref\s+0 (\d+)\s*\n/.exec(table);
  if (head === null || table.split('\nxref').length > 2) throw unreadable('cross-reference table');
  const lines = table.slice(head[0].length).match(/\d{10} \d{5} [nf]/g) ?? [];
  if (lines.length !== Number(head[1])) throw unreadable('cross-reference table');
  return lines.flatMap((line, number) =>
    line.endsWith('n') ? [placeOf(bytes, number, Number(line.slice(0, 10)))] : [],
  );
}

/** What the table's end says of the whole: root, information, identity. */
export function trailerOf(bytes: Buffer): string {
  const text = bytes.subarray(tableStart(bytes)).toString('latin1');
  const trailer = /\ntrailer\s*<<([\s\S]*)>>\s*startxref/.exec(text)?.[1];
  if (trailer === undefined) throw unreadable('trailer');
  return trailer.trim();
}

function tableStart(bytes: Buffer): number {
  const end = bytes.subarray(-64).toString('latin1');
  return Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(end)?.[1] ?? Number.NaN);
}

function isCompact(bytes: Buffer): boolean {
  return /^\d+ 0 obj/.test(bytes.toString('latin1', tableStart(bytes), tableStart(bytes) + 16));
}

/** Objects by a table that is a stream itself; those within others are unpacked later. 7.5.8. */
function objectsOfStreams(bytes: Buffer): ObjectPlace[] {
  const start = tableStart(bytes);
  const own = Number(/^\d+/.exec(bytes.toString('latin1', start, start + 12))?.[0]);
  const { stream, source } = toObject(bytes, placeOf(bytes, own, start));
  if (stream === null || !source.includes('/W [1 4 2]')) throw unreadable('cross-reference stream');
  return Array.from({ length: stream.length / 7 }, (_, number) => number)
    .filter((number) => stream[number * 7] === 1)
    .map((number) => placeOf(bytes, number, stream.readUInt32BE(number * 7 + 1)));
}

/** The objects of an object stream: numbers and places first, then their texts. 7.5.7. */
function unpack({ source, stream }: PdfObject): PdfObject[] {
  const first = /\/Type \/ObjStm [^>]*\/First (\d+)/.exec(source)?.[1];
  if (first === undefined || stream === null) return [];
  const text = stream.toString('latin1');
  const head = text.slice(0, Number(first)).trim().split(/\s+/).map(Number);
  return Array.from({ length: head.length / 2 }, (_, index) => {
    const [from = 0, to = text.length] = [head[index * 2 + 1], head[index * 2 + 3]];
    const end = index * 2 + 3 < head.length ? Number(first) + to : text.length;
    return { number: head[index * 2] ?? 0, source: text.slice(Number(first) + from, end), stream: null };
  });
}

function placeOf(bytes: Buffer, number: number, offset: number): ObjectPlace {
  const head = `${number} 0 obj\n`;
  if (bytes.toString('latin1', offset, offset + head.length) !== head) throw unreadable(`object ${number}`);
  const start = offset + head.length;
  const first = bytes.indexOf('\nendobj', start);
  if (first < 0) throw unreadable(`object ${number}`);
  // Only up to there: else every small object would look through the whole file.
  const opening = bytes.subarray(start, first + 1).indexOf('\nstream\n');
  if (opening < 0) return { number, start, end: first, isStream: false };
  const source = bytes.toString('latin1', start, start + opening);
  const length = Number(/\/Length (\d+)\b/.exec(source)?.[1] ?? Number.NaN);
  const after = start + opening + '\nstream\n'.length + length;
  const tail = /^\s*endstream/.exec(bytes.toString('latin1', after, after + 12))?.[0];
  if (tail === undefined) throw unreadable(`stream ${number}`);
  return { number, start, end: after + tail.length, isStream: true };
}

function toObject(bytes: Buffer, { number, start, end, isStream }: ObjectPlace): PdfObject {
  if (!isStream) return { number, source: bytes.toString('latin1', start, end), stream: null };
  const opening = bytes.indexOf('\nstream\n', start);
  const source = bytes.toString('latin1', start, opening);
  const from = opening + '\nstream\n'.length;
  const raw = bytes.subarray(from, from + Number(/\/Length (\d+)\b/.exec(source)?.[1]));
  return { number, source, stream: decode(source, raw, number) };
}

function decode(source: string, raw: Buffer, number: number): Buffer {
  const filter = /\/Filter\s*(\[[^\]]*\]|\/\w+)/.exec(source)?.[1];
  if (filter === undefined) return raw;
  if (!/^(?:\[\s*)?\/FlateDecode\s*\]?$/.test(filter) || source.includes('/DecodeParms')) {
    throw unreadable(`filter of stream ${number}`);
  }
  return inflateSync(raw);
}

function unreadable(what: string): RangeError {
  return new RangeError(`the finished PDF cannot be read back: ${what}`);
}

export interface PdfToken {
  /** `string` as it is written, with its brackets; `word` is a name, number, operator or bracket of an array. */
  readonly kind: 'string' | 'word';
  readonly text: string;
}

/** Cuts dictionaries and content apart, as far as strings need it. 7.2 and 7.3.4. */
export function* pdfTokens(source: string): Generator<PdfToken> {
  const plain = /[^\s()<>[\]/]+|\/[^\s()<>[\]/]*|<<|>>|[[\]]|<[0-9A-Fa-f\s]*>/y;
  for (let at = 0; at < source.length;) {
    if (source[at] === '(') {
      const end = closingParenthesis(source, at);
      yield { kind: 'string', text: source.slice(at, end) };
      at = end;
      continue;
    }
    plain.lastIndex = at;
    const text = plain.exec(source)?.[0];
    if (text !== undefined) yield { kind: /^<[^<]/.test(text) ? 'string' : 'word', text };
    at += text?.length ?? 1;
  }
}

/** Parentheses within a string stand in pairs or behind a backslash. @throws RangeError */
function closingParenthesis(source: string, start: number): number {
  let depth = 0;
  for (let at = start; at < source.length; at += 1) {
    const mark = source[at];
    if (mark === '\\') at += 1;
    else if (mark === '(') depth += 1;
    else if (mark === ')') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  throw unreadable('a string without an end');
}

/** The strings of an object, as text. 7.9.2.2. */
export function stringsIn(source: string): string[] {
  return Array.from(pdfTokens(source))
    .filter(({ kind }) => kind === 'string')
    .map(({ text }) => toText(stringBytes(text)));
}

/** The bytes of one string token, as Latin-1. */
export function stringBytes(token: string): string {
  if (token.startsWith('<')) {
    const hex = token.replaceAll(/[<>\s]/g, '');
    return Buffer.from(hex.length % 2 === 0 ? hex : `${hex}0`, 'hex').toString('latin1');
  }
  return token
    .slice(1, -1)
    .replaceAll(
      /\\(?:([0-7]{1,3})|(\r\n|[\s\S]))/g,
      (_, octal: string | undefined, mark: string | undefined) =>
        octal === undefined
          ? (ESCAPES[mark ?? ''] ?? mark ?? '')
          : String.fromCharCode(Number.parseInt(octal, 8)),
    );
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '\n': '',
  '\r\n': '',
};

/** UTF-16 with its mark, else a byte per character. */
function toText(bytes: string): string {
  if (!bytes.startsWith('\xFE\xFF')) return bytes;
  return Buffer.from(bytes.slice(2), 'latin1').swap16().toString('utf16le');
}
