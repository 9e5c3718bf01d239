import { expect, it } from 'vitest';
import { shorten, toVisibleText } from '#shared/report/visible-text.ts';

it.each([
  ['plain text, 中文 and − signs', 'plain text, 中文 and − signs'],
  ['tab\tno-break\u00a0ideographic\u3000space', 'tab no-break ideographic space'],
  ['line\nbreak\r', 'line[U+000A]break[U+000D]'],
  ['\u001b[31mred\u0000', '[U+001B][31mred[U+0000]'],
  ['a\u202eb\u2066c\u2069\u200f', 'a[U+202E]b[U+2066]c[U+2069][U+200F]'],
  ['soft\u00adhyphen zero\u200bwidth \ufeff', 'soft[U+00AD]hyphen zero[U+200B]width [U+FEFF]'],
  ['wide\u2003space', 'wide[U+2003]space'],
  ['private \ue000 tag \u{e0041}', 'private [U+E000] tag [U+E0041]'],
  ['lone \ud800 half', 'lone [U+D800] half'],
])('%j', (text, expected) => {
  expect(toVisibleText(text)).toBe(expected);
});

it('shortens by characters, not by halves of them', () => {
  expect(shorten('𠀀𠀁𠀂𠀃', 3)).toBe('𠀀𠀁…');
  expect(shorten('abc', 3)).toBe('abc');
});
