/** One row of a process listing, read by its header. */
import type { ParsedMeasure, ParsedProcess, ProcessMeasure } from '#shared/domain/parsed.ts';
import { type Bytes, GiB, MiB } from '#shared/units/bytes.ts';
import { readCount, readKilobytes } from './damaged-text.ts';
import type { ProblemLog } from './problem-log.ts';
import type { PsColumn, PsField, PsHeader } from './ps-columns.ts';

/** A start time may take five words, a state of busybox two. */
const MAX_EXTRA_WORDS = 8;

type Cells = Map<PsField, string[]>;

/** Undefined where the row tells no process; says so in `problems`. */
export function readPsRow(
  text: string,
  line: number,
  header: PsHeader,
  problems: ProblemLog,
): ParsedProcess | undefined {
  const cells = cutCells(text, header);
  const row = { text, line, problems, cells };
  const pid = readPid(row, header);
  if (pid === null) {
    problems.add(line, 'unparsed-line', text);
    return undefined;
  }
  if (header.columns.some(({ field }) => field === 'command') && first(row, 'command') === undefined) {
    problems.add(line, 'missing-column', text, 'fewer columns than the header');
  }
  const parentPid = readNumber(row, 'parentPid');
  const threads = readNumber(row, 'threads');
  const user = first(row, 'user');
  const state = first(row, 'state')?.[0];
  const startText = first(row, 'start');
  return {
    ...(pid === undefined ? {} : { pid }),
    ...(parentPid === undefined ? {} : { parentPid }),
    ...(user === undefined ? {} : { user }),
    ...(state === undefined ? {} : { state }),
    ...commandOf(cells.get('command') ?? []),
    ...(startText === undefined ? {} : { startText }),
    ...(threads === undefined ? {} : { threads }),
    line,
    measures: readMeasures(row),
  };
}

interface Row {
  readonly text: string;
  readonly line: number;
  readonly problems: ProblemLog;
  readonly cells: Cells;
}

function first(row: Row, field: PsField): string | undefined {
  const word = row.cells.get(field)?.[0];
  return word === '-' && field !== 'command' ? undefined : word;
}

/** Null where the column that should be a pid is none: then the line is no row. */
function readPid(row: Row, header: PsHeader): number | undefined | null {
  if (!header.columns.some(({ field }) => field === 'pid')) return undefined;
  const word = first(row, 'pid');
  const reading = word === undefined ? undefined : readCount(word);
  if (reading === undefined) return null;
  if (reading.damaged) row.problems.add(row.line, 'damaged-digit', row.text, `pid read as ${reading.value}`);
  return reading.value;
}

function readNumber(row: Row, field: PsField): number | undefined {
  const word = first(row, field);
  if (word === undefined) return undefined;
  const reading = readCount(word);
  if (reading === undefined) row.problems.add(row.line, 'bad-number', row.text, field);
  else if (reading.damaged)
    row.problems.add(row.line, 'damaged-digit', row.text, `${field} read as ${reading.value}`);
  return reading?.value;
}

const MEASURES: readonly ProcessMeasure[] = ['rss', 'vsz', 'pss', 'swap'];

function readMeasures(row: Row): ParsedMeasure[] {
  const measures: ParsedMeasure[] = [];
  for (const measure of MEASURES) {
    const word = first(row, measure as PsField);
    if (word === undefined) continue;
    const reading = readSize(word);
    if (reading === undefined) row.problems.add(row.line, 'bad-number', row.text, measure);
    else measures.push({ measure, bytes: reading.value, line: row.line });
    if (reading?.damaged) {
      row.problems.add(row.line, 'damaged-digit', row.text, `${measure} read as ${reading.value / 1024} kB`);
    }
  }
  return measures;
}

/** kB, or busybox's `12m` and `1.2g` (libbb/human_readable.c; rounded by busybox itself). */
function readSize(word: string): { value: Bytes; damaged: boolean } | undefined {
  const suffixed = /^(\d{1,8}(?:\.\d)?)([mgt])$/.exec(word);
  if (suffixed === null) return readKilobytes(word);
  const scale = { m: MiB, g: GiB, t: 1024 * GiB }[suffixed[2] as 'm' | 'g' | 't'];
  return { value: Math.round(Number(suffixed[1]) * scale), damaged: false };
}

/** Of two command columns the first is `comm`, the second the arguments. */
function commandOf(texts: readonly string[]): { name?: string; commandLine?: string } {
  const [command, args] = texts;
  if (command === undefined) return {};
  if (args !== undefined) return { name: command, commandLine: args };
  return { name: executableName(command), commandLine: command };
}

/** `fwlog` of `/usr/sbin/fwlog -d`, of `-fwlog` and of `[fwlog] <defunct>`. */
export function executableName(commandLine: string): string {
  const bracketed = /^\[(.{1,64})\](?: <defunct>)?$/.exec(commandLine);
  if (bracketed !== null) return bracketed[1]!;
  const word = commandLine.split(' ', 1)[0]!.replace(/:$/, '');
  const base = word.slice(word.lastIndexOf('/') + 1).replace(/^-/, '');
  return base === '' ? word : base;
}

interface Word {
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

/**
 * Columns before the command are counted from the left, those behind it from the right: the command alone
 * may hold blanks. Of two command columns (`comm` and `args`) the second starts below its header.
 */
function cutCells(text: string, header: PsHeader): Cells {
  const cells: Cells = new Map();
  const { columns } = header;
  const firstCommand = columns.findIndex(({ field }) => field === 'command');
  const lastCommand = columns.findLastIndex(({ field }) => field === 'command');
  const words = wordsOf(text, 0, columns.length + MAX_EXTRA_WORDS);
  const left = takeFromLeft(
    cells,
    words,
    columns.slice(0, firstCommand < 0 ? columns.length : firstCommand),
    header,
  );
  if (firstCommand < 0) return cells;
  const start = words[left]?.at;
  if (start === undefined) return cells;
  if (firstCommand === lastCommand) {
    takeCommand(cells, text, start, text.length, columns.slice(lastCommand + 1));
    return cells;
  }
  const cut = Math.min(Math.max(columns[lastCommand]!.at, start), text.length);
  takeCommand(cells, text, start, cut, columns.slice(firstCommand + 1, lastCommand));
  takeCommand(cells, text, cut, text.length, columns.slice(lastCommand + 1));
  return cells;
}

/** The first `limit` words; `offset` is where the text starts in its line. */
function wordsOf(text: string, offset: number, limit: number): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(/\S+/g)) {
    if (words.length === limit) break;
    const at = offset + match.index;
    words.push({ text: match[0], at, end: at + match[0].length });
  }
  return words;
}

/** Gives the number of words taken. */
function takeFromLeft(
  cells: Cells,
  words: readonly Word[],
  columns: readonly PsColumn[],
  header: PsHeader,
): number {
  let left = 0;
  for (const { field } of columns) {
    const count = field === 'start' ? timeWords(words, left) : stateWords(words, left, field, header);
    put(cells, field, words.slice(left, left + count));
    left += count;
  }
  return left;
}

/** A command within `text[start, end)`, with the columns behind it. */
function takeCommand(
  cells: Cells,
  text: string,
  start: number,
  end: number,
  behind: readonly PsColumn[],
): void {
  if (behind.length === 0) {
    putCommand(cells, text.slice(start, end));
    return;
  }
  const words = wordsOf(text.slice(start, end), start, Number.POSITIVE_INFINITY);
  let right = words.length;
  for (const { field } of behind.toReversed()) {
    const count = field === 'start' ? timeWordsBefore(words, right) : 1;
    if (right - count < 1) break;
    put(cells, field, words.slice(right - count, right));
    right -= count;
  }
  const last = words[right - 1];
  if (last === undefined) return;
  putCommand(cells, text.slice(words[0]!.at, last.end));
}

function putCommand(cells: Cells, text: string): void {
  const command = withoutForest(text).trim();
  if (command !== '') cells.set('command', [...(cells.get('command') ?? []), command]);
}

function put(cells: Cells, field: PsField, words: readonly Word[]): void {
  if (words.length === 0) return;
  const text = words.map((word) => word.text).join(' ');
  cells.set(field, [...(cells.get(field) ?? []), text]);
}

/** `ps f` draws a tree: ` |   \_ /usr/sbin/fwlog`. */
function withoutForest(command: string): string {
  return command.replace(/^[ |]{0,400}\\_ /, '');
}

function stateWords(words: readonly Word[], at: number, field: PsField, header: PsHeader): number {
  const next = words[at + 1]?.text;
  return field === 'state' && header.busybox && (next === '<' || next === 'N') ? 2 : 1;
}

const WEEKDAY = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)$/;
const MONTH = /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)$/;

/** `Sat Nov 22 21:52:49 2026` (lstart), `Nov 22` (start), one word else. */
function timeWords(words: readonly Word[], at: number): number {
  const word = words[at]?.text ?? '';
  if (WEEKDAY.test(word)) return 5;
  return MONTH.test(word) ? 2 : 1;
}

function timeWordsBefore(words: readonly Word[], end: number): number {
  if (WEEKDAY.test(words[end - 5]?.text ?? '')) return 5;
  return MONTH.test(words[end - 2]?.text ?? '') ? 2 : 1;
}
