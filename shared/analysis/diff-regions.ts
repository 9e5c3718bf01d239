import type { ClassDiffRow, DiffRow, RegionDiffRow, RegionSideDetail } from '#shared/domain/diff.ts';
import type { Region } from '#shared/domain/memory.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { ledgerEn } from '#shared/i18n/ledger.en.ts';
import { toAddressText } from '#shared/units/address.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import { alignRegions, type RegionPair } from './align-regions.ts';
import { sumMeasure } from './diff-processes.ts';
import { difference, sumKnown } from './difference.ts';
import { listedSides, type Side } from './explain.ts';
import {
  anonymousMeasures,
  groupMeasure,
  matchProcesses,
  type ProcessGroup,
  type ProcessPair,
} from './match-processes.ts';
import type { NoteKey } from '#shared/i18n/ledger.en.ts';
import { lineOf, type ArtifactLine } from './region-ledger.ts';
import { sideNotes, type Listed } from './process-list.ts';

export interface WeighedGroup {
  readonly group: ProcessGroup;
  readonly deltaBytes: Bytes | null;
}

/** Programs whose regions are known on a side, largest difference first. */
export function groupsWithRegions(a: Side, b: Side | null): WeighedGroup[] {
  return matchProcesses(a.reader.processes(), b?.reader.processes() ?? [])
    .filter(({ pairs }) => pairs.some((pair) => pair.a?.regionArtifact ?? pair.b?.regionArtifact))
    .map((group) => {
      const measure = groupMeasure(group.pairs, anonymousMeasures)?.measure ?? 'rss';
      const sum = (side: 'a' | 'b') =>
        sumMeasure(
          group.pairs.map((pair) => pair[side]).filter((process) => process !== null),
          measure,
        );
      return { group, deltaBytes: difference(sum('a'), sum('b')) };
    })
    .toSorted((x, y) => Math.abs(y.deltaBytes ?? 0) - Math.abs(x.deltaBytes ?? 0));
}

/** @throws input.unknown-process */
export function regionGroup(a: Side, b: Side | null, wanted: string | undefined): ProcessGroup {
  const groups = groupsWithRegions(a, b).map(({ group }) => group);
  const found = wanted === undefined ? groups[0] : groups.find((group) => isWanted(group, wanted));
  if (found !== undefined) return ofPid(found, wanted);
  const known =
    groups
      .map(({ label }) => label)
      .slice(0, 20)
      .join(', ') || 'none';
  const message =
    wanted === undefined
      ? 'No process has regions'
      : `No process ${wanted} with regions; there are: ${known}`;
  throw new AppError('input.unknown-process', message, { process: wanted ?? '', known });
}

function isWanted({ key, label, pairs }: ProcessGroup, wanted: string): boolean {
  return key === wanted || label === wanted || pairs.some((pair) => hasPid(pair, wanted));
}

function hasPid({ a, b }: ProcessPair, wanted: string): boolean {
  return String(a?.pid) === wanted || String(b?.pid) === wanted;
}

/** A pid names one instance of its program. */
function ofPid(group: ProcessGroup, wanted: string | undefined): ProcessGroup {
  const pairs = group.pairs.filter((pair) => wanted !== undefined && hasPid(pair, wanted));
  return pairs.length === 0 ? group : { ...group, pairs, label: `${group.label} (${wanted})` };
}

interface PairedRegions {
  readonly pairs: readonly RegionPair[];
  readonly processes: ProcessPair;
  /** Why one side of the row cannot be known, and when what is known was read. */
  readonly notes: readonly NoteKey[];
}

function pairedRegions(group: ProcessGroup, a: Side, b: Side | null): PairedRegions[] {
  const listed = listedSides(a, b);
  return group.pairs.map((processes) => {
    const notes = [...unknownSide(processes, listed, b !== null), ...otherTime(processes, a, b)];
    const ofA = processes.a === null ? [] : a.reader.regions(processes.a.id);
    const ofB = processes.b === null || b === null ? [] : b.reader.regions(processes.b.id);
    return { pairs: alignRegions(ofA, ofB), processes, notes };
  });
}

/** A process whose regions nobody read has regions; one that does not run has none. */
function unknownSide(pair: ProcessPair, listed: Listed, compared: boolean): NoteKey[] {
  if (!compared) return [];
  if (pair.a !== null && pair.a.regionArtifact === null) return ['no-regions-a'];
  if (pair.b !== null && pair.b.regionArtifact === null) return ['no-regions-b'];
  return sideNotes([pair], listed).filter((note) => note.startsWith('not-listed-'));
}

function otherTime(pair: ProcessPair, a: Side, b: Side | null): NoteKey[] {
  const borrows = (side: Side | null, id: number | undefined) =>
    (side?.borrowed.regions ?? []).some(({ processId }) => processId === id);
  return borrows(a, pair.a?.id) || borrows(b, pair.b?.id) ? ['regions-of-other-time'] : [];
}

/** A row over several processes is as unknown as any of them. */
function deltaOf(a: Bytes | null, b: Bytes | null, notes: readonly NoteKey[]): Bytes | null {
  return notes.some((note) => note !== 'regions-of-other-time') ? null : difference(a, b);
}

/** Classes of one program; regions are compared by what is resident, which pmap and smaps both tell. */
export function classRows(group: ProcessGroup, a: Side, b: Side | null): ClassDiffRow[] {
  const byClass = Map.groupBy(
    pairedRegions(group, a, b).flatMap(({ pairs, processes, notes }) =>
      pairs.map((pair) => ({ ...pair, processes, notes })),
    ),
    ({ a: ofA, b: ofB }) => (ofA ?? ofB)?.class ?? 'unknown',
  );
  return [...byClass].map(([name, pairs]) => classRow(name, pairs, group.label));
}

type PairOfProcesses = RegionPair & Omit<PairedRegions, 'pairs'>;

function classRow(name: Region['class'], pairs: readonly PairOfProcesses[], process: string): ClassDiffRow {
  const ofA = pairs.flatMap(({ a }) => a ?? []);
  const ofB = pairs.flatMap(({ b }) => b ?? []);
  const aBytes = sumKnown(ofA.map(({ rssBytes }) => rssBytes));
  const bBytes = sumKnown(ofB.map(({ rssBytes }) => rssBytes));
  const notes = [...new Set(pairs.flatMap((pair) => pair.notes))];
  return {
    kind: 'class',
    id: name,
    label: ledgerEn.classes[name],
    process,
    class: name,
    rule: [...new Set([...ofA, ...ofB].map(({ rule }) => rule))].join(', '),
    aCount: ofA.length,
    bCount: ofB.length,
    aSizeBytes: sumKnown(ofA.map(({ sizeBytes }) => sizeBytes)),
    bSizeBytes: sumKnown(ofB.map(({ sizeBytes }) => sizeBytes)),
    aBytes,
    bBytes,
    deltaBytes: deltaOf(aBytes, bBytes, notes),
    notes,
    aEvidence: firstOfEach(pairs.flatMap(({ a, processes }) => lineOf(processes.a, a) ?? [])),
    bEvidence: firstOfEach(pairs.flatMap(({ b, processes }) => lineOf(processes.b, b) ?? [])),
  };
}

/** Per artifact the first line, and how many more there are: `show regions --class` lists them. */
function firstOfEach(refs: readonly ArtifactLine[]): ArtifactLine[] {
  return [...Map.groupBy(refs, ({ artifact }) => artifact).values()]
    .slice(0, MOST_ARTIFACTS)
    .flatMap((lines) => {
      const [first, ...others] = lines;
      if (first === undefined) return [];
      return [others.length === 0 ? first : { ...first, more: others.length }];
    });
}

/** Of a program with many instances the first ones are cited. */
const MOST_ARTIFACTS = 8;

export function regionRows(group: ProcessGroup, a: Side, b: Side | null): RegionDiffRow[] {
  const rows: RegionDiffRow[] = [];
  for (const of of pairedRegions(group, a, b)) {
    for (const pair of of.pairs) rows.push(new RegionRow(pair, of, rows.length, group.label));
  }
  return rows;
}

/** A row works out what is shown of it when it is asked: of 100,000 rows a screen shows forty. */
class RegionRow implements RegionDiffRow {
  readonly kind = 'region';
  readonly process: string;
  readonly aBytes: Bytes | null;
  readonly bBytes: Bytes | null;
  readonly deltaBytes: Bytes | null;
  readonly #pair: RegionPair;
  readonly #of: PairedRegions;
  readonly #index: number;

  constructor(pair: RegionPair, of: PairedRegions, index: number, process: string) {
    this.#pair = pair;
    this.#of = of;
    this.#index = index;
    this.process = process;
    this.aBytes = pair.a?.rssBytes ?? null;
    this.bBytes = pair.b?.rssBytes ?? null;
    this.deltaBytes = deltaOf(this.aBytes, this.bBytes, of.notes);
  }

  get #either(): Region {
    return (this.#pair.a ?? this.#pair.b) as Region;
  }
  get id(): string {
    return String(this.#index + 1);
  }
  get label(): string {
    return this.path || ledgerEn.classes[this.class];
  }
  get class(): Region['class'] {
    return this.#either.class;
  }
  get rule(): Region['rule'] {
    return this.#either.rule;
  }
  get path(): string {
    return this.#either.path;
  }
  get arena(): Region['arena'] {
    return this.#either.arena;
  }
  get a(): RegionSideDetail | null {
    return detailOf(this.#pair.a);
  }
  get b(): RegionSideDetail | null {
    return detailOf(this.#pair.b);
  }
  get notes(): readonly NoteKey[] {
    return this.#of.notes;
  }
  get aEvidence(): ArtifactLine[] {
    return this.#lineOf('a');
  }
  get bEvidence(): ArtifactLine[] {
    return this.#lineOf('b');
  }
  #lineOf(side: 'a' | 'b'): ArtifactLine[] {
    const line = lineOf(this.#of.processes[side], this.#pair[side]);
    return line === undefined ? [] : [line];
  }
}

/** All that a row says as an object of its own, for what walks through members as redaction does. */
export function wholeRow(row: DiffRow): DiffRow {
  if (row.kind !== 'region') return row;
  const { kind, id, label, process, class: regionClass, rule, path, arena, a, b } = row;
  const { aBytes, bBytes, deltaBytes, notes, aEvidence, bEvidence } = row;
  const told = { kind, id, label, process, class: regionClass, rule, path, arena, a, b };
  return { ...told, aBytes, bBytes, deltaBytes, notes, aEvidence, bEvidence };
}

function detailOf(region: Region | null): RegionSideDetail | null {
  if (region === null) return null;
  const { permissions, sizeBytes, rssBytes, dirtyBytes, swapBytes } = region;
  const start = toAddressText(region.start);
  return { start, end: toAddressText(region.end), permissions, sizeBytes, rssBytes, dirtyBytes, swapBytes };
}
