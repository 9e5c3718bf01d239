/** The kernel takes many blocks at once; what comes out must be what reading line by line gives, damage and all. */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { compileKernel, kernelModulePath, kernelModuleText } from '#build/smaps-kernel/compile.ts';
import { instantiate } from '#shared/parsers/smaps-kernel-instance.ts';
import { generateSmaps } from '#test/support/generated-smaps.ts';
import { damaged } from '#test/support/smaps-damage.ts';
import { readLineByLine, readWithKernel } from '#test/support/smaps-ways.ts';
import { fixtureBytes, fixtureText } from '#test/support/text-source.ts';

// Thousands of texts, read in both ways, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

/** Both ways on the same bytes. @returns how many blocks the kernel took */
function expectSame(content: string | Uint8Array): number {
  const { taken, ...withKernel } = readWithKernel(content);
  const lineByLine = readLineByLine(content);
  // A thousand times as fast as `toEqual`, which then tells the difference.
  if (!isDeepStrictEqual(withKernel, lineByLine)) expect(withKernel).toEqual(lineByLine);
  return taken;
}

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

const linesOf = (path: string, from: number, to: number): string =>
  `${fixtureText(path).split('\n').slice(from, to).join('\n')}\n`;

/** 2.6.32: no Anonymous, no VmFlags (fs/proc/task_mmu.c of that version). */
const oldBlock = (i: number): string =>
  `${(0x100000 + i * 0x1000).toString(16).padStart(8, '0')}-${(0x101000 + i * 0x1000).toString(16).padStart(8, '0')} ` +
  `rw-p 00000000 00:00 0 \nSize:                  4 kB\nRss:  ${String(i % 5).padStart(18)} kB\n` +
  'Shared_Dirty:          0 kB\nPrivate_Dirty:         0 kB\nSwap:                  0 kB\n';

const head = (i: number, rest = 'rw-p 00000000 00:00 0 '): string =>
  `7f00${i.toString(16).padStart(5, '0')}000-7f00${(i + 1).toString(16).padStart(5, '0')}000 ${rest}\n`;

describe('as they are recorded and generated', () => {
  it.each([
    ['proc/debian12-6.18/smaps', 35],
    ['proc/fwlog-queue-glibc2.36/smaps', 48],
  ])('%s', (path, blocks) => {
    // The first block is learnt from, and the last one is read line by line, for it may be cut.
    expect(expectSame(fixtureBytes(path))).toBe(blocks - 2);
  });

  it('a large one', () => {
    expect(expectSame(generateSmaps(3000).bytes)).toBe(2998);
  });

  it('one without flags', () => {
    expect(expectSame(Array.from({ length: 1000 }, (_, i) => oldBlock(i)).join(''))).toBe(998);
  });

  it('one behind the other, where all of the second is below the end of the first', () => {
    const text = fixtureText('proc/debian12-6.18/smaps');
    expect(expectSame(text + text)).toBe(2 * 35 - 2);
    // More remarks than are kept, by both ways the same ones.
    expect(expectSame(oldBlock(7).repeat(12_000))).toBe(11_998);
    expect(readWithKernel(oldBlock(7).repeat(3)).problems).toMatchObject([{ line: 7 }, { line: 13 }]);
  });

  it('nothing, a header, a block, two', () => {
    for (const content of ['', '\n', head(0), oldBlock(0), oldBlock(0) + oldBlock(1)]) expectSame(content);
  });
});

it('damaged in some thousands of ways', () => {
  const generated = new TextDecoder().decode(generateSmaps(7).bytes);
  const recorded = linesOf('proc/debian12-6.18/smaps', 9 * 25, 15 * 25);
  const old = Array.from({ length: 12 }, (_, i) => oldBlock(i)).join('');
  let taken = 0;
  for (let seed = 0; seed < 800; seed += 1) {
    for (const text of [generated, recorded, old]) taken += expectSame(latin1(damaged(text, seed)));
  }
  // 19 of 25 blocks could be taken; most are whole in most of the texts.
  expect(taken).toBeGreaterThan(800 * 9);
});

it('cut at every byte of its last blocks', () => {
  const text = generateSmaps(4).bytes;
  for (let end = text.length / 2; end <= text.length; end += 1) expectSame(text.subarray(0, end));
});

describe('at the seam of two windows', () => {
  const text = new TextDecoder().decode(generateSmaps(200).bytes);
  const blocks = text.split(/^(?=7f)/m);
  const plain = readLineByLine(text);

  // A longer path in the second block moves all that follow; 740 bytes are a block.
  it('wherever it falls', () => {
    for (let length = 1; length <= 800; length += 1) {
      const path = 'x'.repeat(length);
      const second = blocks[1]!.replace(/^(.*?00:00 0|.*? \d+) .*$/m, `$1 ${path}`);
      const { mappings, taken } = readWithKernel([blocks[0]!, second, ...blocks.slice(2)].join(''));
      const expected = plain.mappings.with(1, { ...plain.mappings[1]!, path });
      if (!isDeepStrictEqual(mappings, expected)) expect(mappings).toEqual(expected);
      expect(taken).toBe(198);
    }
  });

  it('with damage around it', () => {
    const bytes = new TextEncoder().encode(text);
    for (let at = 65_400; at < 67_400; at += 41) {
      const copy = bytes.slice();
      copy[at] = 0x7e;
      expect(expectSame(copy)).toBeGreaterThan(190);
    }
  });

  it('and with paths of nearly a window, and of more', () => {
    for (const length of [4096, 16_000, 17_000, 64_000, 65_530, 65_536, 70_000]) {
      const long = blocks.with(90, blocks[90]!.replace('\n', `          /${'d'.repeat(length)}\n`));
      expectSame(long.join(''));
    }
  });
});

it('reads every number that the kernel pads, and nothing else', () => {
  const bases = ['       0', '    1234', '   12345', '12345678', '99999999', '        '];
  const numbers = bases.flatMap((base) =>
    Array.from({ length: 8 * 256 }, (_, i) => {
      const at = i % 8;
      return base.slice(0, at) + String.fromCharCode(i >> 3) + base.slice(at + 1);
    }),
  );
  const blocks = numbers.map(
    (number, i) => `${head(i)}Rss:            ${number} kB\nSwap:                  0 kB\n`,
  );
  // An odd count of numbers too: two are read at a time.
  const three = blocks.map((block) => `${block}Locked:                0 kB\n`);
  // By hand: blanks and then a digit or more.
  const whole = numbers.filter((number) => /^ *[0-9]+$/.test(number)).length;
  expect(expectSame(latin1(blocks.join('')))).toBeLessThanOrEqual(whole);
  expect(expectSame(latin1(three.join('')))).toBeLessThanOrEqual(whole);
});

it('takes any byte in a path, a device and flags as the other way does', () => {
  const fields = 'Rss:                   4 kB\nVmFlags: ';
  const blocks = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).flatMap((byte, i) => [
    `${head(4 * i, `r--p 00000000 fe:00 12        /a${byte}b`)}${fields}rd ex \n`,
    `${head(4 * i + 1, `r--p 00000000 f${byte}:00 12        /ab`)}${fields}rd ex \n`,
    `${head(4 * i + 2, 'r--p 00000000 fe:00 12        /ab')}${fields}rd${byte}ex \n`,
    `${head(4 * i + 3, `r--p 00000000 fe:00 12        /abcdefghijklmnop${byte}`)}${fields}rd \n`,
  ]);
  // Printable ASCII: 95 bytes, without the blank at the end of a path, the blank in a device. A block before one that is not
  // taken is not taken either.
  const printable = 95;
  expect(expectSame(latin1(blocks.join('')))).toBeLessThan(4 * printable);
});

it.each([
  ['codes of a terminal that hold a number', (i: number) => `Rss:      ${i % 9} kB\u001b]        5\u0007\n`],
  ['blanks before the name', (i: number) => `  Rss:                 ${i % 9} kB\n`],
  ['blanks behind the name', (i: number) => `Rss  :                 ${i % 9} kB\n`],
  ['nine digits', (i: number) => `Rss:           ${123_456_000 + i} kB\n`],
  ['no number', () => 'Rss:                   4 kB\nNew: yes\n'],
])('does not learn from %s', (_, field) => {
  const blocks = Array.from(
    { length: 20 },
    (_unused, i) => head(i) + field(i) + 'Swap:                  0 kB\n',
  );
  expect(expectSame(latin1(blocks.join('')))).toBe(0);
});

it('reads addresses and offsets of 1 to 17 digits', () => {
  const digits = '123456789abcdef01';
  const lines = Array.from({ length: 17 * 17 * 3 }, (_, i) => {
    const [start, end] = [
      digits.slice(0, 1 + (i % 17)),
      `f${digits}`.slice(0, 1 + (Math.floor(i / 17) % 17)),
    ];
    return `${start}-${end} rwxs ${digits.slice(0, 1 + ((i * 7) % 17))} fe:00 12        /x\n`;
  });
  const block = (line: string): string => `${line}Rss:                   4 kB\n`;
  for (const line of lines) expectSame([head(0), line, head(0xfffff, 'r--p 00000000 00:00 0 ')].map(block).join('').repeat(2)); // prettier-ignore
});

it.each([
  // More of them than slots of the table, and more bytes than its memory.
  ['short', 20_000, (i: number) => `/${i.toString(36)}`],
  ['long', 8000, (i: number) => `/${'x'.repeat(i % 390)}${i}`],
])('forgets texts in time where each path is another, and %s', (_, count, path) => {
  const blocks = Array.from(
    { length: count },
    (_unused, i) => `${head(i, `r--p 00000000 fe:00 ${i}        ${path(i)}`)}Rss:                   4 kB\n`,
  );
  expect(expectSame(blocks.join(''))).toBe(count - 2);
});

it('two texts that follow each other do not mix', () => {
  const first = readWithKernel(fixtureBytes('proc/debian12-6.18/smaps'));
  readWithKernel(generateSmaps(300).bytes);
  expect(readWithKernel(fixtureBytes('proc/debian12-6.18/smaps'))).toEqual(first);
});

it('is not there where WebAssembly or SIMD is not', () => {
  expect(instantiate(undefined)).toBeNull();
  class Refusing {
    constructor() {
      throw new Error('invalid opcode 0xfd');
    }
  }
  expect(instantiate({ Module: Refusing, Instance: Refusing as never })).toBeNull();
});

it('is checked in as it is compiled', async () => {
  expect(readFileSync(kernelModulePath, 'utf8')).toBe(kernelModuleText(await compileKernel()));
});
