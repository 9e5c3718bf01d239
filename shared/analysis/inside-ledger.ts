/**
 * Level 4: a dumped region, cut by what its allocator does with it; what is in use, cut by what it holds. Two ways to
 * look at the same bytes, one within the other, so that nothing counts twice.
 */
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import type { DumpInspection, ProcessInspection } from '#shared/domain/inspection.ts';
import type { HeapTotals, StateTotal } from '#shared/domain/heap.ts';
import type { LedgerNode } from '#shared/domain/ledger.ts';
import type { ProcessMemory, Region } from '#shared/domain/memory.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import type { LabelKey } from '#shared/i18n/ledger.en.ts';
import type { RegionPair } from './align-regions.ts';
import { leaf, ours, specOf, withResidual } from './ledger-node.ts';
import type { ProcessPair } from './match-processes.ts';

/** By pid. */
export type Inspections = ReadonlyMap<number, ProcessInspection>;

export interface InsideSides {
  readonly a: Inspections;
  readonly b: Inspections;
}

export const noInspections: Inspections = new Map();

/** Bytes of one region by part; what a page map says is not in memory does not count. */
interface Parts {
  readonly messages: Bytes;
  readonly otherInUse: Bytes;
  readonly kept: Bytes;
  readonly top: Bytes;
  readonly doubtful: Bytes;
  readonly own: Bytes;
  readonly notWalked: Bytes;
  readonly isMeasured: boolean;
  readonly hasGuesses: boolean;
  readonly evidence: readonly EvidenceRef[];
}

/** A region's node with its inside, where at least one side was dumped. */
export function openRegion(
  node: LedgerNode,
  pair: RegionPair,
  processes: ProcessPair,
  { a, b }: InsideSides,
): LedgerNode {
  const ofA = partsOf(processes.a, pair.a, a);
  const ofB = partsOf(processes.b, pair.b, b);
  if (ofA === undefined && ofB === undefined) return node;
  const parts = [...heapParts(node, ofA, ofB), ...notDumped(node, ofA, ofB)];
  return withResidual(specOf(node), parts, 'residual-dump');
}

function partsOf(process: ProcessMemory | null, region: Region | null, of: Inspections): Parts | undefined {
  const inspection = of.get(process?.pid ?? NaN);
  if (inspection === undefined || region === null) return undefined;
  const dumps = inspection.dumps.filter(
    ({ start, end, refusal }) => refusal === null && start >= region.start && end <= region.end,
  );
  return dumps.length === 0 ? undefined : sumParts(dumps);
}

function sumParts(dumps: readonly DumpInspection[]): Parts {
  const sum = (pick: (dump: DumpInspection) => number) =>
    dumps.reduce((bytes, dump) => bytes + pick(dump), 0);
  const messages = sum(({ messages: { live } }) => live.bytes);
  const inState = (...names: (keyof HeapTotals['states'])[]) =>
    sum(({ totals }) => names.reduce((bytes, name) => bytes + inMemory(totals.states[name]), 0));
  const own = sum(({ totals }) => totals.overheadBytes);
  const chunks = inState('used', 'free', 'thread-cached', 'fast', 'top', 'unknown');
  return {
    ...{ messages, otherInUse: inState('used') - messages },
    ...{
      kept: inState('free', 'thread-cached', 'fast'),
      top: inState('top'),
      doubtful: inState('unknown'),
      own,
    },
    notWalked: sum(({ totals }) => totals.residentBytes ?? totals.sizeBytes) - chunks - own,
    isMeasured: dumps.every(({ pageMap }) => pageMap !== null),
    hasGuesses: dumps.some(({ totals }) => totals.guessedBytes > 0),
    evidence: dumps.map(({ artifact, start, end }) => ({
      dump: artifact,
      offset: 0,
      length: Number(end - start),
    })),
  };
}

function inMemory({ bytes, residentBytes }: StateTotal): Bytes {
  return residentBytes ?? bytes;
}

function heapParts(parent: LedgerNode, a: Parts | undefined, b: Parts | undefined): LedgerNode[] {
  const part = (id: string, key: LabelKey, pick: (parts: Parts) => number): LedgerNode =>
    leaf({
      ...{ id: `${parent.id}/${id}`, kind: 'heap-part', ...ours(key) },
      ...{ aBytes: a === undefined ? 0 : pick(a), bBytes: b === undefined ? 0 : pick(b) },
      confidence: confidenceOf(a, b),
      measure: parent.measure,
      evidence: [...(a?.evidence ?? []), ...(b?.evidence ?? [])],
    });
  const used = part('in-use', 'chunks-in-use', ({ messages, otherInUse }) => messages + otherInUse);
  const contents = [
    part('in-use/messages', 'content-rdkafka', ({ messages }) => messages),
    part('in-use/other', 'content-other', ({ otherInUse }) => otherInUse),
  ].map((node): LedgerNode => ({ ...node, kind: 'content' }));
  const hasMessages = contents[0]?.aBytes !== 0 || contents[0].bBytes !== 0;
  return [
    hasMessages ? withResidual(specOf(used), contents, 'residual-content') : used,
    part('kept', 'chunks-kept', ({ kept }) => kept),
    part('top', 'chunks-top', ({ top }) => top),
    part('doubtful', 'chunks-doubtful', ({ doubtful }) => doubtful),
    part('own', 'heap-own', ({ own }) => own),
    part('not-walked', 'not-walked', ({ notWalked }) => notWalked),
  ].filter(({ aBytes, bBytes }) => aBytes !== 0 || bBytes !== 0);
}

/** The side without a dump keeps its bytes in one part. */
function notDumped(parent: LedgerNode, a: Parts | undefined, b: Parts | undefined): LedgerNode[] {
  if (a !== undefined && b !== undefined) return [];
  const aBytes = a === undefined ? parent.aBytes : 0;
  const bBytes = b === undefined ? parent.bBytes : 0;
  if (aBytes === 0 && bBytes === 0) return [];
  const spec = { id: `${parent.id}/not-dumped`, kind: 'heap-part', ...ours('not-dumped') } as const;
  return [
    leaf({
      ...spec,
      aBytes,
      bBytes,
      confidence: 'measured',
      measure: parent.measure,
      evidence: parent.evidence,
    }),
  ];
}

function confidenceOf(a: Parts | undefined, b: Parts | undefined): LedgerNode['confidence'] {
  const sides = [a, b].filter((side) => side !== undefined);
  if (sides.some(({ hasGuesses }) => hasGuesses)) return 'estimated';
  return sides.every(({ isMeasured }) => isMeasured) ? 'measured' : 'derived';
}
