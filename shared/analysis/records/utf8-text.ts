/** Text out of bytes for people: UTF-8, what is none as U+FFFD. (There is no TextDecoder here.) */
import { toPrintable } from '#shared/util/printable.ts';
import { utf8Width } from './json-bytes.ts';

/** @param most code points; longer text ends in `…` */
export function textOf(bytes: Uint8Array, start: number, end: number, most = 120): string {
  let text = '';
  let count = 0;
  for (let at = start; at < end; count++) {
    if (count === most) return `${toPrintable(text)}…`;
    const lead = bytes[at] as number;
    const width = lead < 0x80 ? 1 : utf8Width(lead);
    const code = width === 1 ? lead : wideCode(bytes, at, end, width);
    text += String.fromCodePoint(code);
    at += code === 0xfffd ? 1 : width;
  }
  return toPrintable(text);
}

function wideCode(bytes: Uint8Array, at: number, end: number, width: number): number {
  if (width === 0 || at + width > end) return 0xfffd;
  let code = (bytes[at] as number) & (0xff >> (width + 1));
  for (let tail = 1; tail < width; tail++) {
    const byte = bytes[at + tail] as number;
    if ((byte & 0xc0) !== 0x80) return 0xfffd;
    code = (code << 6) | (byte & 0x3f);
  }
  const isCode = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCode ? code : 0xfffd;
}
