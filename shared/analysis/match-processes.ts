/**
 * Pairs the processes of two snapshots: groups by executable, instances within a group by command
 * line and then by size, because pids say nothing across machines.
 */
import type { MeasureReading, ProcessMemory } from '#shared/domain/memory.ts';
import type { ProcessMeasure } from '#shared/domain/parsed.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import { programOf, shortNameOf } from './process-names.ts';

export interface ProcessPair {
  readonly a: ProcessMemory | null;
  readonly b: ProcessMemory | null;
}

export interface ProcessGroup {
  /** The executable, or `[kernel threads]`. */
  readonly key: string;
  /** Short name; the whole executable where two groups have the same short name. */
  readonly label: string;
  readonly pairs: readonly ProcessPair[];
}

export function matchProcesses(a: readonly ProcessMemory[], b: readonly ProcessMemory[]): ProcessGroup[] {
  const ofA = groupByExecutable(a);
  const ofB = groupByExecutable(b);
  joinByShortName(ofA, ofB);
  const keys = [...new Set([...ofA.keys(), ...ofB.keys()])];
  const labels = labelsOf(keys);
  return keys.map((key) => ({
    key,
    label: labels.get(key) ?? key,
    pairs: pairInstances(ofA.get(key) ?? [], ofB.get(key) ?? []),
  }));
}

type Groups = Map<string, ProcessMemory[]>;

function groupByExecutable(processes: readonly ProcessMemory[]): Groups {
  return Map.groupBy(processes, ({ executable }) => programOf(executable));
}

/** `fwlog` on one side (ps shows the bare name) and `/usr/sbin/fwlog` on the other are one program. */
function joinByShortName(ofA: Groups, ofB: Groups): void {
  const lonelyB = Map.groupBy(
    [...ofB.keys()].filter((key) => !ofA.has(key)),
    shortNameOf,
  );
  for (const key of [...ofA.keys()]) {
    if (ofB.has(key)) continue;
    const [candidate, ...others] = lonelyB.get(shortNameOf(key)) ?? [];
    if (candidate === undefined || others.length > 0) continue;
    ofB.set(key, ofB.get(candidate) ?? []);
    ofB.delete(candidate);
  }
}

function labelsOf(keys: readonly string[]): Map<string, string> {
  const byShort = Map.groupBy(keys, shortNameOf);
  return new Map(
    keys.map((key) => [key, (byShort.get(shortNameOf(key))?.length ?? 0) > 1 ? key : shortNameOf(key)]),
  );
}

function pairInstances(a: readonly ProcessMemory[], b: readonly ProcessMemory[]): ProcessPair[] {
  const left = new Map([...Map.groupBy(b, ({ commandLine }) => commandLine)].map(([k, v]) => [k, bySize(v)]));
  const pairs: { a: ProcessMemory | null; b: ProcessMemory | null }[] = [];
  for (const process of bySize(a)) {
    pairs.push({ a: process, b: left.get(process.commandLine)?.shift() ?? null });
  }
  const lonely = bySize([...left.values()].flat());
  for (const pair of pairs) pair.b ??= lonely.shift() ?? null;
  return [...pairs, ...lonely.map((process) => ({ a: null, b: process }))];
}

function bySize(processes: readonly ProcessMemory[]): ProcessMemory[] {
  return processes.toSorted((x, y) => sizeOf(y) - sizeOf(x) || (x.pid ?? x.id) - (y.pid ?? y.id));
}

function sizeOf(process: ProcessMemory): Bytes {
  const { measures } = process;
  return (measures['pss-anon'] ?? measures['rss-anon'] ?? measures.rss)?.bytes ?? 0;
}

/** What anonymous memory of a process is measured by, exact shares first. */
export const anonymousMeasures: readonly ProcessMeasure[] = [
  'pss-anon',
  'rss-anon',
  'anonymous',
  'pss',
  'rss',
];

/** What the processes of a group are compared by. */
export interface GroupMeasure {
  readonly measure: ProcessMeasure;
  /** No measure is common to all: each process counts by its own best, and the difference is an estimate. */
  readonly mixed: boolean;
  readonly read: (process: ProcessMemory | null) => MeasureReading | undefined;
}

/**
 * The best measure that every process of a group has on both sides; comparing PSS with RSS would
 * make a difference of its own. Kernel threads and processes without any reading do not count.
 */
export function groupMeasure(
  pairs: readonly ProcessPair[],
  candidates: readonly ProcessMeasure[],
): GroupMeasure | undefined {
  const bestOf = (process: ProcessMemory | null) => candidates.find((measure) => process?.measures[measure]);
  const known = pairs.flatMap(({ a, b }) => [a, b]).filter((process) => bestOf(process) !== undefined);
  if (known.length === 0) return undefined;
  const common = candidates.find((measure) => known.every((process) => process?.measures[measure]));
  if (common !== undefined)
    return { measure: common, mixed: false, read: (process) => process?.measures[common] };
  const roughest = candidates.findLast((measure) => known.some((process) => bestOf(process) === measure));
  const read = (process: ProcessMemory | null) => process?.measures[bestOf(process) ?? 'rss'];
  return { measure: roughest ?? 'rss', mixed: true, read };
}
