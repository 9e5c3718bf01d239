/**
 * The text of a finished PDF: what its pages show, read back through the fonts' maps to Unicode, and every other
 * string in it (title, outline, words for those who do not see, metadata).
 */
import { pdfTokens, readPdfObjects, stringBytes, stringsIn, type PdfObject } from './pdf-objects.ts';

export interface PdfText {
  /** By page: lines and cells apart from each other. */
  readonly pages: readonly string[];
  /** The same with everything joined as it stands in the file: what a line break cuts is whole here. */
  readonly joined: readonly string[];
  /** Strings outside of pages. */
  readonly strings: readonly string[];
  /** Every object, streams decoded; bytes as Latin-1. */
  readonly bytes: readonly string[];
}

/** Glyph numbers of a font, two bytes each, to text. */
type UnicodeMap = ReadonlyMap<number, string>;

/** @throws RangeError where a part of it cannot be read */
export function readPdfText(pdf: Uint8Array): PdfText {
  const objects = readPdfObjects(pdf);
  const byNumber = new Map(objects.map((object) => [object.number, object]));
  const fonts = new Map<number, UnicodeMap>();
  const fontAt = (number: number): UnicodeMap => {
    const known = fonts.get(number) ?? readFont(number, byNumber);
    fonts.set(number, known);
    return known;
  };
  const pages = objects
    .filter(({ source }) => /\/Type \/Page\b(?!s)/.test(source))
    .map(({ source }) => readPage(source, byNumber, fontAt));
  if (pages.length === 0) throw new RangeError('the finished PDF has no pages');
  return {
    pages: pages.map((pieces) => pieces.join('\n')),
    joined: pages.map((pieces) => pieces.join('')),
    strings: objects.flatMap(({ source }) => stringsIn(source)),
    bytes: objects.flatMap(({ source, stream }) =>
      stream === null ? [source] : [source, stream.toString('latin1')],
    ),
  };
}

function readPage(
  source: string,
  objects: ReadonlyMap<number, PdfObject>,
  fontAt: (number: number) => UnicodeMap,
): string[] {
  const content = objects.get(Number(/\/Contents (\d+) 0 R/.exec(source)?.[1]))?.stream;
  if (content === null || content === undefined)
    throw new RangeError('a page of the finished PDF has no content');
  if (source.includes('/XObject')) throw new RangeError('a page of the finished PDF holds another document');
  const named = [...source.matchAll(/\/(f\d+) (\d+) 0 R/g)].map(
    ([, name = '', number]) => [name, Number(number)] as const,
  );
  const fonts = new Map(named.map(([name, number]) => [name, fontAt(number)]));
  return readContent(content.toString('latin1'), fonts);
}

/**
 * One piece per show operator: a line of a paragraph, a word, the content of a cell. Text operators of 9.4: a font
 * (Tf), strings shown (TJ, Tj); what our engine does not use is refused, since it could show what is not read.
 */
function readContent(content: string, fonts: ReadonlyMap<string, UnicodeMap>): string[] {
  const pieces: string[] = [];
  let font: UnicodeMap | undefined;
  let strings: string[] = [];
  let name = '';
  for (const { kind, text } of pdfTokens(content)) {
    if (kind === 'string') strings.push(text);
    else if (/^\/f\d/.test(text)) name = text.slice(1);
    else if (text === 'Tf') font = fonts.get(name);
    else if (text === 'TJ' || text === 'Tj') {
      const map = font;
      if (map === undefined) throw new RangeError('the finished PDF shows text in an unknown font');
      pieces.push(strings.map((token) => toText(stringBytes(token), map)).join(''));
    } else if (text === "'" || text === '"' || text === 'Do' || text === 'BI') {
      throw new RangeError(`the finished PDF shows something by ${text}`);
    }
    if (kind === 'word' && /^[A-Za-z]/.test(text)) strings = [];
  }
  return pieces;
}

function toText(glyphs: string, map: UnicodeMap): string {
  let text = '';
  for (let index = 0; index + 1 < glyphs.length; index += 2) {
    text += map.get(glyphs.charCodeAt(index) * 256 + glyphs.charCodeAt(index + 1)) ?? '';
  }
  return text;
}

/** 9.10.3: `<0014> <0053>` for a glyph, `<0014> <0020> <0053>` for a run of them. */
function readFont(number: number, objects: ReadonlyMap<number, PdfObject>): UnicodeMap {
  const source = objects.get(number)?.source ?? '';
  const map = objects.get(Number(/\/ToUnicode (\d+) 0 R/.exec(source)?.[1]))?.stream;
  if (map === null || map === undefined || !source.includes('/Encoding /Identity-H')) {
    throw new RangeError('a font of the finished PDF has no map to Unicode');
  }
  const text = map.toString('latin1');
  const result = new Map<number, string>();
  for (const [, block = ''] of text.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, glyph = '', unicode = ''] of block.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g)) {
      result.set(Number.parseInt(glyph, 16), fromHex(unicode));
    }
  }
  if (text.includes('beginbfrange') || result.size === 0)
    throw new RangeError('a map to Unicode is of another kind');
  return result;
}

function fromHex(unicode: string): string {
  return Buffer.from(unicode, 'hex').swap16().toString('utf16le');
}
