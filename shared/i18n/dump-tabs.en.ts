/** Texts of the tabs of an open dump. */
import type { HeapKind, HeapRefusal } from '#shared/domain/heap.ts';
import type { FreeListState } from '#shared/domain/heap-census.ts';

const kinds: Record<HeapKind, string> = {
  arena: 'Thread arena',
  main: 'Main heap',
  mmapped: 'Mapped blocks',
};

const freeLists: Record<FreeListState, string> = {
  fast: 'Fastbin',
  'thread-cached': 'Thread cache',
  free: 'Bin',
};

export const dumpTabsEn = {
  label: 'What is shown of the dump',
  names: { bytes: 'Bytes', heap: 'Heap' },
  reading: 'Reading the dump; larger ones take some seconds for each GiB …',
  stop: 'Stop',
  stopped: 'Stopped before it was read.',
  again: 'Read it',
  tooLargeTitle: 'Not walked: larger than 1 GiB',
  tooLargeText:
    'So large a dump is not read as a whole. Its bytes can be looked at and searched; a dump of fewer regions can be walked.',
  refusalTitle: 'No chunks are known in this dump',
  refusal: (kind: HeapRefusal) =>
    kind === 'no-heap'
      ? 'No heap of malloc in glibc lies in it: nothing tells where a block begins or whether it is in use.'
      : kind === 'i386'
        ? 'Its process has 32 bits; only heaps of 64 bits are walked.'
        : `Its memory is managed by ${kind}, not by malloc of glibc: it is named, and not walked.`,
  jump: (address: string) => `Show the bytes at ${address}`,
  copied: (rows: string) => `Rows on the clipboard: ${rows}`,
  heap: {
    era: (era: string, votes: string) =>
      `glibc ${era}, told by the data: ${votes} of 127 bins of one arena speak for it.`,
    noEra: 'No arena is in the dumps of the process: the version of glibc is not known.',
    doubtful:
      'The lists of an arena are not in the dumps: small chunks that look like theirs count as not known.',
    skipped: (dumps: string) => `Left out of the sums of the process, larger than 1 GiB: ${dumps}`,
    states: 'What the allocator does with each byte',
    what: 'Part',
    thisDump: 'This dump',
    process: (dumps: string) => `All dumps of the process (${dumps})`,
    chunks: 'Chunks',
    bytes: 'Bytes',
    share: 'Share',
    resident: 'In memory',
    overhead: 'records of the allocator itself',
    unwalked: 'in a heap, not walked',
    outside: 'in no heap',
    all: 'All of it',
    arenas: 'Arenas',
    arena: 'Arena',
    kinds,
    address: 'Address',
    heaps: 'Heaps',
    used: 'In use',
    cached: 'Cached',
    free: 'Freed',
    top: 'Top',
    unknown: 'Not known',
    sizes: 'Sizes of chunks',
    size: 'Size',
    sizesNote: 'Headers included. Cached is freed, and kept by a thread cache or a fastbin.',
    sizeRange: (from: string, to: string) => `${from} to below ${to}`,
    lists: 'Free lists',
    listsNote: 'Over all threads and arenas; Enter leads to the first chunk.',
    list: 'List',
    freeLists,
    count: 'Chunks',
    noLists: 'No chunk is freed.',
    largest: 'Largest chunks',
    state: 'State',
    linked: 'Lists and rings of chunks in use',
    linkedNote: 'At least 100 chunks that hang on one another, over all dumps of the process.',
    noLinked: 'None was found.',
    kind: 'Kind',
    ring: 'Ring',
    chain: 'List',
    double: (kind: string) => `${kind}, both ways`,
    nodes: 'Chunks',
    next: 'Next at',
    first: 'First',
    last: 'Last',
    tables: 'Tables of pointers',
    tablesNote: 'Chunks in use that are mostly pointers to others.',
    pointers: 'Pointers',
    targets: 'Lead to chunks',
    targetBytes: 'Their bytes',
  },
};

export type DumpTabMessages = typeof dumpTabsEn;
