/** Text from a target as it may be shown: nothing in it can move, hide or reorder what stands beside it. */

const CONTROL_PICTURES = 0x2400;
const DELETE = 0x7f;
const REPLACEMENT = '\ufffd';

/** Controls but for the tab, marks without width or that turn the direction of writing, lone surrogates. */
const unprintable = /(?!\t)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;

/** One visible character for each that is not printable; C0 by its control picture (ESC is `␛`). */
export function toPrintable(text: string): string {
  return text.replace(unprintable, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(CONTROL_PICTURES + code);
    return code === DELETE ? '\u2421' : REPLACEMENT;
  });
}
