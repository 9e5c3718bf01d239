import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexLines, readLines } from '#electron/rpc/line-index.ts';
import type { TextEncoding } from '#shared/domain/evidence.ts';

const encoders: Record<Exclude<TextEncoding, 'binary'>, (text: string) => Buffer> = {
  'utf-8': (text) => Buffer.from(text, 'utf8'),
  'utf-16le': (text) => Buffer.from(text, 'utf16le'),
  'utf-16be': (text) => Buffer.from(text, 'utf16le').swap16(),
  // Two bytes a Chinese character, the second between 0x40 and 0xfe: 内 is C4DA, 存 is B4E6.
  gb18030: (text) =>
    Buffer.from(text.replaceAll('内', '\u00c4\u00da').replaceAll('存', '\u00b4\u00e6'), 'latin1'),
};

function chunksOf(bytes: Uint8Array, size: number): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let offset = 0; offset < bytes.length; offset += size)
    chunks.push(bytes.subarray(offset, offset + size));
  return chunks;
}

/** The lines as a reader of the whole text would count them. */
function expected(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function linesOf(
  bytes: Uint8Array,
  encoding: TextEncoding,
  chunkSize: number,
  first: number,
  last: number,
): string[] {
  const index = indexLines(chunksOf(bytes, chunkSize), encoding);
  const read = (offset: number, length: number) => bytes.subarray(offset, offset + length);
  const lines = readLines(index, read, { first, last, maxLineBytes: 8000 });
  return lines.map((line) => new TextDecoder(encoding).decode(line));
}

describe.each(Object.entries(encoders))('lines in %s', (name, encode) => {
  const encoding = name as TextEncoding;

  it('are those of the whole text, wherever its chunks end', () => {
    // U+0A0A and U+0A00 hold the bytes of a line feed in UTF-16 and are none.
    const letters =
      encoding === 'gb18030' ? ['a', '内', '存', '\n', '\n'] : ['a', '内', '\u0a0a', '\u0a00', '\n', '\n'];
    const text = fc.array(fc.constantFrom(...letters), { maxLength: 60 }).map((list) => list.join(''));
    fc.assert(
      fc.property(
        text,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 10 }),
        fc.nat(10),
        (value, size, first, more) => {
          // The store cuts at an even number of bytes.
          const lines = linesOf(encode(value), encoding, size * 2, first, first + more);
          expect(lines).toEqual(expected(value).slice(first - 1, first + more));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are counted with the last one that has no end', () => {
    expect(indexLines([encode('a\nb')], encoding).lines).toBe(2);
    expect(indexLines([encode('a\nb\n')], encoding).lines).toBe(2);
    expect(indexLines([], encoding).lines).toBe(0);
  });
});

describe('a line of two mebibytes', () => {
  const bytes = Buffer.from(`first\n${'x'.repeat(2 * 1024 * 1024)}\nlast\n`);

  it('is cut, and those beside it are found', () => {
    const lines = linesOf(bytes, 'utf-8', 256 * 1024, 1, 3);
    expect(lines.map((line) => line.length)).toEqual([5, 8000, 4]);
    expect(lines[2]).toBe('last');
  });

  it('is not read whole to show the line after it', () => {
    const index = indexLines(chunksOf(bytes, 256 * 1024), 'utf-8');
    let readBytes = 0;
    const read = (offset: number, length: number) => {
      const piece = bytes.subarray(offset, offset + length);
      readBytes += piece.length;
      return piece;
    };
    readLines(index, read, { first: 3, last: 3, maxLineBytes: 8000 });
    expect(readBytes).toBeLessThan(330_000);
  });
});
