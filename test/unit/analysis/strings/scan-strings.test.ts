/** Which bytes are strings; that the kernel finds what the plain reading finds, wherever windows meet. */
import { createCipheriv } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { compileStringsKernel, stringsModulePath, stringsModuleText } from '#build/strings-kernel/compile.ts';
import { scanPlainly, scanStrings, type StringScan } from '#shared/analysis/strings/scan-strings.ts';
import { stringEncodings, type StringBatch } from '#shared/domain/strings.ts';
import { generateHeap } from '#test/prove/generate/heap-bytes.ts';
import { memoryOf } from '#test/support/memory-of.ts';

const MiB = 1024 * 1024;

/** `ascii 12+7`, by encoding and then by offset as they come. */
function listed(batches: Iterable<StringBatch>): string[] {
  const lists = stringEncodings.map((): string[] => []);
  for (const { count, offsets, lengths, encodings } of batches) {
    for (let i = 0; i < count; i += 1) {
      const encoding = encodings[i] ?? 0;
      lists[encoding]?.push(`${stringEncodings[encoding]} ${offsets[i]}+${lengths[i]}`);
    }
  }
  return lists.flat();
}

const scanned = (bytes: Uint8Array, options?: StringScan): string[] =>
  listed(scanStrings(memoryOf(bytes), options));
const plain = (bytes: Uint8Array, options: StringScan = {}): string[] => [
  ...listed([scanPlainly(memoryOf(bytes), options)]),
];

/** Zeros but for these texts at these offsets. */
function memory(size: number, texts: readonly (readonly [number, string, string])[]): Uint8Array {
  const bytes = new Uint8Array(size);
  for (const [at, text, encoding] of texts) bytes.set(iconv.encode(text, encoding), at);
  return bytes;
}

function noise(bytes: number, seed: number): Uint8Array {
  return createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16)).update(Buffer.alloc(bytes));
}

describe('finds, with offsets and lengths counted by hand,', () => {
  it.each<[string, readonly [number, string, string], string[]]>([
    ['ASCII from six bytes on', [3, 'abc\tef', 'latin1'], ['ascii 3+6']],
    ['nothing in five', [3, 'abcde', 'latin1'], []],
    ['ASCII to the last byte', [94, '~~~~~~', 'latin1'], ['ascii 94+6']],
    ['UTF-8 of two Chinese characters', [10, '错误', 'utf8'], ['utf-8 10+6']],
    // 12 bytes of ASCII before, 12 of four characters, one of ASCII behind.
    ['UTF-8 in a line of ASCII', [5, 'fwlog error 连接失败!', 'utf8'], ['ascii 5+12', 'utf-8 5+25']],
    // 3 accents: 12 bits and the zero.
    ['UTF-8 of a European language', [0, 'crème brûlé', 'utf8'], ['utf-8 0+14']],
    ['UTF-16, little-endian', [8, 'broker', 'utf16-le'], ['utf-16le 8+12']],
    ['UTF-16, big-endian', [8, 'broker', 'utf16-be'], ['utf-16be 8+12']],
    ['not five units of UTF-16', [8, 'broke', 'utf16-le'], []],
    ['UTF-16 with Chinese before and after', [20, '消息 log 队列', 'utf16-le'], ['utf-16le 20+18']],
    // 4 common characters: 12 bits and the zero.
    ['GBK of four characters', [7, '连接失败', 'gbk'], ['gbk 7+8']],
    ['GBK with ASCII before and behind', [7, 'msg=连接失败, err', 'gbk'], ['gbk 7+17']],
    ['no GBK of three characters', [7, '连接败', 'gbk'], []],
  ])('%s', (_, text, expected) => {
    const bytes = memory(100, [text]);
    expect(scanned(bytes)).toEqual(expected);
    expect(plain(bytes)).toEqual(expected);
  });

  it('UTF-16 at an odd offset between other bytes than zeros', () => {
    const bytes = memory(64, [[9, 'broker', 'utf16-le']]).map((byte, i) => (i < 9 || i > 20 ? 0xff : byte));
    expect(scanned(bytes)).toEqual(['utf-16le 9+12']);
  });
});

it('finds the ASCII that an independent pattern finds', () => {
  const bytes = Buffer.concat([...generateHeap(3 * MiB, 5)]);
  const pattern = [...bytes.toString('latin1').matchAll(/[\t\x20-\x7e]{6,}/g)];
  expect(pattern.length).toBeGreaterThan(1000);
  expect(scanned(bytes, { asciiOnly: true })).toEqual(
    pattern.map(({ index, 0: text }) => `ascii ${index}+${text.length}`),
  );
});

describe('the kernel finds what the plain reading finds', () => {
  const texts = [
    'abcdef',
    'crème brûlée',
    '错误: disk full',
    '连接失败',
    '消息 log 队列',
    'tab\there',
    'x'.repeat(300),
  ];
  const encodings = ['latin1', 'utf8', 'utf16-le', 'utf16-be', 'gbk'];
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...texts), fc.constantFrom(...encodings)).map(([text, encoding]) => iconv.encode(text, encoding)) }, // prettier-ignore
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 40 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 70 }).map((length) => new Uint8Array(length)) },
    { weight: 1, arbitrary: fc.constantFrom(0, 0x41, 0x4e, 0xb0, 0xc3, 0xe4, 0xff).map((byte) => Uint8Array.of(byte)) }, // prettier-ignore
  );

  it('in any mixture, with a seam at every 64th byte', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 25 }),
        fc.constantFrom(64, 128, 320),
        (pieces, windowBytes) => {
          const bytes = Buffer.concat(pieces);
          expect(scanned(bytes, { windowBytes })).toEqual(plain(bytes));
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('with a seam at every place of every text', () => {
    for (const text of texts) {
      for (const encoding of encodings) {
        const encoded = iconv.encode(text, encoding);
        for (let at = 0; at < 140; at += 1) {
          const bytes = new Uint8Array(140 + encoded.length + 3);
          bytes.set(encoded, at);
          const found = scanned(bytes, { windowBytes: 64 });
          expect(found, `${text} in ${encoding} at ${at}`).toEqual(plain(bytes));
        }
      }
    }
  });

  it('in a heap, and in random bytes', () => {
    const bytes = Buffer.concat([...generateHeap(2 * MiB, 7), noise(2 * MiB + 77, 2)]);
    expect(scanned(bytes)).toEqual(plain(bytes));
  });

  it('where a window has more strings than there are rows', () => {
    const bytes = Buffer.from('abcdef\0'.repeat(70_000), 'latin1');
    expect(scanned(bytes)).toHaveLength(70_000);
    expect(scanned(bytes)).toEqual(plain(bytes));
  });
});

it('two scans in turns do not disturb each other', () => {
  const one = noise(MiB, 3);
  const other = Buffer.from('left and right '.repeat(20_000), 'latin1');
  const [first, second] = [scanStrings(memoryOf(one), { windowBytes: 640 }), scanStrings(memoryOf(other))];
  const batches: StringBatch[] = [];
  for (const batch of first) {
    batches.push(batch);
    second.next();
  }
  expect(listed(batches)).toEqual(plain(one));
});

it('finds strings beyond 2 GiB', () => {
  const at = 2 ** 31 + 5;
  const text = Buffer.from('beyond the end of int32');
  const zeros = new Uint8Array(MiB + 4096);
  const reader = {
    start: 0n,
    sizeBytes: at + 100,
    read(offset: number, length: number) {
      const size = Math.min(length, at + 100 - offset);
      if (offset + size <= at) return zeros.subarray(0, size);
      const bytes = new Uint8Array(size);
      for (let i = 0; i < text.length; i += 1)
        if (at + i >= offset && at + i < offset + size) bytes[at + i - offset] = text[i] ?? 0;
      return bytes;
    },
  };
  expect(listed(scanStrings(reader))).toEqual([`ascii ${at}+23`]);
});

it('does not flood where bytes are random: strings per MiB that are not ASCII', () => {
  const found = scanned(noise(16 * MiB, 1));
  const perMiB = (encoding: string): number =>
    found.filter((line) => line.startsWith(`${encoding} `)).length / 16;
  // Six in a row of 96 of 256: GNU strings has as many.
  expect(perMiB('ascii')).toBeGreaterThan(1700);
  // The rule promises 16 per MiB at most, for each; measured are about 7, 1.5 and 0.
  expect(perMiB('utf-8')).toBeLessThan(16);
  expect(perMiB('gbk')).toBeLessThan(4);
  expect(perMiB('utf-16le') + perMiB('utf-16be')).toBeLessThan(0.2);
});

it('gives nothing for nothing', () => {
  expect(scanned(new Uint8Array())).toEqual([]);
});

it('is checked in as it is compiled', async () => {
  expect(readFileSync(stringsModulePath, 'utf8')).toBe(stringsModuleText(await compileStringsKernel()));
});
