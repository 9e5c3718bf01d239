/**
 * Process listings: `ps aux`, `ps -ef`, any `ps -eo …` by its header, busybox ps, rows that grep left
 * without their header, and "path rss" lines (`awk '{print $11, $6}'`; rss in kB) as in the case study.
 */
import type { ParsedArtifact, ParsedProcess } from '#shared/domain/parsed.ts';
import { type ArtifactFormat, type LineRole, parsedArtifact } from './artifact-format.ts';
import { readKilobytes } from './damaged-text.ts';
import { ProblemLog } from './problem-log.ts';
import { type PsHeader, headerlessListings, readPsHeader } from './ps-columns.ts';
import { executableName, readPsRow } from './ps-row.ts';
import { type TextSource, forEachLine } from './text-source.ts';

export const psFormat: ArtifactFormat = { kind: 'ps', roleOf, parse: parsePs };

// /usr/sbin/ad_appd 600584
const PATH_RSS = /^\s{0,40}(\/\S{1,4096}|\[[^\]]{1,64}\])\s{1,200}(\S{1,24})\s{0,40}$/u;

function roleOf(text: string): LineRole | null {
  if (readPsHeader(text) !== undefined) return 'start';
  if (isRowWithoutHeader(text)) return 'row';
  return /\d/.test(text) && /\S\s+\S/.test(text) ? 'loose' : null;
}

function isRowWithoutHeader(text: string): boolean {
  const pair = PATH_RSS.exec(text);
  if (pair !== null) return readKilobytes(pair[2]!) !== undefined;
  return headerlessListings.some(({ form }) => form.test(text));
}

/** One record per row. A pid that comes twice counts once; thread listings give their first row. */
export function parsePs(source: TextSource): ParsedArtifact {
  const problems = new ProblemLog();
  const lines = readLinesByNumber(source, problems);
  const first = lines.map(({ text }) => readPsHeader(text)).find((found) => found !== undefined);
  const processes: ParsedProcess[] = [];
  const seen = new Map<number, number>();
  let header: PsHeader | undefined = first;
  for (const { text, line } of lines) {
    if (text.trim() === '') continue;
    const next = readPsHeader(text);
    if (next !== undefined) {
      header = next;
      continue;
    }
    const process = readRow(text, line, header, problems);
    if (process === undefined || isRepeated(process, header, seen, text, problems)) continue;
    processes.push(process);
  }
  return parsedArtifact('ps', { processes, problems: problems.list() });
}

function readLinesByNumber(source: TextSource, problems: ProblemLog): { text: string; line: number }[] {
  const lines: { text: string; line: number }[] = [];
  forEachLine(source, problems, (text, line) => lines.push({ text, line }));
  return lines;
}

function readRow(
  text: string,
  line: number,
  header: PsHeader | undefined,
  problems: ProblemLog,
): ParsedProcess | undefined {
  if (header !== undefined) return readPsRow(text, line, header, problems);
  const known = headerlessListings.find(({ form }) => form.test(text));
  return known === undefined
    ? readPathRss(text, line, problems)
    : readPsRow(text, line, known.header, problems);
}

function readPathRss(text: string, line: number, problems: ProblemLog): ParsedProcess | undefined {
  const pair = /^\s{0,40}(\S{1,4096})\s{1,200}(\S{1,24})\s{0,40}$/u.exec(text);
  if (pair === null) {
    problems.add(line, 'unparsed-line', text);
    return undefined;
  }
  const commandLine = pair[1]!;
  const rss = readKilobytes(pair[2]!);
  if (rss === undefined) problems.add(line, 'bad-number', text, 'rss in kB');
  else if (rss.damaged) problems.add(line, 'damaged-digit', text, `rss read as ${rss.value / 1024} kB`);
  const measures = rss === undefined ? [] : [{ measure: 'rss' as const, bytes: rss.value, line }];
  return { name: executableName(commandLine), commandLine, line, measures };
}

function isRepeated(
  process: ParsedProcess,
  header: PsHeader | undefined,
  seen: Map<number, number>,
  text: string,
  problems: ProblemLog,
): boolean {
  if (process.pid === undefined) return false;
  const before = seen.get(process.pid);
  if (before === undefined) {
    seen.set(process.pid, process.line);
    return false;
  }
  const isThreads = header?.columns.some((column) => column.field === 'thread-id') === true;
  if (!isThreads) problems.add(process.line, 'duplicate', text, `pid ${process.pid}: line ${before} counts`);
  return true;
}
