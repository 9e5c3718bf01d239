/**
 * Heaps of versions of glibc that cannot be run here, laid out after the struct definitions of each (malloc/malloc.c,
 * malloc/arena.c at the tags), with the truth about each chunk. x86-64.
 */
import type { ChunkState, MemoryReader } from '#shared/domain/heap.ts';
import { integer, seededRandom } from '#test/prove/generate/random.ts';

export interface GlibcModel {
  readonly glibc: string;
  /** struct _heap_info: four words, from 2.35 on with pagesize and padding six. */
  readonly heapInfoWords: 4 | 6;
  /** struct malloc_state before fastbinsY: mutex and flags are ints; from 2.27 on have_fastchunks, padded. */
  readonly hasFastchunksFlag: boolean;
  readonly hasFastbins: boolean;
  /** attached_threads behind next_free, from 2.23 on. */
  readonly hasAttached: boolean;
  /** struct tcache_perthread_struct: bytes of one count, number of bins; null before 2.26. */
  readonly cache: { readonly countBytes: 1 | 2; readonly bins: number; readonly countsDown?: boolean } | null;
  /** tcache_entry.key. */
  readonly key: 'none' | 'cache-address' | 'random';
  readonly safeLinking: boolean;
}

const before227 = {
  heapInfoWords: 4,
  hasFastchunksFlag: false,
  hasFastbins: true,
  safeLinking: false,
} as const;
const from227 = { ...before227, hasFastchunksFlag: true, hasAttached: true } as const;
const chars = { countBytes: 1, bins: 64 } as const;
const shorts = { countBytes: 2, bins: 64 } as const;

export const glibcModels: readonly GlibcModel[] = [
  { glibc: '2.17', ...before227, hasAttached: false, cache: null, key: 'none' },
  { glibc: '2.23', ...before227, hasAttached: true, cache: null, key: 'none' },
  { glibc: '2.26', ...before227, hasAttached: true, cache: chars, key: 'none' },
  { glibc: '2.28', ...from227, cache: chars, key: 'none' },
  { glibc: '2.29', ...from227, cache: chars, key: 'cache-address' },
  { glibc: '2.31', ...from227, cache: shorts, key: 'cache-address' },
  { glibc: '2.33', ...from227, cache: shorts, key: 'cache-address', safeLinking: true },
  { glibc: '2.34', ...from227, cache: shorts, key: 'random', safeLinking: true },
  { glibc: '2.36', ...from227, heapInfoWords: 6, cache: shorts, key: 'random', safeLinking: true },
  {
    ...{ glibc: '2.42', ...from227, heapInfoWords: 6, key: 'random', safeLinking: true },
    cache: { countBytes: 2, bins: 76, countsDown: true },
  },
  {
    ...{ glibc: '2.43', ...from227, heapInfoWords: 6, hasFastchunksFlag: false, hasFastbins: false },
    ...{ cache: { countBytes: 2, bins: 76, countsDown: true }, key: 'random', safeLinking: true },
  },
];

export function modelOf(glibc: string): GlibcModel {
  const model = glibcModels.find((one) => one.glibc === glibc);
  if (model === undefined) throw new Error(`no model of glibc ${glibc}`);
  return model;
}

/** Offsets in struct malloc_state, summed up field by field. */
export function stateOffsets({ hasFastchunksFlag, hasFastbins, hasAttached }: GlibcModel) {
  let at = 0;
  const field = (bytes: number, align = 8) => {
    at = Math.ceil(at / align) * align;
    const offset = at;
    at += bytes;
    return offset;
  };
  field(4, 4); // mutex
  field(4, 4); // flags
  if (hasFastchunksFlag) field(4, 4);
  const fastbins = hasFastbins ? field(10 * 8) : null;
  const top = field(8);
  const lastRemainder = field(8);
  const bins = field(254 * 8);
  field(16, 4); // binmap
  const next = field(8);
  field(8); // next_free
  if (hasAttached) field(8);
  const systemMem = field(8);
  field(8); // max_system_mem
  return { fastbins, top, lastRemainder, bins, next, systemMem, bytes: at };
}

export interface BuiltRegion extends MemoryReader {
  readonly bytes: Buffer;
  readonly kind: 'arena' | 'main' | 'libc';
  /** Of the headers, with sizes and states; in order. */
  readonly truth: { readonly offsets: number[]; readonly sizes: number[]; readonly states: ChunkState[] };
}

export interface BuildOptions {
  readonly seed?: number;
  /** Of thread arenas; each has two heaps. */
  readonly arenas?: number;
  /** Of each heap, as its header says. */
  readonly heapBytes?: number;
  /** Largest chunk. */
  readonly largest?: number;
}

/** Per bin; so that lists stay short where heaps are large. */
const MOST_FAST = 60;
const HEAP = 64 * 1024 * 1024;
const MAIN_START = 0x5555_5575_7000;
const LIBC_START = 0x7fff_f7dc_3000;
const ARENAS_START = 0x7fff_e000_0000;

/** A process that stands still: libc's variables, brk's heap, two heaps per thread arena. */
export function buildHeaps(model: GlibcModel, options: BuildOptions = {}): BuiltRegion[] {
  const { seed = 1, arenas = 2, heapBytes = 256 * 1024, largest = 3000 } = options;
  const random = seededRandom(seed);
  const key = (BigInt(integer(random, 1, 2 ** 32 - 1)) << 32n) | BigInt(integer(random, 1, 2 ** 32 - 1));
  const common = { model, random, key, largest };
  const offsets = stateOffsets(model);
  const libc = regionOf('libc', LIBC_START, 0x4000);
  const mainArena = LIBC_START + 0xc60;
  const addresses = Array.from({ length: arenas }, (_, i) => ARENAS_START - 2 * i * HEAP);
  const infoBytes = model.heapInfoWords * 8;
  const ring = [mainArena, ...addresses.map((address) => address + infoBytes)];
  const main = regionOf('main', MAIN_START, heapBytes);
  const mainHeap = { region: main, from: 0, isLast: true, hasCache: true };
  fillArena({ ...common, region: libc, address: mainArena, next: ring[1] ?? mainArena, heaps: [mainHeap] });
  const regions = [libc, main];
  addresses.forEach((address, i) => {
    const first = regionOf('arena', address, heapBytes);
    const second = regionOf('arena', address - HEAP, heapBytes);
    const arena = address + infoBytes;
    writeHeapInfo(first, arena, 0, model);
    writeHeapInfo(second, arena, address, model);
    // Behind the arena so that the user's bytes are at a multiple of 16 (arena.c _int_new_arena).
    const from = Math.ceil((infoBytes + offsets.bytes) / 16) * 16;
    fillArena({
      ...{ ...common, region: first, address: arena, next: ring[i + 2] ?? mainArena },
      heaps: [
        { region: first, from, isLast: false, hasCache: true },
        { region: second, from: infoBytes, isLast: true, hasCache: false },
      ],
    });
    regions.push(first, second);
  });
  return regions;
}

function regionOf(kind: BuiltRegion['kind'], start: number, size: number): BuiltRegion {
  const bytes = Buffer.alloc(size);
  return {
    ...{ kind, bytes, start: BigInt(start), sizeBytes: size },
    read: (offset, length) => bytes.subarray(offset, offset + length),
    truth: { offsets: [], sizes: [], states: [] },
  };
}

function word({ bytes }: BuiltRegion, offset: number, value: number | bigint): void {
  bytes.writeBigUInt64LE(BigInt(value), offset);
}

function writeHeapInfo(region: BuiltRegion, arena: number, previous: number, model: GlibcModel): void {
  const words = [arena, previous, region.sizeBytes, region.sizeBytes];
  if (model.heapInfoWords === 6) words.push(4096, 0);
  words.forEach((value, i) => word(region, i * 8, value));
}

interface ArenaPlan {
  readonly model: GlibcModel;
  readonly random: () => number;
  readonly key: bigint;
  readonly largest: number;
  /** Where struct malloc_state lies. */
  readonly region: BuiltRegion;
  readonly address: number;
  readonly next: number;
  readonly heaps: readonly HeapPlan[];
}

interface HeapPlan {
  readonly region: BuiltRegion;
  /** Of the first chunk. */
  readonly from: number;
  readonly isLast: boolean;
  readonly hasCache: boolean;
}

interface Placed {
  readonly region: BuiltRegion;
  readonly offset: number;
  readonly size: number;
}

function fillArena(plan: ArenaPlan): void {
  const { model, region, address } = plan;
  const at = address - Number(region.start);
  const offsets = stateOffsets(model);
  const lists: Lists = { free: [], fast: new Map(), cached: new Map(), cache: undefined };
  for (const heap of plan.heaps) fillHeap(plan, heap, lists);
  const last = plan.heaps.at(-1)?.region;
  const top = (last?.truth.offsets.at(-1) ?? 0) + Number(last?.start);
  word(region, at + offsets.top, top);
  word(region, at + offsets.next, plan.next);
  const system = plan.heaps.reduce((sum, heap) => sum + heap.region.sizeBytes, 0);
  word(region, at + offsets.systemMem, system);
  word(region, at + offsets.systemMem + 8, system);
  if (model.hasAttached) word(region, at + offsets.systemMem - 8, 1);
  linkBins(plan, at + offsets.bins, address + offsets.bins, lists.free);
  linkFast(plan, at + (offsets.fastbins ?? 0), lists.fast);
  linkCache(plan, lists);
}

interface Lists {
  readonly free: Placed[];
  readonly fast: Map<number, Placed[]>;
  readonly cached: Map<number, Placed[]>;
  cache: Placed | undefined;
}

/** Chunk after chunk, then the fence-posts or the top. */
function fillHeap(plan: ArenaPlan, heap: HeapPlan, lists: Lists): void {
  const { model, random } = plan;
  const { region, isLast } = heap;
  const { truth } = region;
  const isArena = region.kind === 'arena';
  // sysmalloc makes a chunk of an abandoned top, and two fence-posts of its last 32 bytes.
  const end = region.sizeBytes - (isLast ? 0 : 32);
  const rest = 2048 + plan.largest;
  let at = heap.from;
  let before = 'used' as ChunkState;
  const put = (size: number, state: ChunkState) => {
    // P says of the chunk before that it is in use; A is kept by chunks in use, and P by all others.
    const flags = (before === 'free' ? 0 : 1) | (isArena && state !== 'free' ? 4 : 0);
    word(region, at + 8, size | flags);
    if (state === 'free') word(region, at + size, size);
    truth.offsets.push(at);
    truth.sizes.push(size);
    truth.states.push(state);
    const placed = { region, offset: at, size };
    if (state === 'used') fillUser(random, region, at + 16, size - 8);
    at += size;
    before = state;
    return placed;
  };
  if (heap.hasCache && model.cache !== null) {
    const { countBytes, bins } = model.cache;
    lists.cache = put(chunkSize(bins * (countBytes + 8)), 'used');
    region.bytes.fill(0, lists.cache.offset + 16, lists.cache.offset + lists.cache.size);
  }
  while (at + rest < end) {
    const size = chunkSize(draw(random, plan.largest));
    const want = integer(random, 0, 9);
    const fast = lists.fast.get(size) ?? [];
    const cached = lists.cached.get(size) ?? [];
    if (want < 2 && before !== 'free') lists.free.push(put(size, 'free'));
    else if (want === 2 && model.hasFastbins && size <= 0x80 && fast.length < MOST_FAST)
      lists.fast.set(size, [...fast, put(size, 'fast')]);
    else if (want === 3 && model.cache !== null && size <= 0x410 && cached.length < 7)
      lists.cached.set(size, [...cached, put(size, 'thread-cached')]);
    else put(size, 'used');
  }
  if (before === 'free') put(64, 'used');
  if (isLast) {
    put(end - at, 'top');
    return;
  }
  lists.free.push(put(end - at, 'free'));
  word(region, end + 8, 16);
  word(region, end + 16, 16);
  word(region, end + 24, 1);
}

/** Half small, as in real programs. */
function draw(random: () => number, largest: number): number {
  return random() < 0.6 ? integer(random, 1, Math.min(200, largest)) : integer(random, 1, largest);
}

function chunkSize(bytes: number): number {
  return Math.max(32, Math.ceil((bytes + 8) / 16) * 16);
}

/** Text, counters and pointers, but none to a cache: nobody has those. Up to the size field of the next chunk. */
function fillUser(random: () => number, region: BuiltRegion, from: number, bytes: number): void {
  const kind = integer(random, 0, 3);
  for (let at = from; at + 8 <= from + bytes; at += 8) {
    if (kind === 0) region.bytes.write('{"id":1}', at, 'latin1');
    else if (kind === 1) word(region, at, integer(random, 0, 5000));
    else if (kind === 2)
      word(region, at, Number(region.start) + 16 * integer(random, 256, region.sizeBytes / 16));
  }
}

/** Empty bins point at themselves; all free chunks wait in the unsorted one. */
function linkBins({ region }: ArenaPlan, offset: number, address: number, free: readonly Placed[]): void {
  for (let bin = 0; bin < 127; bin++) {
    word(region, offset + bin * 16, address + bin * 16 - 16);
    word(region, offset + bin * 16 + 8, address + bin * 16 - 16);
  }
  const addressOf = ({ region: { start }, offset: at }: Placed) => Number(start) + at;
  const unsorted = address - 16;
  free.forEach((chunk, i) => {
    const forward = free[i + 1];
    const back = free[i - 1];
    word(chunk.region, chunk.offset + 16, forward === undefined ? unsorted : addressOf(forward));
    word(chunk.region, chunk.offset + 24, back === undefined ? unsorted : addressOf(back));
  });
  const [first] = free;
  const last = free.at(-1);
  if (first === undefined || last === undefined) return;
  word(region, offset, addressOf(first));
  word(region, offset + 8, addressOf(last));
}

function linkFast(plan: ArenaPlan, offset: number, lists: ReadonlyMap<number, readonly Placed[]>): void {
  for (const [size, chunks] of lists) {
    word(plan.region, offset + (size / 16 - 2) * 8, chainOf(plan, chunks, 0));
  }
}

function linkCache(plan: ArenaPlan, { cache, cached }: Lists): void {
  if (cache === undefined || plan.model.cache === null) return;
  const { countBytes, bins, countsDown = false } = plan.model.cache;
  const user = cache.offset + 16;
  const address = Number(cache.region.start) + user;
  for (let bin = 0; bin < bins; bin++) {
    const chunks = cached.get((bin + 2) * 16) ?? [];
    const count = countsDown ? 7 - chunks.length : chunks.length;
    cache.region.bytes.writeUIntLE(bin < 64 ? count : 0, user + bin * countBytes, countBytes);
    word(cache.region, user + bins * countBytes + bin * 8, chainOf(plan, chunks, 16));
    for (const { region, offset } of chunks) {
      if (plan.model.key === 'random') word(region, offset + 24, plan.key);
      if (plan.model.key === 'cache-address') word(region, offset + 24, address);
    }
  }
}

/** A singly linked list through the first user word; `lead` is where pointers point to: header 0, user 16. */
function chainOf({ model }: ArenaPlan, chunks: readonly Placed[], lead: number): number {
  const addresses = chunks.map(({ region, offset }) => Number(region.start) + offset + lead);
  chunks.forEach(({ region, offset }, i) => {
    const field = BigInt(region.start) + BigInt(offset + 16);
    const next = BigInt(addresses[i + 1] ?? 0);
    word(region, offset + 16, model.safeLinking ? (field >> 12n) ^ next : next);
  });
  return addresses[0] ?? 0;
}
