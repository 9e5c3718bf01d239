/** Lanes of a timeline out of the snapshots of a case: fields of meminfo, and processes by executable. */
import type { Snapshot } from '#shared/domain/evidence.ts';
import type { MeasureReading, MeminfoReading, ProcessMemory } from '#shared/domain/memory.ts';
import type { ProcessMeasure } from '#shared/domain/parsed.ts';
import type { LaneChoice, Sample } from '#shared/domain/timeline.ts';
import { anonymousMeasures } from '../match-processes.ts';
import { extremesOf, type Extremes } from './extremes.ts';
import { programOf, shortNameOf } from '../process-names.ts';

/** One snapshot as lanes are read from it. */
export interface LaneSource {
  readonly snapshot: Snapshot;
  readonly meminfo: readonly MeminfoReading[];
  readonly processes: readonly ProcessMemory[];
}

/** Samples in the order of time; their numbers in columns too, since every zoom runs over all of them. */
export interface LaneSamples {
  readonly samples: readonly Sample[];
  readonly times: Float64Array;
  /** Bytes. */
  readonly values: Float64Array;
  readonly extremes: Extremes;
}

/** A lane with all its samples, by target. */
export interface WholeLane extends LaneChoice {
  readonly byTarget: ReadonlyMap<string, LaneSamples>;
}

/** In the order of the choices. Sources may come in any order and are not kept. */
export function readLanes(sources: Iterable<LaneSource>): WholeLane[] {
  const fields = new Map<string, TargetSamples>();
  const programs = new Map<string, ProgramReading[]>();
  for (const { snapshot, meminfo, processes } of sources) {
    for (const reading of meminfo) addField(fields, snapshot, reading);
    for (const [name, own] of Map.groupBy(processes, ({ executable }) => programOf(executable)))
      into(programs, name, () => []).push(toReading(snapshot, own));
  }
  joinBareNames(programs);
  const labels = labelsOf([...programs.keys()]);
  return [
    ...[...fields].map(([field, byTarget]) => toLane('meminfo', field, field, null, byTarget)),
    ...[...programs]
      .flatMap(([name, readings]) => programLane(name, labels.get(name) ?? name, readings))
      .toSorted((one, other) => other.growthBytes - one.growthBytes),
  ];
}

type TargetSamples = Map<string, Sample[]>;

function into<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}

function addField(fields: Map<string, TargetSamples>, snapshot: Snapshot, reading: MeminfoReading): void {
  if (reading.unit !== 'bytes') return;
  const samples = into(
    into(fields, reading.field, () => new Map<string, Sample[]>()),
    snapshot.targetName,
    () => [],
  );
  samples.push({
    at: snapshot.takenAt,
    bytes: reading.value,
    snapshot: snapshot.ordinal,
    evidence: reading.evidence,
  });
}

/** One program in one snapshot: sums over its instances, of each measure that all of them have. */
interface ProgramReading {
  readonly snapshot: Snapshot;
  readonly sums: ReadonlyMap<ProcessMeasure, MeasureReading>;
}

/** `fwlog` in one snapshot (ps shows the bare name) and `/usr/sbin/fwlog` in another are one program, as in the tables. */
function joinBareNames(programs: Map<string, ProgramReading[]>): void {
  const paths = Map.groupBy(
    [...programs.keys()].filter((name) => name.includes('/')),
    shortNameOf,
  );
  for (const [name, readings] of [...programs]) {
    const [path, ...others] = paths.get(name) ?? [];
    const known = path === undefined ? undefined : programs.get(path);
    if (known === undefined || others.length > 0) continue;
    const snapshots = new Set(known.map(({ snapshot }) => snapshot.id));
    if (readings.some(({ snapshot }) => snapshots.has(snapshot.id))) continue;
    for (const reading of readings) known.push(reading);
    programs.delete(name);
  }
}

function toReading(snapshot: Snapshot, processes: readonly ProcessMemory[]): ProgramReading {
  const sums = new Map<ProcessMeasure, MeasureReading>();
  for (const measure of anonymousMeasures) {
    const readings = processes.flatMap(({ measures }) => measures[measure] ?? []);
    const [first] = readings;
    if (first === undefined || readings.length < processes.length) continue;
    sums.set(measure, { ...first, bytes: readings.reduce((sum, { bytes }) => sum + bytes, 0) });
  }
  return { snapshot, sums };
}

/** A lane measures one thing throughout: the best that every reading has, else what most of them have. */
function programLane(name: string, label: string, readings: readonly ProgramReading[]): WholeLane[] {
  const known = readings.filter(({ sums }) => sums.size > 0);
  const counts = anonymousMeasures.map((measure) => known.filter(({ sums }) => sums.has(measure)).length);
  const most = Math.max(...counts);
  const measure = anonymousMeasures[counts.indexOf(most)];
  if (measure === undefined || most === 0) return [];
  const byTarget: TargetSamples = new Map();
  for (const { snapshot, sums } of known) {
    const sum = sums.get(measure);
    if (sum === undefined) continue;
    into(byTarget, snapshot.targetName, () => []).push({
      at: snapshot.takenAt,
      bytes: sum.bytes,
      snapshot: snapshot.ordinal,
      evidence: sum.evidence,
    });
  }
  return [toLane('process', name, label, measure, byTarget)];
}

/** Short names; the whole executable where two have the same. */
function labelsOf(executables: readonly string[]): Map<string, string> {
  const byShort = Map.groupBy(executables, shortNameOf);
  return new Map(
    [...byShort].flatMap(([short, own]) => own.map((one) => [one, own.length > 1 ? one : short] as const)),
  );
}

function toLane(
  kind: LaneChoice['kind'],
  name: string,
  label: string,
  measure: ProcessMeasure | null,
  byTarget: TargetSamples,
): WholeLane {
  for (const samples of byTarget.values()) samples.sort((x, y) => x.at - y.at || x.snapshot - y.snapshot);
  const growths = [...byTarget.values()].map(
    (samples) => (samples.at(-1)?.bytes ?? 0) - (samples[0]?.bytes ?? 0),
  );
  return {
    id: `${kind}:${name}`,
    kind,
    label,
    measure,
    growthBytes: Math.max(...growths),
    samples: [...byTarget.values()].reduce((sum, { length }) => sum + length, 0),
    byTarget: new Map([...byTarget].map(([target, samples]) => [target, toColumns(samples)])),
  };
}

/** @param samples in the order of time */
function toColumns(samples: readonly Sample[]): LaneSamples {
  const values = Float64Array.from(samples, ({ bytes }) => bytes);
  return {
    samples,
    times: Float64Array.from(samples, ({ at }) => at),
    values,
    extremes: extremesOf(values),
  };
}

/** A lane without its samples. */
export function toChoice({ id, kind, label, measure, growthBytes, samples }: WholeLane): LaneChoice {
  return { id, kind, label, measure, growthBytes, samples };
}
