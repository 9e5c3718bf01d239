import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readPaddedNumber } from '#shared/parsers/padded-number.ts';

const read = (text: string): number => {
  const bytes = Uint8Array.from(`xx${text}xx`, (character) => character.codePointAt(0) ?? 0);
  return readPaddedNumber(new DataView(bytes.buffer), 2);
};

it('reads every number of one to eight digits', () => {
  const value = fc.nat(8).chain((digits) => fc.nat(10 ** digits - 1));
  fc.assert(
    fc.property(value, (number) => {
      expect(read(String(number).padStart(8))).toBe(number);
    }),
    { numRuns: 1000 },
  );
  expect(read('       0')).toBe(0);
  expect(read('00000007')).toBe(7);
  expect(read('99999999')).toBe(99_999_999);
});

it('reads nothing else', () => {
  // One character over: a pattern by hand, tried at each place and with each of 256 bytes.
  const isPadded = (text: string): boolean => /^ *[0-9]+$/.test(text);
  for (const base of ['       0', '    1234', '   12345', '12345678', '        ']) {
    for (let at = 0; at < 8; at += 1) {
      for (let code = 0; code < 256; code += 1) {
        const text = base.slice(0, at) + String.fromCodePoint(code) + base.slice(at + 1);
        const expected = isPadded(text) ? Number(text) : -1;
        if (read(text) !== expected) expect([text, read(text)]).toEqual([text, expected]);
      }
    }
  }
});

it('agrees with the pattern on any mixture of blanks, digits and neighbours of digits', () => {
  const character = fc.constantFrom(
    ' ',
    ' ',
    '0',
    '1',
    '9',
    ':',
    '/',
    '?',
    '-',
    'O',
    '\t',
    '\u0010',
    '\u0090',
  );
  fc.assert(
    fc.property(fc.array(character, { minLength: 8, maxLength: 8 }), (characters) => {
      const text = characters.join('');
      expect(read(text)).toBe(/^ *[0-9]+$/.test(text) ? Number(text) : -1);
    }),
    { numRuns: 3000 },
  );
});
