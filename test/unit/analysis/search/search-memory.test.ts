/** Hits in memory, counted by hand or by another way of looking, wherever windows meet. */
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { searchMemory, type SearchStep } from '#shared/analysis/search/search-memory.ts';
import { parseHexPattern, textPatterns } from '#shared/analysis/search/search-patterns.ts';
import { searchRegex, type RegexOptions } from '#shared/analysis/search/search-regex.ts';
import type { SearchPattern } from '#shared/domain/search.ts';
import { memoryOf } from '#test/support/memory-of.ts';

const listed = (steps: Iterable<SearchStep>): string[] =>
  [...steps].flatMap(({ hits }) =>
    hits.map(({ offset, length, encoding }) => `${encoding} ${offset}+${length}`),
  );
const found = (bytes: Uint8Array, patterns: readonly SearchPattern[], windowBytes = 64): string[] =>
  listed(searchMemory(memoryOf(bytes), patterns, { windowBytes }));
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const places = (text: string, pattern: string): number[] =>
  found(latin1(text), [parseHexPattern(pattern)]).map((hit) => Number(/ (\d+)\+/.exec(hit)?.[1]));

describe('bytes', () => {
  it('at every place, also where they overlap', () => {
    expect(places('aaaa', '61 61')).toEqual([0, 1, 2]);
    expect(places('aaaa', '6161616161')).toEqual([]);
  });

  it('with wildcards of a byte and of half a byte', () => {
    expect(places('xH1\xc3 H2\xc3 H3\xc4', '48 ?? c3')).toEqual([1, 5]);
    expect(places('@ABO PQ', '4?')).toEqual([0, 1, 2, 3]);
    expect(places('\x1a\x2a\x2b', '?a')).toEqual([0, 1]);
    expect(places('abcd', '?? 62 ??')).toEqual([0]);
    // Not before the first byte, not behind the last.
    expect(places('bcd', '?? 62 ??')).toEqual([]);
  });

  it.each(['', '4', '4g', '?? ??', '48 8'])('refuses "%s"', (text) => {
    expect(() => parseHexPattern(text)).toThrow(
      expect.objectContaining({ code: 'input.bad-option' }) as Error,
    );
  });

  it('with the address of memory', () => {
    const memory = memoryOf(latin1('..abc'), 0x7f00_0000_1000n);
    const [hit] = [...searchMemory(memory, [parseHexPattern('616263')])].flatMap(({ hits }) => hits);
    expect(hit?.address).toBe(0x7f00_0000_1002n);
  });

  it('none lost or doubled at a seam, wherever it falls', () => {
    const byte = fc.constantFrom(0x61, 0x62, 0);
    fc.assert(
      fc.property(
        fc.array(byte, { maxLength: 200 }),
        fc.array(byte, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 70 }),
        (memory, needle, windowBytes) => {
          const text = latin1(String.fromCharCode(...memory));
          const pattern = { bytes: Uint8Array.from(needle), mask: null, encoding: 'bytes' } as const;
          const expected = memory.flatMap((_, at) =>
            needle.every((wanted, i) => memory[at + i] === wanted) ? [`bytes ${at}+${needle.length}`] : [],
          );
          expect(found(text, [pattern], windowBytes)).toEqual(expected);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('text', () => {
  const all = (text: string, ignoreCase = false): SearchPattern[] =>
    textPatterns(text, ignoreCase, iconv.encode(text, 'gbk'));

  it('in four encodings at once', () => {
    const bytes = new Uint8Array(100);
    for (const [at, encoding] of [
      [3, 'utf8'],
      [20, 'utf16-le'],
      [40, 'utf16-be'],
      [61, 'gbk'],
    ] as const)
      // prettier-ignore
      bytes.set(iconv.encode('错误x', encoding), at);
    expect(found(bytes, all('错误x'))).toEqual(['utf-8 3+7', 'utf-16le 20+6', 'utf-16be 40+6', 'gbk 61+5']);
  });

  it('without regard to case, of letters only', () => {
    expect(found(latin1('error ERROR Error Er2or [{'), all('eRRor', true))).toEqual([
      'ascii 0+5',
      'ascii 6+5',
      'ascii 12+5',
    ]);
    expect(found(latin1('[{'), all('[', true))).toEqual(['ascii 0+1']);
    // 0x5a is the second byte of 淶, and no letter.
    const gbk = iconv.encode('淶', 'gbk');
    expect([...gbk]).toEqual([0x9c, 0x5a]);
    expect(found(Uint8Array.of(0x9c, 0x7a), all('淶', true))).toEqual([]);
  });

  it('of UTF-16 between zeros once, wherever windows meet', () => {
    for (let at = 1; at < 40; at += 1) {
      for (const [encoding, start] of [
        ['utf16-le', at],
        ['utf16-be', at],
      ] as const) {
        // prettier-ignore
        const bytes = new Uint8Array(60);
        bytes.set(iconv.encode('queue', encoding), start);
        for (let windowBytes = 1; windowBytes < 20; windowBytes += 3) {
          const hits = found(bytes, all('queue'), windowBytes);
          expect(hits).toHaveLength(1);
          expect(Number(/ (\d+)\+10/.exec(hits[0] ?? '')?.[1]) % 2).toBe(0);
        }
      }
    }
  });
});

describe('regular expressions', () => {
  const matches = (text: string, source: string, options: RegexOptions = {}): string[] =>
    listed(searchRegex(memoryOf(latin1(text)), source, { windowBytes: 16, ...options })).map((hit) =>
      hit.slice(6),
    );

  it('leftmost, one behind the other, never empty', () => {
    expect(matches('aaaa b aa', 'a{1,3}|x*')).toEqual(['0+3', '3+1', '7+2']);
    expect(matches('x\0ab\xe9\xff', '[\\x80-\\xff]+')).toEqual(['4+2']);
  });

  it('at lines, also where a window begins', () => {
    const text = 'ab\nab ab ab ab ab ab ab ab ab ab ab\nab';
    expect(matches(text, '^ab')).toEqual(['0+2', '3+2', '36+2']);
    expect(matches(text, 'ab$')).toEqual(['0+2', '33+2', '36+2']);
  });

  it('cut at the longest', () => {
    expect(matches('a'.repeat(100), 'a+', { mostHitBytes: 40 })).toEqual(['0+40', '40+40', '80+20']);
  });

  it('as the whole would give them at once, wherever windows meet', () => {
    const letter = fc.constantFrom('a', 'b', '1', '\0', '\n');
    const sources = ['a+', 'ab', '[ab]+1', 'b\\b', '^a', 'a$', 'a(b1)?', '(?:ab|ba)1?', 'a[^b]*b'];
    fc.assert(
      fc.property(
        fc.array(letter, { maxLength: 120 }),
        fc.constantFrom(...sources),
        fc.integer({ min: 1, max: 60 }),
        (letters, source, windowBytes) => {
          const text = letters.join('');
          const expected = [...text.matchAll(new RegExp(source, 'gm'))]
            .filter(([match]) => match !== '')
            .map(({ index, 0: match }) => `${index}+${match.length}`);
          expect(matches(text, source, { windowBytes, mostHitBytes: 200 })).toEqual(expected);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('does not depend on windows where hits are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', '1'), { maxLength: 300 }),
        fc.constantFrom('a+', 'a.*b', '[ab]+', '1[^1]*1'),
        fc.integer({ min: 1, max: 90 }),
        (letters, source, windowBytes) => {
          const text = letters.join('');
          const whole = matches(text, source, { windowBytes: 1000, mostHitBytes: 7 });
          expect(matches(text, source, { windowBytes, mostHitBytes: 7 })).toEqual(whole);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each(['(', '错'])('refuses %s', (source) => {
    expect(() => matches('', source)).toThrow(expect.objectContaining({ code: 'input.bad-option' }) as Error);
  });
});
