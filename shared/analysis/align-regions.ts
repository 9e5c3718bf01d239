/**
 * Pairs the regions of two processes of one program. ASLR moves addresses, so files are paired by
 * path, permissions and offset order, all others by class and ordinal. The ordinal counts from the
 * highest address down, the way mmap hands them out: so the n-th made is paired with the n-th made.
 */
import type { Region } from '#shared/domain/memory.ts';

export interface RegionPair {
  readonly a: Region | null;
  readonly b: Region | null;
}

export function alignRegions(a: readonly Region[], b: readonly Region[]): RegionPair[] {
  const left = new Map(
    [...Map.groupBy(downwards(b), keyOf)].map(([key, regions]) => [key, regions.toReversed()]),
  );
  const pairs: RegionPair[] = downwards(a).map((region) => ({
    a: region,
    b: left.get(keyOf(region))?.pop() ?? null,
  }));
  for (const rest of left.values()) {
    for (const region of rest.toReversed()) pairs.push({ a: null, b: region });
  }
  return pairs;
}

function downwards(regions: readonly Region[]): Region[] {
  return regions.toSorted((x, y) => (x.start < y.start ? 1 : x.start > y.start ? -1 : 0));
}

function keyOf(region: Region): string {
  const path = region.path.startsWith('[') ? '' : region.path;
  return path === '' ? region.class : `${region.class} ${region.permissions} ${path}`;
}
