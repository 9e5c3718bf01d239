/**
 * The runs of the OOM killer in a kernel log, each with its task table. A run begins with `invoked oom-killer`, or with its
 * kill line where the kernel rate-limited what comes before it. Lines of others in between are passed over;
 * what the log leaves out stays null.
 */
import type { OomReport, OomVictim } from '#shared/domain/events.ts';
import { splitKernelLine } from '../kernel-line.ts';
import { type TextSource, forEachLine } from '../text-source.ts';
import { type LimitFacts, isChoice, readAsker, readLimit, readVictim } from './oom-messages.ts';
import { type TaskRow, readTaskHeader, readTaskRow, toTask } from './task-table.ts';

const ASSUMED_PAGE_BYTES = 4096;
/** Of all architectures that Linux runs on. */
const PAGE_SIZES = [4096, 8192, 16_384, 65_536];
/** A log that never ends a table does not fill our memory. */
const MAX_TASKS = 100_000;

interface OpenReport {
  timeText: string;
  askedBy: string | null;
  limit: LimitFacts;
  columns: readonly string[] | null;
  readonly tasks: TaskRow[];
  readonly victims: OomVictim[];
  /** The kernel said that it kills all tasks of the group (memory.oom.group). */
  groupKill: boolean;
  readonly firstLine: number;
  lastLine: number;
}

/** In the order of the log. O(bytes). */
export function readOomReports(source: TextSource): readonly OomReport[] {
  const reports: OomReport[] = [];
  let open: OpenReport | undefined;
  const close = () => {
    if (open !== undefined) reports.push(toReport(open));
    open = undefined;
  };
  forEachLine(source, null, (text, line) => {
    const { time, message } = splitKernelLine(text);
    const asker = readAsker(message);
    if (asker !== undefined) close();
    const victim = readVictim(message, line);
    const starts = asker !== undefined || victim !== undefined || isChoice(message);
    // A second kill of a run that is over: the kernel left out the rest of the new one.
    if (open !== undefined && starts && endedBefore(open, victim)) close();
    if (open === undefined && !starts) return;
    open ??= newReport(time, asker ?? null, line);
    takeLine(open, message, victim, line);
  });
  close();
  return reports;
}

/** A whole group dies in one run, all its kill lines one after the other; a victim twice is a new run. */
function endedBefore(open: OpenReport, victim: OomVictim | undefined): boolean {
  if (open.victims.length === 0) return false;
  return victim === undefined || !open.groupKill || open.victims.some(({ pid }) => pid === victim.pid);
}

function newReport(timeText: string, askedBy: string | null, line: number): OpenReport {
  return {
    timeText,
    askedBy,
    limit: {},
    columns: null,
    tasks: [],
    victims: [],
    groupKill: false,
    firstLine: line,
    lastLine: line,
  };
}

function takeLine(open: OpenReport, message: string, victim: OomVictim | undefined, line: number): void {
  if (takeMessage(open, message, victim, line)) open.lastLine = line;
}

/** @returns whether the message belongs to the report */
function takeMessage(
  open: OpenReport,
  message: string,
  victim: OomVictim | undefined,
  line: number,
): boolean {
  if (victim !== undefined) return open.victims.push(victim) > 0;
  const columns = readTaskHeader(message);
  if (columns !== undefined) {
    open.columns = columns;
    return true;
  }
  const row = open.columns === null ? undefined : readTaskRow(message, open.columns, line);
  if (row !== undefined && open.victims.length === 0 && open.tasks.length < MAX_TASKS) {
    return open.tasks.push(row) > 0;
  }
  if (/are going to be killed due to memory\.oom\.group set/.test(message)) {
    open.groupKill = true;
    return true;
  }
  const limit = readLimit(message);
  open.limit = { ...limit, ...open.limit };
  return Object.keys(limit).length > 0 || isChoice(message);
}

function toReport(open: OpenReport): OomReport {
  const page = pageSizeOf(open);
  return {
    timeText: open.timeText,
    askedBy: open.askedBy,
    constraint: open.limit.constraint ?? null,
    limitGroup: open.limit.limitGroup ?? null,
    limitBytes: open.limit.limitBytes ?? null,
    usageBytes: open.limit.usageBytes ?? null,
    victims: open.victims,
    tasks: open.tasks.map((row) => toTask(row, page ?? ASSUMED_PAGE_BYTES)),
    pageBytes: page ?? ASSUMED_PAGE_BYTES,
    pageSource: page === undefined ? 'assumed' : 'victim',
    firstLine: open.firstLine,
    lastLine: open.lastLine,
  };
}

/** The address space of a victim stands in its row in pages and in its kill line in kB. */
function pageSizeOf(open: OpenReport): number | undefined {
  for (const victim of open.victims) {
    const pages = open.tasks.find(({ pid }) => pid === victim.pid)?.totalVmPages ?? 0;
    const size = pages > 0 && victim.totalVmBytes !== null ? victim.totalVmBytes / pages : 0;
    if (PAGE_SIZES.includes(size)) return size;
  }
  return undefined;
}
