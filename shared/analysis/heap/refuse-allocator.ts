/** Which allocator a process has, where it is not glibc's: from what it has mapped. Its memory is then not walked. */
import type { HeapRefusal } from '#shared/domain/heap.ts';

/** In this order: what stands in for malloc is loaded beside a libc that goes unused. */
const allocators: readonly (readonly [RegExp, HeapRefusal])[] = [
  [/(^|\/)libjemalloc[^/]*\.so|^\[anon:jemalloc_pg/, 'jemalloc'],
  [/(^|\/)libtcmalloc[^/]*\.so|^\[anon:tcmalloc_region/, 'tcmalloc'],
  [/(^|\/)libmimalloc[^/]*\.so/, 'mimalloc'],
  // Debian has musl in a folder of its own, others have it under a name of its own.
  [/(^|\/)(ld-musl-|libc\.musl-)[^/]*\.so|-linux-musl[^/]*\/libc\.so/, 'musl'],
];

/**
 * @param paths of the process's mappings, as maps and smaps have them: files, and names in brackets
 * @returns null where nothing speaks for another allocator. One that was linked into the program itself has no path.
 */
export function allocatorOf(paths: Iterable<string>): HeapRefusal | null {
  return firstOf(allocators, [...paths]);
}

const runtimes: readonly (readonly [RegExp, HeapRefusal])[] = [
  [/(^|\/)libjvm\.so/, 'jvm'],
  [/(^|\/)(node|nodejs|electron|chrome|chromium)( \(deleted\))?$|(^|\/)lib(node|v8)[^/]*\.so/, 'v8'],
];
/** Where Go puts its first arena on 64-bit machines (runtime/malloc.go, arenaHints). */
const GO_START = 0xc0_0000_0000n;
const GO_END = GO_START + 0x1_0000_0000n;

/**
 * A runtime with a heap of its own beside malloc's: its regions are no heap of glibc, but those that have heap_info
 * are all the same.
 * @param starts of the process's regions
 */
export function runtimeOf(paths: Iterable<string>, starts: Iterable<bigint> = []): HeapRefusal | null {
  const named = firstOf(runtimes, [...paths]);
  if (named !== null) return named;
  return [...starts].some((start) => start >= GO_START && start < GO_END) ? 'go' : null;
}

function firstOf(
  rules: readonly (readonly [RegExp, HeapRefusal])[],
  paths: readonly string[],
): HeapRefusal | null {
  return rules.find(([pattern]) => paths.some((path) => pattern.test(path)))?.[1] ?? null;
}
