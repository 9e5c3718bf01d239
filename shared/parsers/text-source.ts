/**
 * Evidence text as bytes with line numbers. Parsers never see a whole file as one string: a 30 MB smaps
 * would double its size, and a 2 GiB line would not fit into one at all.
 */
import type { ProblemLog } from './problem-log.ts';

export interface TextSource {
  /** UTF-8 (other encodings are converted before; the stored artifact keeps its own). */
  readonly bytes: Uint8Array;
  /** `TextDecoder` without `fatal`, given from outside: this room has no platform. */
  readonly decode: (bytes: Uint8Array) => string;
  /** Line number of the first line, 1-based; parts of a transcript start where they stand in it. */
  readonly firstLine: number;
}

/** Longer lines are flagged and not read: no kernel file or tool prints them. */
export const MAX_LINE_BYTES = 64 * 1024;

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const HEAD_BYTES = 200;

/** A decoded line without line end and colour codes; control characters are U+FFFD. */
export type VisitLine = (text: string, line: number, terminated: boolean) => void;

/** Offset of the line end at or behind `at`, or the length where the input ends without one. */
export function endOfLine(bytes: Uint8Array, at: number): number {
  const newline = bytes.indexOf(NEWLINE, at);
  return newline < 0 ? bytes.length : newline;
}

/**
 * Visits every line once, in order. O(bytes). A line end at the very end opens no further line; `terminated` is
 * false where the input ends in the line. Lines that are too long or hold what is no text are flagged.
 */
export function forEachLine(source: TextSource, problems: ProblemLog | null, visit: VisitLine): void {
  const { bytes } = source;
  let line = source.firstLine;
  for (let start = 0; start < bytes.length; line += 1) {
    const stop = endOfLine(bytes, start);
    const text = decodeLine(source, start, stop, line, problems);
    if (text !== undefined) visit(text, line, stop < bytes.length);
    start = stop + 1;
  }
}

/** Text of the line `bytes[start, stop)`; undefined where it is too long to be read. */
export function decodeLine(
  source: TextSource,
  start: number,
  stop: number,
  line: number,
  problems: ProblemLog | null,
): string | undefined {
  const { bytes } = source;
  const end = stop > start && bytes[stop - 1] === CARRIAGE_RETURN ? stop - 1 : stop;
  if (end - start > MAX_LINE_BYTES) {
    const head = printable(source.decode(bytes.subarray(start, start + HEAD_BYTES)));
    problems?.add(line, 'line-too-long', head, `${end - start} bytes; at most ${MAX_LINE_BYTES} are read`);
    return undefined;
  }
  const raw = withoutTerminalCodes(source.decode(bytes.subarray(start, end)));
  const text = printable(raw);
  if (text.includes('\ufffd')) problems?.add(line, 'not-text', text);
  return text;
}

/** Lines `firstLine` to `lastLine` (both inclusive, numbered as in `source`) as a source of its own. No copy. */
export function sliceLines(source: TextSource, firstLine: number, lastLine: number): TextSource {
  const start = offsetOfLine(source, 0, source.firstLine, firstLine);
  const end = offsetOfLine(source, start, firstLine, lastLine + 1);
  return { bytes: source.bytes.subarray(start, end), decode: source.decode, firstLine };
}

/** Offset of `line`, or the end of the bytes; `offset` is where line `from` starts. */
function offsetOfLine(source: TextSource, offset: number, from: number, line: number): number {
  let at = offset;
  for (let number = from; number < line && at < source.bytes.length; number += 1) {
    const newline = source.bytes.indexOf(NEWLINE, at);
    at = newline < 0 ? source.bytes.length : newline + 1;
  }
  return at;
}

// Colours and cursor moves of a pasted terminal: ESC [ … letter, ESC ] … BEL, ESC and one character.
const TERMINAL_CODES = /\u001b(?:\[[0-?]{0,32}[ -/]{0,4}[@-~]|\][^\u0007\u001b]{0,256}\u0007|[@-Z\\^_=>])/g;
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f\ufeff]/g;

function withoutTerminalCodes(text: string): string {
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text;
  return plain.includes('\u001b') ? plain.replace(TERMINAL_CODES, '') : plain;
}

function printable(text: string): string {
  return text.replace(CONTROL, '\ufffd');
}
