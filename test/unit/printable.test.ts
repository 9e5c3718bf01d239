import { describe, expect, it } from 'vitest';
import { toPrintable } from '#shared/util/printable.ts';

describe('text that is shown', () => {
  it('keeps what people write, tabs included', () => {
    const text = 'RssAnon:\t  1024 kB 内存 Größe Θ 😀';
    expect(toPrintable(text)).toBe(text);
  });

  it.each([
    ['an escape sequence', '\u001b[2J', '␛[2J'],
    ['NUL and carriage return', 'a\0b\rc', 'a␀b␍c'],
    ['DEL and C1', '\u007f\u009b31m', '��31m'],
    ['a right-to-left override', 'evil\u202excod.exe', 'evil�xcod.exe'],
    ['a zero width space and a byte order mark', 'a\u200bb\ufeff', 'a�b�'],
    ['line separators', 'a\u2028b\u2029', 'a�b�'],
    ['half a surrogate pair', 'a\ud800b', 'a�b'],
  ])('shows %s', (_name, text, shown) => {
    expect(toPrintable(text).replaceAll('␡', '�')).toBe(shown);
  });
});
