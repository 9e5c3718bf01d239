/** Level 3: region classes within a process, and regions aligned by class and ordinal. */
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import type { ProcessInspection } from '#shared/domain/inspection.ts';
import type { LedgerNode } from '#shared/domain/ledger.ts';
import { anonymousClasses } from '#shared/domain/memory.ts';
import type {
  ClassTotal,
  ProcessMemory,
  Region,
  RegionClass,
  SnapshotReader,
} from '#shared/domain/memory.ts';
import type { ProcessMeasure } from '#shared/domain/parsed.ts';
import { ledgerEn } from '#shared/i18n/ledger.en.ts';
import { formatAddress } from '#shared/units/address.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import { fold, leaf, specOf, withResidual } from './ledger-node.ts';
import { alignRegions, type RegionPair } from './align-regions.ts';
import { noInspections, openRegion, type Inspections } from './inside-ledger.ts';
import type { ProcessPair } from './match-processes.ts';

/** A line of a text artifact. */
export type ArtifactLine = Extract<EvidenceRef, { artifact: number }>;

export interface RegionSide {
  readonly reader: SnapshotReader;
  /** Totals by process id. */
  readonly totals: ReadonlyMap<number, readonly ClassTotal[]>;
  /** What dumps say of its processes. */
  readonly inside: Inspections;
}

export interface RegionSides {
  readonly a: RegionSide;
  readonly b: RegionSide | null;
}

export function toRegionSide(
  reader: SnapshotReader,
  inspections: readonly ProcessInspection[] = [],
): RegionSide {
  return {
    reader,
    totals: Map.groupBy(reader.classTotals(), ({ processId }) => processId),
    inside: new Map(inspections.map((inspection) => [inspection.pid, inspection])),
  };
}

/**
 * Class nodes of one process, or of a pair.
 * @param regions how many single regions each class opens into; 0 for none
 * @returns `one-side` where only one of two processes has regions: splitting would invent a difference
 */
export function classNodes(
  parentId: string,
  pair: ProcessPair,
  measure: ProcessMeasure,
  sides: RegionSides,
  regions: number,
): LedgerNode[] | 'one-side' {
  if (measure === 'pss-shmem' || measure === 'hugetlb-private') return [];
  const ofA = totalsOf(pair.a, sides.a);
  const ofB = totalsOf(pair.b, sides.b);
  if (pair.a !== null && pair.b !== null && ofA.length > 0 !== ofB.length > 0) return 'one-side';
  const byClass = Map.groupBy([...ofA, ...ofB], (total) => total.class);
  const opened = regions > 0 ? pairsByClass(pair, sides) : undefined;
  const nodes = [...byClass].flatMap(([name, totals]) => {
    const node = classNode(parentId, name, totals, ofA, measure);
    if (node.aBytes === 0 && node.bBytes === 0) return [];
    return [openClass(node, opened?.get(name) ?? [], pair, measure, sides, regions)];
  });
  return fold(parentId, nodes, Infinity);
}

function totalsOf(process: ProcessMemory | null, side: RegionSide | null): readonly ClassTotal[] {
  return process === null ? [] : (side?.totals.get(process.id) ?? []);
}

function classNode(
  parentId: string,
  name: RegionClass,
  totals: readonly ClassTotal[],
  ofA: readonly ClassTotal[],
  measure: ProcessMeasure,
): LedgerNode {
  const sum = (wanted: boolean) =>
    totals.reduce(
      (total, entry) => total + (ofA.includes(entry) === wanted ? regionBytes(entry, measure) : 0),
      0,
    );
  return leaf({
    id: `${parentId}/${name}`,
    kind: 'region-class',
    label: ledgerEn.classes[name],
    labelKey: `class.${name}`,
    aBytes: sum(true),
    bBytes: sum(false),
    confidence: measure === 'rss' || measure === 'anonymous' ? 'measured' : 'derived',
    measure: regionMeasure(measure),
    evidence: totals.map(citeClass),
  });
}

/** The largest region's line, and how many more regions the class has. */
export function citeClass({ evidence, count }: ClassTotal): EvidenceRef {
  return count > 1 && 'artifact' in evidence ? { ...evidence, more: count - 1 } : evidence;
}

/**
 * Bytes of a region, or of a class, that count for a measure of the process; a sum over regions is
 * the same as of their class. smaps tells no Pss_Anon per region: where the region is anonymous, PSS is
 * it; of a file it is `Anonymous`, which counts pages shared after fork in full. pmap tells neither:
 * what is resident of a file counts as cache there.
 */
export function regionBytes(
  amounts: Pick<ClassTotal, 'class' | 'rssBytes' | 'pssBytes' | 'anonymousBytes'>,
  measure: ProcessMeasure,
): Bytes {
  const { rssBytes, pssBytes, anonymousBytes } = amounts;
  if (measure === 'rss') return rssBytes ?? 0;
  if (measure === 'pss') return pssBytes ?? rssBytes ?? 0;
  if (!anonymousClasses.has(amounts.class)) return anonymousBytes ?? 0;
  return (measure === 'pss-anon' ? pssBytes : anonymousBytes) ?? anonymousBytes ?? rssBytes ?? 0;
}

function regionMeasure(measure: ProcessMeasure): string {
  return measure === 'rss' || measure === 'pss' ? measure : 'anonymous';
}

function pairsByClass(pair: ProcessPair, sides: RegionSides): Map<RegionClass, RegionPair[]> {
  const ofA = pair.a === null ? [] : sides.a.reader.regions(pair.a.id);
  const ofB = pair.b === null || sides.b === null ? [] : sides.b.reader.regions(pair.b.id);
  return Map.groupBy(alignRegions(ofA, ofB), ({ a, b }) => (a ?? b)?.class ?? 'unknown');
}

function openClass(
  node: LedgerNode,
  pairs: readonly RegionPair[],
  processes: ProcessPair,
  measure: ProcessMeasure,
  sides: RegionSides,
  keep: number,
): LedgerNode {
  if (pairs.length === 0) return node;
  const inside = { a: sides.a.inside, b: sides.b?.inside ?? noInspections };
  const regions = pairs.map((pair, index) =>
    openRegion(regionNode(node.id, pair, index, processes, measure), pair, processes, inside),
  );
  const shown = regions.filter(({ aBytes, bBytes }) => aBytes !== 0 || bBytes !== 0);
  return withResidual(specOf(node), fold(node.id, shown, keep), 'residual-regions');
}

function regionNode(
  parentId: string,
  pair: RegionPair,
  index: number,
  processes: ProcessPair,
  measure: ProcessMeasure,
): LedgerNode {
  const either = pair.a ?? pair.b;
  const estimated = (pair.a?.estimated ?? false) || (pair.b?.estimated ?? false);
  return leaf({
    id: `${parentId}/${index + 1}`,
    kind: 'region',
    label: [either?.path, [pair.a, pair.b].map(addressOf).join(' | ')].filter(Boolean).join(' '),
    aBytes: pair.a === null ? 0 : regionBytes(pair.a, measure),
    bBytes: pair.b === null ? 0 : regionBytes(pair.b, measure),
    confidence: estimated ? 'estimated' : 'measured',
    measure: regionMeasure(measure),
    notes: estimated ? ['split-by-size'] : [],
    evidence: [lineOf(processes.a, pair.a), lineOf(processes.b, pair.b)].filter((ref) => ref !== undefined),
  });
}

function addressOf(region: Region | null): string {
  return region === null ? '–' : formatAddress(region.start);
}

export function lineOf(process: ProcessMemory | null, region: Region | null): ArtifactLine | undefined {
  const artifact = process?.regionArtifact ?? null;
  return artifact === null || region === null ? undefined : { artifact, line: region.line };
}
