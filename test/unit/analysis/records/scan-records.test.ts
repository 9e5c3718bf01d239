/** JSON objects in memory: whole, cut, nested, at seams, and in memory that was made to be hard. */
import { describe, expect, it } from 'vitest';
import { MOST_RECORD } from '#shared/analysis/records/object-parser.ts';
import { found, memoryOf, randomOf, readerOf } from '#test/support/records/memory.ts';
import { scanRecords } from '#shared/analysis/records/scan-records.ts';

const zeros = new Uint8Array(16);
const pointer = Uint8Array.of(0xe0, 0x1b, 0x00, 0x4c, 0x7e, 0x7f, 0, 0);

describe('one record', () => {
  it.each([
    ['plain', '{"a":1,"b":"x"}'],
    ['nested objects and arrays count once', '{"a":{"b":{"c":[1,{"d":2},[]]}},"e":{}}'],
    ['white space', '{ "a" : 1 ,\n\t"b": [ 1 , 2 ] }'],
    ['escapes', String.raw`{"a":"q\"\\\/\b\f\n\r\t\u00e9{\"b\":1}"}`],
    ['words and numbers', '{"a":true,"b":false,"c":null,"d":-1.5e+10,"e":NaN}'],
    ['braces in strings', '{"a":"}{","b":"]["}'],
  ])('%s', (_, text) => {
    expect(found(memoryOf(pointer, text, zeros))).toEqual([`whole 8 ${text}`]);
  });

  it('takes UTF-8 and GBK', () => {
    const utf8 = memoryOf('{"用户":"张三€😀"}');
    // 中\ in GBK would be D6 D0; 0x81 0x5C is a character whose second byte is a backslash.
    const gbk = memoryOf('{"a":"', Uint8Array.of(0xd6, 0xd0, 0x81, 0x5c), '","b":1}');
    expect(found(memoryOf(zeros, utf8, zeros))).toEqual([`whole 16 ${utf8.toString('latin1')}`]);
    expect(found(memoryOf(zeros, gbk, zeros))).toEqual([`whole 16 ${gbk.toString('latin1')}`]);
  });

  it.each([
    ['in a string', '{"a":1,"b":"hel'],
    ['in a key', '{"a":1,"bcd'],
    ['behind a comma', '{"a":1,'],
    ['in a word', '{"a":1,"b":'],
    ['in an object', '{"a":1,"b":{"c":2}'],
  ])('whose end is lost %s', (_, text) => {
    expect(found(memoryOf(pointer, text, zeros))).toEqual([`no-tail 8 ${text}`]);
    expect(found(memoryOf(pointer, text))).toEqual([`no-tail 8 ${text}`]);
    expect(found(memoryOf(text, '{"c":2,"d":3}', zeros)).at(-1)).toMatch(/\{"c":2,"d":3\}$/);
  });

  it.each([
    ['in a string', 'lo w","b":2}'],
    ['in a key', 'sion_id":"x","b":2}'],
    ['in a number', '234,"b":2}'],
    ['in an object', 'x":1},"b":2}'],
    ['in two objects', 'x","y":{"z":1}}}'],
    ['before a key', '"b":2,"c":{"d":1}}'],
  ])('whose beginning is lost %s', (_, text) => {
    expect(found(memoryOf(zeros, text, zeros))).toEqual([`no-head 16 ${text}`]);
  });

  it('does not take the random key of a thread cache for text', () => {
    const key = Uint8Array.of(0xc3, 0x83, 0xc2, 0xae, 0x03, 0xf8, 0xf9, 0xfe);
    expect(found(memoryOf(key, 'w-03","b":2}', zeros))).toEqual(['no-head 8 w-03","b":2}']);
  });

  it.each(['{}', '{"a"}', '"a"', '{"a",1}', '{1:2}', 'say "x" and {y}', '"a":1', '["a","b"]'])(
    '%s is none',
    (text) => {
      expect(found(memoryOf(zeros, text, zeros))).toEqual([]);
    },
  );
});

describe('several records', () => {
  it('are told apart where they touch, and where one runs into another', () => {
    expect(found(memoryOf('{"a":1}{"a":2}', '{"a":"x{"b":1}'))).toEqual([
      'whole 0 {"a":1}',
      'whole 7 {"a":2}',
      'no-tail 14 {"a":"x',
      'whole 21 {"b":1}',
    ]);
    expect(found(memoryOf('{"a":1,"x{"b":1}'))).toEqual(['no-tail 0 {"a":1,"x', 'whole 9 {"b":1}']);
  });

  it('keeps the objects in what is no record itself', () => {
    expect(found(memoryOf('INFO "payload": {"a":1} done'))).toEqual(['whole 16 {"a":1}']);
  });

  it('cuts what is longer than a record may be', () => {
    const [first] = found(memoryOf('{"a":"', 'x'.repeat(MOST_RECORD), '"}'));
    expect(first?.slice(0, 12)).toBe('no-tail 0 {"');
    expect(first?.length).toBe('no-tail 0 '.length + MOST_RECORD);
  });
});

describe('seams', () => {
  it('change nothing, wherever they lie', () => {
    const random = randomOf(7);
    const pieces: (string | Uint8Array)[] = [];
    let wholes = 0;
    for (let size = 0; size < 3_000_000;) {
      const record = JSON.stringify({
        id: size,
        text: 'é"\\x'.repeat(Math.floor(random() ** 6 * 9000)),
        in: { k: [1, { z: 2 }] },
      });
      const kind = random();
      const piece =
        kind < 0.6
          ? record
          : kind < 0.8
            ? record.slice(0, -3)
            : kind < 0.9
              ? record.slice(5)
              : zeros.slice(random() * 16);
      if (kind < 0.6) wholes += 1;
      pieces.push(piece, '\0\u0001');
      size += piece.length + 2;
    }
    const memory = memoryOf(...pieces);
    const once = found(memory, { windowBytes: memory.length * 2 });
    expect(once.filter((line) => line.startsWith('whole') && line.includes('"id"'))).toHaveLength(wholes);
    for (const windowBytes of [1, 4097, 70_000, 300_001])
      expect(found(memory, { windowBytes })).toEqual(once);
  });

  it('do not let an end reach back into the record before it', () => {
    // Windows of one byte begin at the offset that may be looked back to: 4160.
    const memory = memoryOf(
      new Uint8Array(4152),
      '{"a":1}',
      'lo w","b":2}',
      new Uint8Array(MOST_RECORD + 700),
    );
    const lines = ['whole 4152 {"a":1}', 'no-head 4159 lo w","b":2}'];
    for (const windowBytes of [1, 2, 3, 2 ** 24]) expect(found(memory, { windowBytes })).toEqual(lines);
  });

  it('never cut, lose or double a record of 64 KiB', () => {
    const record = `{"k":"${'v'.repeat(65_536 - 8)}"}`;
    const memory = memoryOf(...Array.from({ length: 20 }, (_, at) => [zeros.slice(at % 16), record]).flat());
    for (const windowBytes of [65_536, 65_537, 131_072]) {
      const lines = found(memory, { windowBytes });
      expect(lines.map((line) => line.startsWith('whole') && line.length > 65_536)).toEqual(
        Array.from({ length: 20 }, () => true),
      );
    }
  });
});

describe('memory that was made to be hard', () => {
  const size = 1_000_000;
  it.each([
    '{',
    '{"',
    '{"a":',
    '{"a":{',
    '[',
    '"',
    String.raw`\"`,
    '":',
    '"a":',
    '{"a":[',
    '{ "',
    ',"a":1',
    '"a":1,',
    '}',
    '"},',
    '{"a":"{"',
  ])('millions of %s take no longer than other bytes', (piece) => {
    const memory = Buffer.alloc(size, piece);
    const start = performance.now();
    expect(endInOrder(memory)).toBeLessThanOrEqual(size);
    // Far from a limit of time on a slow machine: quadratic work would take hours.
    expect(performance.now() - start).toBeLessThan(15_000);
  });

  it('survives random bytes and flipped bits', () => {
    const random = randomOf(3);
    const letters = '{}[]":,\\ntf1-e \0\u0080é';
    for (let round = 0; round < 100; round++) {
      const text = Array.from({ length: 2000 }, () => letters[Math.floor(random() * letters.length)]).join(
        '',
      );
      const memory = memoryOf(text);
      for (let flip = 0; flip < 20; flip++) {
        const at = Math.floor(random() * memory.length);
        memory[at] = (memory[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      }
      expect(endInOrder(memory)).toBeLessThanOrEqual(memory.length);
    }
  });
});

/** Behind the last record; Infinity where one overlaps the one before it or is empty. */
function endInOrder(memory: Uint8Array): number {
  let end = 0;
  scanRecords(readerOf(memory), ({ base, ...record }) => {
    const isInOrder = base + record.start >= end && record.end > record.start;
    end = isInOrder ? base + record.end : Infinity;
  });
  return end;
}
