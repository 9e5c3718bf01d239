/**
 * A capture directory of one appliance as a collector would leave it: meminfo, ps and the smaps of every process,
 * with what its processes add up to.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateSmaps, type SmapsTotals } from './smaps-text.ts';

export interface CapturePlan {
  readonly target: string;
  readonly takenAt: number;
  readonly processes: number;
  readonly regionsPerProcess: number;
  /** Processes whose number in the list is a multiple of this hold other memory than their like elsewhere. */
  readonly changedEvery: number;
  /** Makes the memory of the changed processes; equal seeds give equal captures. */
  readonly seed: number;
}

export interface CaptureTotals {
  readonly regions: number;
  readonly anonymousKb: number;
  /** Of all instances of a program, by its name. */
  readonly anonymousKbOf: Readonly<Record<string, number>>;
  readonly memTotalKb: number;
  readonly memAvailableKb: number;
}

const FIRST_PID = 1000;
const MEM_TOTAL_KB = 512 * 1024 * 1024;

export async function writeCapture(directory: string, plan: CapturePlan): Promise<CaptureTotals> {
  const psRows = ['    PID    PPID USER           RSS    VSZ COMMAND'];
  const manifest = [`# memcase-capture/1\ttarget=${plan.target}\tat=${plan.takenAt}`];
  let regions = 0;
  let anonymousKb = 0;
  const anonymousKbOf: Record<string, number> = {};
  const put = async (path: string, text: string, pid: number | '', command: string) => {
    await writeFile(join(directory, path), text);
    manifest.push([path, plan.takenAt, 0, pid, command].join('\t'));
  };
  await mkdir(directory, { recursive: true });
  for (let index = 0; index < plan.processes; index += 1) {
    const pid = FIRST_PID + index;
    const seed = index % plan.changedEvery === 0 ? plan.seed * 100_003 + pid : pid;
    const { text, totals } = generateSmaps(plan.regionsPerProcess, seed);
    await mkdir(join(directory, 'proc', String(pid)), { recursive: true });
    await put(`proc/${pid}/smaps`, text, pid, `cat /proc/${pid}/smaps`);
    psRows.push(psRow(pid, index, totals));
    regions += totals.count;
    anonymousKb += totals.anonymousKb;
    anonymousKbOf[programOf(index)] = (anonymousKbOf[programOf(index)] ?? 0) + totals.anonymousKb;
  }
  const memAvailableKb = MEM_TOTAL_KB - anonymousKb - 4_000_000;
  await put('meminfo', meminfo(anonymousKb, memAvailableKb), '', 'cat /proc/meminfo');
  await put('ps', `${psRows.join('\n')}\n`, '', 'ps -eo pid,ppid,user,rss,vsz,args');
  await writeFile(join(directory, 'memcase-manifest.tsv'), `${manifest.join('\n')}\n`);
  return { regions, anonymousKb, anonymousKbOf, memTotalKb: MEM_TOTAL_KB, memAvailableKb };
}

/** 500 programs, with ten instances each at 5,000 processes. */
function programOf(index: number): string {
  return `service-${index % 500}`;
}

function psRow(pid: number, index: number, totals: SmapsTotals): string {
  const columns = [
    String(pid).padStart(7),
    '1'.padStart(7),
    'root    ',
    String(totals.rssKb).padStart(9),
    String(totals.sizeKb).padStart(9),
    `/usr/sbin/${programOf(index)} --instance ${Math.floor(index / 500)}`,
  ];
  return columns.join(' ');
}

function meminfo(anonymousKb: number, availableKb: number): string {
  const free = availableKb - 2_000_000;
  const values: [string, number][] = [
    ['MemTotal', MEM_TOTAL_KB],
    ['MemFree', free],
    ['MemAvailable', availableKb],
    ['Buffers', 100_000],
    ['Cached', 2_900_000],
    ['SwapCached', 0],
    ['Active', anonymousKb + 1_500_000],
    ['Inactive', 1_400_000],
    ['Active(anon)', anonymousKb],
    ['Inactive(anon)', 0],
    ['Active(file)', 1_500_000],
    ['Inactive(file)', 1_400_000],
    ['Unevictable', 0],
    ['Mlocked', 0],
    ['SwapTotal', 0],
    ['SwapFree', 0],
    ['Dirty', 1_000],
    ['Writeback', 0],
    ['AnonPages', anonymousKb],
    ['Mapped', 900_000],
    ['Shmem', 100_000],
    ['KReclaimable', 300_000],
    ['Slab', 900_000],
    ['SReclaimable', 300_000],
    ['SUnreclaim', 600_000],
    ['KernelStack', 160_000],
    ['PageTables', 400_000],
    ['VmallocUsed', 60_000],
    ['Percpu', 40_000],
  ];
  return values.map(([name, value]) => `${`${name}:`.padEnd(15)} ${String(value).padStart(8)} kB\n`).join('');
}
