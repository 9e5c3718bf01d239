/** How many columns of a terminal a text takes (Unicode TR 11: wide characters take two, marks none). */

/** First and last code point of blocks that are wide as a whole. */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

const withoutWidth = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const ascii = /^[\u0020-\u007e]*$/;

export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** At most `width` columns, with an ellipsis in the middle: both ends of a path tell more than its middle. */
export function fitToWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width < 2) return '…'.slice(0, Math.max(0, width));
  const characters = Array.from(text);
  const head = takeColumns(characters, Math.ceil((width - 1) / 2));
  const tail = takeColumns(characters.toReversed(), Math.floor((width - 1) / 2)).toReversed();
  return `${head.join('')}…${tail.join('')}`;
}

/** Lines of at most `width` columns, broken between words; a word that is longer stays whole. */
export function foldText(text: string, width: number | undefined, indent = ''): string[] {
  if (width === undefined) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || displayWidth(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = indent + word;
    }
  }
  return [...lines, line];
}

export function padToWidth(text: string, width: number, align: 'left' | 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

function takeColumns(characters: readonly string[], width: number): string[] {
  let used = 0;
  const end = characters.findIndex((character) => (used += widthOf(character)) > width);
  return characters.slice(0, end < 0 ? undefined : end);
}

function widthOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (withoutWidth.test(character)) return 0;
  return wideRanges.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}
