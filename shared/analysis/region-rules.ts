/**
 * Rules that name what kind of memory one VMA is, from its own line and what the process maps.
 * Data, first match wins; neighbours (arenas, stacks, .bss) are judged in classify-regions.ts.
 * Sources: Documentation/filesystems/proc.rst (labels, VmFlags), glibc malloc/arena.c (64 MiB heaps),
 * nptl/allocatestack.c (guards), names of prctl(PR_SET_VMA_ANON_NAME).
 */
import type { RegionClass } from '#shared/domain/memory.ts';
import type { ParsedMapping } from '#shared/domain/parsed.ts';
import { KiB } from '#shared/units/bytes.ts';

/** What the whole process tells about its allocators. */
export interface ProcessTraits {
  readonly jemalloc: boolean;
  readonly tcmalloc: boolean;
  readonly jvm: boolean;
}

export interface RegionRule {
  readonly name: string;
  readonly class: RegionClass;
  readonly matches: (mapping: ParsedMapping, traits: ProcessTraits) => boolean;
}

/** malloc's initial M_MMAP_THRESHOLD (malloc.c DEFAULT_MMAP_THRESHOLD_MIN): larger blocks get a mapping of their own. */
const MMAP_THRESHOLD = 128 * KiB;

/** Go reserves its heap from here on (runtime/malloc.go, arena hints for 64-bit). */
const GO_ARENA_START = 0xc0_0000_0000n;
const GO_ARENA_END = 0xd0_0000_0000n;

const JVM_HEAP_MINIMUM = 8 * 1024 * KiB;

export function traitsOf(mappings: readonly ParsedMapping[]): ProcessTraits {
  const maps = (pattern: RegExp) => mappings.some((mapping) => pattern.test(mapping.path));
  return {
    jemalloc: maps(/libjemalloc[.\w-]*\.so|\[anon:jemalloc/),
    tcmalloc: maps(/libtcmalloc[.\w-]*\.so|\[anon:tcmalloc/),
    jvm: maps(/libjvm\.so/),
  };
}

export function sizeOf(mapping: ParsedMapping): number {
  return Number(mapping.end - mapping.start);
}

/** No file and no label: empty in maps, `[ anon ]` in pmap. */
export function isPlainAnonymous(mapping: ParsedMapping): boolean {
  return mapping.path === '' || mapping.path === '[ anon ]';
}

/** No access at all. A damaged line without permissions counts where nothing of it is resident. */
export function isNoAccess(mapping: ParsedMapping): boolean {
  if (mapping.permissions.startsWith('---')) return true;
  return !/[rwx]/.test(mapping.permissions) && (mapping.rssBytes ?? 0) === 0;
}

/** Writable. A damaged line without permissions counts where something is resident. */
export function isWritable(mapping: ParsedMapping): boolean {
  if (mapping.permissions[1] === 'w') return true;
  return !/[rwx]/.test(mapping.permissions) && (mapping.rssBytes ?? 0) > 0;
}

/** A file: a path, or the bare file name that pmap prints. */
export function isFile(mapping: ParsedMapping): boolean {
  return mapping.path !== '' && !mapping.path.startsWith('[');
}

function isExecutable(mapping: ParsedMapping): boolean {
  return mapping.permissions[2] === 'x';
}

function isShared(mapping: ParsedMapping): boolean {
  return mapping.permissions.endsWith('s') || has(mapping, 'sh');
}

function has(mapping: ParsedMapping, flag: string): boolean {
  return mapping.vmFlags?.includes(flag) ?? false;
}

function path(pattern: RegExp): RegionRule['matches'] {
  return (mapping) => mapping.path !== '' && pattern.test(mapping.path);
}

/** Rules that need no neighbour. */
export const labelRules: readonly RegionRule[] = [
  {
    name: 'kernel.label',
    class: 'kernel-special',
    matches: path(/^\[\s*(vdso|vvar|vvar_vclock|vsyscall|uprobes|sigpage|vectors)\s*\]$/),
  },
  { name: 'hugetlb.vmflags-ht', class: 'hugetlb', matches: (mapping) => has(mapping, 'ht') },
  { name: 'hugetlb.path', class: 'hugetlb', matches: path(/^\/anon_hugepage|^\/(dev|mnt)\/huge/) },
  { name: 'name.glibc-arena', class: 'arena-heap', matches: path(/^\[anon: ?glibc: malloc arena/) },
  { name: 'name.glibc-stack', class: 'thread-stack', matches: path(/^\[anon: ?glibc: .*stack/) },
  { name: 'name.glibc-malloc', class: 'large-anonymous', matches: path(/^\[anon: ?glibc: /) },
  { name: 'name.jemalloc', class: 'jemalloc', matches: path(/^\[anon:jemalloc/) },
  { name: 'name.tcmalloc', class: 'tcmalloc', matches: path(/^\[anon:tcmalloc/) },
  { name: 'name.go', class: 'go-heap', matches: path(/^\[anon: ?Go: /) },
  { name: 'name.v8', class: 'v8-heap', matches: path(/^\[anon: ?v8/i) },
  { name: 'name.shmem', class: 'shared-memory', matches: path(/^\[anon_shmem:/) },
  { name: 'name.other', class: 'named-anonymous', matches: path(/^\[anon:/) },
  { name: 'heap.label', class: 'main-heap', matches: path(/^\[\s*heap\s*\]$/) },
  { name: 'stack.label', class: 'main-stack', matches: path(/^\[\s*stack\s*\]$/) },
  { name: 'stack.tid-label', class: 'thread-stack', matches: path(/^\[\s*stack:\d+\s*\]$/) },
  {
    name: 'shared.path',
    class: 'shared-memory',
    matches: path(/^\/(SYSV|memfd:|dev\/shm\/|run\/shm\/|dev\/zero)/),
  },
  { name: 'device.vmflags', class: 'device', matches: (mapping) => has(mapping, 'io') || has(mapping, 'pf') },
  { name: 'device.path', class: 'device', matches: path(/^\/dev\//) },
  { name: 'file.shared', class: 'file-mapped', matches: (mapping) => isFile(mapping) && isShared(mapping) },
  { name: 'file.executable', class: 'file-text', matches: (m) => isFile(m) && isExecutable(m) },
  { name: 'file.writable', class: 'file-data', matches: (m) => isFile(m) && isWritable(m) },
  { name: 'file.read-only', class: 'file-rodata', matches: isFile },
  {
    name: 'go.address',
    class: 'go-heap',
    matches: (m) =>
      isPlainAnonymous(m) && m.start >= GO_ARENA_START && m.end <= GO_ARENA_END && m.start % 0x400000n === 0n,
  },
  { name: 'shared.anonymous', class: 'shared-memory', matches: isShared },
];

/** Rules for anonymous memory that is no arena, stack or .bss by its neighbours. */
export const anonymousRules: readonly RegionRule[] = [
  { name: 'anonymous.no-access', class: 'anonymous', matches: isNoAccess },
  { name: 'anonymous.executable', class: 'jit-code', matches: isExecutable },
  { name: 'jemalloc.library', class: 'jemalloc', matches: (m, traits) => traits.jemalloc && isWritable(m) },
  { name: 'tcmalloc.library', class: 'tcmalloc', matches: (m, traits) => traits.tcmalloc && isWritable(m) },
  {
    name: 'jvm.library-and-size',
    class: 'jvm-heap',
    matches: (m, traits) => traits.jvm && isWritable(m) && sizeOf(m) >= JVM_HEAP_MINIMUM,
  },
  {
    name: 'anonymous.above-mmap-threshold',
    class: 'large-anonymous',
    matches: (m) => isWritable(m) && sizeOf(m) > MMAP_THRESHOLD,
  },
  { name: 'anonymous.small', class: 'anonymous', matches: () => true },
];
