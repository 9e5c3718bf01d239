/** The heaps of one dump, one after the other, and the chunks in them. */
import type { HeapKind, HeapSegment, MemoryReader } from '#shared/domain/heap.ts';
import { ChunkColumns } from './chunk-columns.ts';
import { readHeapHeader, type Arena, type HeapHeader } from './heap-header.ts';
import { HEAP_BYTES, layouts } from './layouts.ts';
import { findChain, isChain, mappedSizeAt, state, walkChain, type ChainLimits } from './walk-chunks.ts';
import { Words } from './words.ts';

const PAGE = 4096;
/** mmap_threshold begins there; smaller ones are looked for only behind a chunk of this kind. */
const LEAST_MAPPED = 128 * 1024;

/** So many chunks make a heap where nothing else says that there is one. */
const SURE_ANYWHERE = 64;

export interface DumpInput extends MemoryReader {
  /** Whether the page that holds an offset was read; without it every page was. */
  readonly pageIsThere?: (offset: number) => boolean;
}

/** One dump on its way. */
export interface OpenDump {
  readonly input: DumpInput;
  readonly words: Words;
  readonly start: number;
  readonly sizeBytes: number;
  readonly heaps: readonly HeapHeader[];
  readonly columns: ChunkColumns;
  readonly segments: HeapSegment[];
  overheadBytes: number;
}

export function openDump(input: DumpInput): OpenDump {
  const words = new Words(input);
  const start = Number(input.start);
  return {
    ...{ input, words, start, sizeBytes: input.sizeBytes, heaps: heapsOf(words, start, input.sizeBytes) },
    ...{ columns: new ChunkColumns(), segments: [], overheadBytes: 0 },
  };
}

/** Heaps begin where the region does, and at each 64 MiB: the kernel makes one region of neighbours. */
function heapsOf(words: Words, start: number, sizeBytes: number): HeapHeader[] {
  const heaps: HeapHeader[] = [];
  const toBoundary = (HEAP_BYTES - (start % HEAP_BYTES)) % HEAP_BYTES;
  const offsets = toBoundary === 0 ? [] : [0];
  for (let offset = toBoundary; offset < sizeBytes; offset += HEAP_BYTES) offsets.push(offset);
  for (const offset of offsets) {
    const heap = readHeapHeader(words, offset, start + offset);
    if (heap !== undefined) heaps.push(heap);
  }
  return heaps;
}

/** Walks what is there: thread heaps by their headers, else large blocks, else the main heap. */
export function walkDump(dump: OpenDump, arenas: ReadonlyMap<number, Arena>): void {
  if (dump.heaps.length > 0) {
    for (const heap of dump.heaps) walkHeap(dump, heap, arenas.get(heap.arena));
    return;
  }
  if (walkMapped(dump)) return;
  walkMain(dump);
}

function walkHeap(dump: OpenDump, heap: HeapHeader, arena: Arena | undefined): void {
  const from = heap.offset + firstChunkOf(dump, heap, arena);
  const to = Math.min(heap.offset + heap.sizeBytes, dump.sizeBytes);
  const top = arena === undefined ? undefined : offsetIn(heap, arena.top);
  dump.overheadBytes += from - heap.offset;
  walkAll(dump, 'arena', { from, to, top }, heap.arena);
}

/** NaN where the address is in another heap. */
function offsetIn(heap: HeapHeader, address: number): number {
  const isHere = address >= heap.address && address < heap.address + heap.sizeBytes;
  return isHere ? heap.offset + address - heap.address : NaN;
}

function firstChunkOf({ words }: OpenDump, heap: HeapHeader, arena: Arena | undefined): number {
  if (!heap.isFirst) return heap.headerBytes;
  if (arena !== undefined) return arena.layout.firstChunk;
  // The arena does not add up: the place from which chunks do.
  const to = heap.offset + heap.sizeBytes;
  const likely = layouts.filter(({ headerBytes }) => headerBytes === heap.headerBytes);
  const found = likely.find(({ firstChunk }) => isChain(words, heap.offset + firstChunk, to, true));
  return found?.firstChunk ?? heap.headerBytes;
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly top: number | undefined;
}

/** The chain from `from`; behind a place that does not add up, chains that a search finds, as guesses. */
function walkAll(dump: OpenDump, kind: HeapKind, range: Range, arena: number | null, isGuess = false): void {
  const { words, columns, segments } = dump;
  const isArena = kind === 'arena';
  const pageIsThere = dump.input.pageIsThere ?? (() => true);
  const limits: ChainLimits = { ...range, isArena, pageIsThere };
  for (let from = range.from, guess = isGuess; from >= 0 && from < range.to; guess = true) {
    const firstChunk = columns.count;
    const end = walkChain(words, { ...limits, from }, columns);
    dump.overheadBytes += end.fenceBytes;
    segments.push({
      ...{ kind, offset: from, end: range.to, walkedTo: end.walkedTo, stop: end.stop, isGuess: guess },
      fenceBytes: end.fenceBytes,
      arena: arena === null ? null : BigInt(arena),
      ...{ firstChunk, endChunk: columns.count },
    });
    if (end.stop === null) return;
    from = findChain(words, Math.max(end.walkedTo, from + 16), range.to, isArena);
  }
}

/** Blocks with a mapping of their own; a region may hold several, and other things between them. */
function walkMapped(dump: OpenDump): boolean {
  const { words, columns, segments, sizeBytes } = dump;
  let wasMapped = false;
  for (let at = 0; at < sizeBytes;) {
    const mapping = mappedSizeAt(words, at, sizeBytes);
    if (mapping === 0 || (!wasMapped && at > 0 && mapping < LEAST_MAPPED)) {
      wasMapped = false;
      at += PAGE;
      continue;
    }
    segments.push({
      ...{ kind: 'mmapped', offset: at, end: at + mapping, walkedTo: at + mapping, stop: null, arena: null },
      ...{
        isGuess: at > 0 && !wasMapped,
        fenceBytes: 0,
        firstChunk: columns.count,
        endChunk: columns.count + 1,
      },
    });
    columns.push(at, mapping, state.used);
    wasMapped = true;
    at += mapping;
  }
  return segments.length > 0;
}

/** brk's heap from its first byte; else what a search finds, as a guess. */
function walkMain(dump: OpenDump): void {
  const { words, sizeBytes: to } = dump;
  if (isChain(words, 0, to, false)) return walkAll(dump, 'main', { from: 0, to, top: undefined }, null);
  const from = findChain(words, 0, to, false, SURE_ANYWHERE);
  if (from >= 0) walkAll(dump, 'main', { from, to, top: undefined }, null, true);
}
