import { describe, expect, it } from 'vitest';
import { chunkMarks } from '#renderer/views/dumps/chunk-marks.ts';
import { copyAs } from '#renderer/views/dumps/copy-as.ts';
import { bytesWithout } from '#renderer/views/dumps/hex-rows.ts';
import { pointerAt, readings, timesAt } from '#renderer/views/dumps/inspect-bytes.ts';
import { cellAfterKey, cellOf, cellOfLine, offsetOfCell } from '#renderer/views/dumps/strip-model.ts';

describe('what bytes could be', () => {
  it('integers and floats in both orders, as Python’s struct has them', () => {
    // struct.unpack of 00 00 00 00 00 00 f8 3f: '<d' 1.5; '>Q' 63551; '<Q' 4609434218613702656.
    const found = readings(Uint8Array.of(0, 0, 0, 0, 0, 0, 0xf8, 0x3f));
    const of = (name: string) => found.find((one) => one.name === name);
    expect(of('f64')?.little).toBe('1.5');
    expect(of('u64')).toMatchObject({ little: '4609434218613702656', big: '63551' });
    expect(of('i8')).toEqual({ name: 'i8', little: '0 / 0', big: null });
  });

  it('leaves out what needs more bytes than there are', () => {
    const names = readings(Uint8Array.of(0xff, 0xfe)).map(({ name, little }) => `${name} ${little}`);
    expect(names).toEqual(['i8 255 / -1', 'u16 65279', 'i16 -257']);
    expect(pointerAt(Uint8Array.of(1, 2, 3))).toBeUndefined();
  });

  it('times of this century only', () => {
    // 1,700,000,000,000 ms is 2023-11-14T22:13:20Z; 0x18bcfe56800.
    const ms = timesAt(Uint8Array.of(0x00, 0x68, 0xe5, 0xcf, 0x8b, 0x01, 0, 0));
    expect(ms).toEqual([{ unit: 'ms', at: Date.UTC(2023, 10, 14, 22, 13, 20) }]);
    expect(timesAt(new Uint8Array(8))).toEqual([]);
  });
});

describe('copies', () => {
  const bytes = Uint8Array.of(0x41, 0x27, 0x5c, 0x00, 0xff);
  it('in the forms that other tools read', () => {
    expect(copyAs('hex', bytes, 0n)).toBe('41 27 5c 00 ff');
    expect(copyAs('c', bytes, 0n)).toBe(
      'const unsigned char bytes[5] = {\n  0x41, 0x27, 0x5c, 0x00, 0xff,\n};',
    );
    expect(copyAs('python', bytes, 0n)).toBe(String.raw`b'A\'\\\x00\xff'`);
    expect(copyAs('base64', bytes, 0n)).toBe('QSdcAP8=');
    expect(copyAs('gdb', bytes, 0x7f21b8001040n)).toBe('x/5xb 0x7f21b8001040');
    expect(copyAs('dump', new Uint8Array(17).fill(0x61), 0x1000n)).toBe(
      `0x000000001000  ${'61 '.repeat(16)} ${'a'.repeat(16)}\n0x000000001010  61${' '.repeat(47)}a`,
    );
  });

  it('know of bytes that nobody has', () => {
    const spans = [
      { offset: 0, length: 4096, state: 'present' },
      { offset: 4096, length: 4096, state: 'absent' },
      { offset: 8192, length: 4096, state: 'zero' },
    ] as const;
    expect(bytesWithout(spans, { start: 4000, end: 5000 })).toBe(904);
    expect(bytesWithout(spans, { start: 8192, end: 12288 })).toBe(0);
  });
});

describe('chunks in a row', () => {
  const chunks = [
    { offset: 16, size: 32, state: 'used' },
    { offset: 48, size: 40, state: 'free' },
    { offset: 88, size: 400, state: 'top' },
  ] as const;
  const row = (offset: number) => ({ offset, length: 16, fold: null });

  it('are marked where they begin, go on and end', () => {
    expect(chunkMarks(chunks, row(0))).toEqual([]);
    expect(chunkMarks(chunks, row(32))).toEqual([
      { state: 'used', size: 32, begins: false, from: 0, to: 16 },
    ]);
    expect(chunkMarks(chunks, row(80))).toEqual([
      { state: 'free', size: 40, begins: false, from: 0, to: 8 },
      { state: 'top', size: 400, begins: true, from: 8, to: 16 },
    ]);
    expect(chunkMarks(chunks, row(480))).toMatchObject([{ state: 'top', from: 0, to: 8 }]);
    expect(chunkMarks(chunks, row(496))).toEqual([]);
  });
});

describe('the strip', () => {
  const shape = { cells: 2048, sizeBytes: 10_031_104 };
  it('leads from a place to its cell and back', () => {
    for (const cell of [0, 1, 777, 2046, 2047]) expect(cellOf(shape, offsetOfCell(shape, cell))).toBe(cell);
    expect(cellOf(shape, shape.sizeBytes - 1)).toBe(2047);
  });
  it('goes by keys within its ends', () => {
    expect(cellAfterKey(shape, 0, 'ArrowUp')).toBe(0);
    expect(cellAfterKey(shape, 2047, 'PageDown')).toBe(2047);
    expect(cellAfterKey(shape, 100, 'PageDown')).toBe(132);
    expect(cellAfterKey(shape, 5, 'x')).toBeUndefined();
  });
  it('shows what most of the cells of a line are, and each cell where lines abound', () => {
    expect(cellOfLine(Uint8Array.of(1, 2, 2, 3, 3, 3), 2, 0)).toBe(2);
    expect(cellOfLine(Uint8Array.of(1, 2, 2, 3, 3, 3), 2, 1)).toBe(3);
    expect(cellOfLine(Uint8Array.of(4, 5), 4, 1)).toBe(4);
    expect(cellOfLine(Uint8Array.of(4, 5), 4, 2)).toBe(5);
  });
});
