/**
 * Evidence is text that a stranger may have chosen. What would be invisible, reorder its neighbours or act on a
 * terminal is written out as `[U+202E]`, so that the reader sees that it is there.
 */

/**
 * Controls, format and bidi marks, line and paragraph separators, halves of pairs, private use, and what
 * Unicode says may be left out when shown (fillers, joiners, variation selectors, tags).
 * Source: UnicodeData.txt, general categories; DerivedCoreProperties.txt, Default_Ignorable_Code_Point.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

/** Spaces of a width that nobody sees; tab, no-break and ideographic space are ordinary text and become one. */
const ODD_SPACE = /[\u1680\u2000-\u200a\u202f\u205f]/gu;

export function toVisibleText(value: string): string {
  return value
    .replace(/[\t\u00a0\u3000]/gu, ' ')
    .replace(ODD_SPACE, codePointName)
    .replace(INVISIBLE, codePointName);
}

/** `[U+202E]` for a character that cannot be shown. */
export function codePointName(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return `[U+${point.toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** Keeps the head of what is too long for a line, and says so by `…`. Counts characters, not UTF-16 units. */
export function shorten(value: string, limit: number): string {
  const characters = Array.from(value);
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : value;
}
