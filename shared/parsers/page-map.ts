/**
 * The page map of a dump as text, for people, `diff` and `grep`:
 *
 *     # memcase-page-map/1
 *     # dump 0x7f6380000000-0x7f6384000000 page=4096 pid=1234 start-ticks=5321 method=mem complete=yes sha256=…
 *     # read 0x7f6380000000-0x7f6380400000 1795384369123 1795384369150
 *     0x7f6380000000-0x7f6380021000 present
 *     0x7f6380021000-0x7f6384000000 absent
 */
import { pageStates } from '#shared/domain/page-map.ts';
import type { PageMap, PageRun, PageState, ReadInterval } from '#shared/domain/page-map.ts';
import { parseAddress } from '#shared/units/address.ts';
import type { Address } from '#shared/units/address.ts';

const FORMAT = '# memcase-page-map/1';

export function formatPageMap(map: PageMap): string {
  const { start, end, pageBytes, pid, startTicks, method, isComplete, dumpSha256 } = map;
  return [
    FORMAT,
    `# dump ${range({ start, end })} page=${pageBytes} pid=${pid} start-ticks=${startTicks} method=${method} ` +
      `complete=${isComplete ? 'yes' : 'no'} sha256=${dumpSha256}`,
    ...map.reads.map((read) => `# read ${range(read)} ${read.from} ${read.to}`),
    ...map.runs.map((run) => `${range(run)} ${run.state}`),
    '',
  ].join('\n');
}

/** @returns undefined where the text is no page map, or its runs do not cover the dump without a gap or overlap. */
export function parsePageMap(text: string): PageMap | undefined {
  const lines = text.split('\n');
  const head =
    /^# dump (\S+) page=(\d{1,9}) pid=(\d{1,9}) start-ticks=(\d{1,20}) method=(mem|slices|gdb) complete=(yes|no) sha256=([0-9a-f]{64})$/.exec(
      lines[1] ?? '',
    );
  const whole = parseRange(head?.[1] ?? '');
  if (lines[0] !== FORMAT || head === null || whole === undefined) return undefined;
  const runs: PageRun[] = [];
  const reads: ReadInterval[] = [];
  for (const line of lines.slice(2)) {
    if (line === '') continue;
    const words = line.split(' ');
    const read = words[0] === '#' ? parseRead(words) : undefined;
    const run = words[0] === '#' ? undefined : parseRun(words);
    if (read === undefined && run === undefined) return undefined;
    if (read !== undefined) reads.push(read);
    if (run !== undefined) runs.push(run);
  }
  if (!covers(whole, runs)) return undefined;
  return {
    ...whole,
    pageBytes: Number(head[2]),
    pid: Number(head[3]),
    startTicks: head[4] ?? '',
    method: head[5] as PageMap['method'],
    isComplete: head[6] === 'yes',
    dumpSha256: head[7] ?? '',
    runs,
    reads,
  };
}

/** Milliseconds between the first byte read and the last: what the dump cannot be consistent over. */
export function tornWindowMs({ reads }: Pick<PageMap, 'reads'>): number {
  let first = Infinity;
  let last = -Infinity;
  for (const { from, to } of reads) {
    first = Math.min(first, from);
    last = Math.max(last, to);
  }
  return Math.max(0, last - first);
}

/** Bytes of each state. */
export function bytesByState(runs: readonly PageRun[]): Record<PageState, number> {
  const sums = Object.fromEntries(pageStates.map((state) => [state, 0])) as Record<PageState, number>;
  for (const { start, end, state } of runs) sums[state] += Number(end - start);
  return sums;
}

interface Range {
  readonly start: Address;
  readonly end: Address;
}

function range({ start, end }: Range): string {
  return `0x${start.toString(16)}-0x${end.toString(16)}`;
}

function parseRange(text: string): Range | undefined {
  const [from = '', to = '', ...rest] = text.split('-');
  const start = parseAddress(from);
  const end = parseAddress(to);
  return start === undefined || end === undefined || end <= start || rest.length > 0
    ? undefined
    : { start, end };
}

function parseRead([, word, text = '', from = '', to = '']: readonly string[]): ReadInterval | undefined {
  const found = word === 'read' ? parseRange(text) : undefined;
  if (found === undefined || !/^\d{1,15}$/.test(from) || !/^\d{1,15}$/.test(to)) return undefined;
  return { ...found, from: Number(from), to: Number(to) };
}

function parseRun([text = '', word]: readonly string[]): PageRun | undefined {
  const found = parseRange(text);
  const state = pageStates.find((name) => name === word);
  return found === undefined || state === undefined ? undefined : { ...found, state };
}

function covers({ start, end }: Range, runs: readonly PageRun[]): boolean {
  let at = start;
  for (const run of runs) {
    if (run.start !== at) return false;
    at = run.end;
  }
  return at === end;
}
