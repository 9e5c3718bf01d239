/** The heaps of one dump, one after the other, and the chunks in them. */
import type { HeapKind, HeapSegment, MemoryReader } from '#shared/domain/heap.ts';
import { ChunkColumns } from './chunk-columns.ts';
import { readHeapHeader, type Arena, type HeapHeader } from './heap-header.ts';
import { HEAP_BYTES, layouts } from './layouts.ts';
import { ChainSearch, isChain, mappedSizeAt, state, walkChain, type ChainLimits } from './walk-chunks.ts';
import { Words } from './words.ts';

const PAGE = 4096;
/** mmap_threshold begins there; smaller ones are looked for only behind a chunk of this kind. */
const LEAST_MAPPED = 128 * 1024;

/** So many chunks make a heap where nothing else says that there is one. */
const SURE_ANYWHERE = 64;

export interface DumpInput extends MemoryReader {
  /** Whether the page that holds an offset was read; without it every page was. */
  readonly pageIsThere?: (offset: number) => boolean;
  /** False where the dump ends before its region does; brk's heap cannot tell by itself. */
  readonly endsWithRegion?: boolean;
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
export function walkDump(dump: OpenDump, arenas: ReadonlyMap<number, Arena>, main: Arena | undefined): void {
  for (const heap of dump.heaps) walkHeap(dump, heap, arenas.get(heap.arena));
  if (dump.heaps.length > 0) return;
  if (isChain(dump.words, 0, dump.sizeBytes, false)) walkMain(dump, 0, main);
  else if (!walkMapped(dump)) walkMain(dump, -1, main);
}

function walkHeap(dump: OpenDump, heap: HeapHeader, arena: Arena | undefined): void {
  const from = heap.offset + firstChunkOf(dump, heap, arena);
  const to = Math.min(heap.offset + heap.sizeBytes, dump.sizeBytes);
  const top = arena === undefined ? undefined : offsetIn(heap, arena.top);
  dump.overheadBytes += from - heap.offset;
  const isCut = heap.offset + heap.sizeBytes > dump.sizeBytes;
  walkAll(dump, 'arena', { from, to, top, isCut }, heap.arena);
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
  readonly isCut: boolean;
}

/** The chain from `from`; behind a place that does not add up, chains that a search finds, as guesses. */
function walkAll(dump: OpenDump, kind: HeapKind, range: Range, arena: number | null, isGuess = false): void {
  const { words, columns, segments } = dump;
  const isArena = kind === 'arena';
  const pageIsThere = dump.input.pageIsThere ?? (() => true);
  const limits: ChainLimits = { ...range, isArena, pageIsThere };
  let search: ChainSearch | undefined;
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
    search ??= new ChainSearch(words, range.to, isArena);
    from = search.next(Math.max(end.walkedTo, from) + 16);
  }
}

/** Blocks with a mapping of their own; a region may hold several, and other things between them. */
function walkMapped(dump: OpenDump): boolean {
  const { words, columns, segments, sizeBytes } = dump;
  let wasMapped = false;
  let isGuess = false;
  for (let at = 0; at < sizeBytes;) {
    const mapping = mappedSizeAt(words, at, sizeBytes);
    if (mapping === 0 || (!wasMapped && at > 0 && mapping < LEAST_MAPPED)) {
      wasMapped = false;
      isGuess = true;
      at += PAGE;
      continue;
    }
    segments.push({
      ...{ kind: 'mmapped', offset: at, end: at + mapping, walkedTo: at + mapping, stop: null, arena: null },
      ...{ isGuess, fenceBytes: 0, firstChunk: columns.count, endChunk: columns.count + 1 },
    });
    columns.push(at, mapping, state.used);
    wasMapped = true;
    at += mapping;
  }
  return segments.length > 0;
}

/** brk's heap from its first byte; else what a search finds, as a guess. @param from −1 where it is to be searched */
function walkMain(dump: OpenDump, from: number, main: Arena | undefined): void {
  const { words, start, sizeBytes: to, input } = dump;
  const isCut = input.endsWithRegion === false;
  const top = main === undefined ? undefined : main.top - start;
  const limits = { to, isCut, top: top === undefined || (top >= 0 && top < to) ? top : NaN };
  if (from >= 0) return walkAll(dump, 'main', { ...limits, from }, null);
  const found = new ChainSearch(words, to, false, SURE_ANYWHERE).next(0);
  if (found >= 0) walkAll(dump, 'main', { ...limits, from: found }, null, true);
}
