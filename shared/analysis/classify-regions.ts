/**
 * Names each VMA of one process. Every byte of the input's ranges is in exactly one region of the
 * output, which is sorted by start; resident amounts are kept to the byte.
 */
import type { Region, RegionClass } from '#shared/domain/memory.ts';
import type { ParsedMapping } from '#shared/domain/parsed.ts';
import { KiB, MiB } from '#shared/units/bytes.ts';
import {
  anonymousRules,
  isFile,
  isNoAccess,
  isPlainAnonymous,
  isWritable,
  labelRules,
  sizeOf,
  traitsOf,
  type ProcessTraits,
} from './region-rules.ts';
import { splitByBoundary } from './split-region.ts';

/** HEAP_MAX_SIZE on 64-bit, 2 × DEFAULT_MMAP_THRESHOLD_MAX; heaps are aligned to it (glibc malloc/arena.c). */
const HEAP_MAX = BigInt(64 * MiB);

/** Largest thread guard that is taken for one; pthread_attr_setguardsize is a page by default. */
const GUARD_MAX = 64 * KiB;

/** PTHREAD_STACK_MIN; less than this is no stack. */
const STACK_MIN = 16 * KiB;

/** A mapping with the ones that share a border with it. */
interface Place {
  readonly mapping: ParsedMapping;
  readonly below: ParsedMapping | undefined;
  readonly above: ParsedMapping | undefined;
  /** The region that was made from the mapping below. */
  readonly belowRegion: Region | undefined;
}

interface Verdict {
  readonly class: RegionClass;
  readonly rule: string;
}

export function classifyRegions(mappings: readonly ParsedMapping[]): Region[] {
  const sorted = mappings.toSorted((x, y) => (x.start < y.start ? -1 : x.start > y.start ? 1 : 0));
  const traits = traitsOf(sorted);
  const regions: Region[] = [];
  let heaps = 0;
  sorted.forEach((mapping, index) => {
    const verdict = classify(placeOf(sorted, index, regions.at(-1)), traits);
    if (verdict.class !== 'arena-heap') {
      regions.push(toRegion(mapping, verdict, verdict.class === 'arena-reserve' ? heaps : null, false));
      return;
    }
    for (const part of splitByBoundary(mapping, HEAP_MAX)) {
      heaps += 1;
      regions.push(toRegion(part.mapping, verdict, heaps, part.estimated));
    }
  });
  return regions;
}

function placeOf(sorted: readonly ParsedMapping[], index: number, last: Region | undefined): Place {
  const mapping = sorted[index] as ParsedMapping;
  const below = sorted[index - 1];
  const above = sorted[index + 1];
  return {
    mapping,
    below: below?.end === mapping.start ? below : undefined,
    above: above?.start === mapping.end ? above : undefined,
    belowRegion: last?.end === mapping.start ? last : undefined,
  };
}

function classify(place: Place, traits: ProcessTraits): Verdict {
  const { mapping } = place;
  if (mapping.end <= mapping.start) return { class: 'unknown', rule: 'range.impossible' };
  const labelled = labelRules.find((rule) => rule.matches(mapping, traits));
  if (labelled !== undefined) return { class: labelled.class, rule: labelled.name };
  if (!isPlainAnonymous(mapping)) return { class: 'unknown', rule: 'label.unknown' };
  const byPlace = isNoAccess(mapping) ? classifyNoAccess(place) : classifyByPlace(place);
  if (byPlace !== undefined) return byPlace;
  const anonymous = anonymousRules.find((rule) => rule.matches(mapping, traits));
  return anonymous === undefined
    ? { class: 'unknown', rule: 'none' }
    : { class: anonymous.class, rule: anonymous.name };
}

function classifyNoAccess({ mapping, above, belowRegion }: Place): Verdict | undefined {
  if (belowRegion?.class === 'arena-heap' && mapping.end === nextBoundary(mapping.start)) {
    return { class: 'arena-reserve', rule: 'arena.pair-64MiB' };
  }
  if (sizeOf(mapping) <= GUARD_MAX && above !== undefined && canBeStack(above)) {
    return { class: 'stack-guard', rule: 'stack.guard-below' };
  }
  return undefined;
}

function classifyByPlace({ mapping, below, above }: Place): Verdict | undefined {
  const arena = arenaRule(mapping, above);
  if (arena !== undefined) return { class: 'arena-heap', rule: arena };
  if (below !== undefined && isFile(below) && isWritable(below) && isWritable(mapping)) {
    return { class: 'file-bss', rule: 'bss.after-file-data' };
  }
  if (below !== undefined && isGuard(below) && canBeStack(mapping)) {
    return { class: 'thread-stack', rule: 'stack.after-guard' };
  }
  return undefined;
}

/**
 * A thread arena's heap: writable anonymous memory from a 64 MiB boundary, followed by the
 * reservation up to the next boundary; or whole heaps that are full. The kernel merges full
 * neighbours into one VMA (measured: 131,072 kB), so the length may pass several boundaries.
 */
function arenaRule(mapping: ParsedMapping, above: ParsedMapping | undefined): string | undefined {
  if (mapping.start % HEAP_MAX !== 0n || !isWritable(mapping)) return undefined;
  if (mapping.end % HEAP_MAX !== 0n) {
    const reserved = above !== undefined && isPlainAnonymous(above) && isNoAccess(above);
    return reserved && above.end === nextBoundary(mapping.end) ? 'arena.pair-64MiB' : undefined;
  }
  // glibc maps heaps with NORESERVE (`nr`); memory that is accounted (`ac`) is something else.
  if (mapping.vmFlags === undefined) return 'arena.full-64MiB';
  return mapping.vmFlags.includes('nr') ? 'arena.full-64MiB-noreserve' : undefined;
}

function nextBoundary(address: bigint): bigint {
  return address - (address % HEAP_MAX) + HEAP_MAX;
}

function isGuard(mapping: ParsedMapping): boolean {
  return isPlainAnonymous(mapping) && isNoAccess(mapping) && sizeOf(mapping) <= GUARD_MAX;
}

function canBeStack(mapping: ParsedMapping): boolean {
  return isPlainAnonymous(mapping) && isWritable(mapping) && sizeOf(mapping) >= STACK_MIN;
}

function toRegion(
  mapping: ParsedMapping,
  verdict: Verdict,
  arena: number | null,
  estimated: boolean,
): Region {
  return {
    start: mapping.start,
    end: mapping.end,
    permissions: mapping.permissions,
    path: mapping.path,
    sizeBytes: sizeOf(mapping),
    rssBytes: mapping.rssBytes ?? null,
    pssBytes: mapping.pssBytes ?? null,
    anonymousBytes: mapping.anonymousBytes ?? null,
    dirtyBytes: mapping.dirtyBytes ?? null,
    swapBytes: mapping.swapBytes ?? null,
    class: verdict.class,
    rule: verdict.rule,
    arena,
    estimated,
    line: mapping.line,
  };
}
