/**
 * Evidence is text that a stranger may have chosen. What would be invisible, reorder its neighbours or act on a
 * terminal is written out as `[U+202E]`, so that the reader sees that it is there.
 */

/**
 * C0 and C1 controls, soft hyphen, combining grapheme joiner, fillers, zero-width and bidi marks, line and
 * paragraph separators, variation selectors, interlinear marks, tags, surrogates without partner, private use
 * and non-characters. Source: UnicodeData.txt, general categories Cc, Cf, Zl, Zp, Cs, Co.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\ufffe\uffff\u{e0100}-\u{e01ef}]/gu;

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
  const characters = [...value];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : value;
}
