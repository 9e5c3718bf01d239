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
  const groupOf = numberGroups();
  const [ofA, ofB] = [upwards(a), upwards(b)];
  // Of each group in B the highest that is left, and behind each the next below: lists in two columns, numbers from 1.
  const highest = new Int32Array(ofA.length + ofB.length);
  const below = new Int32Array(ofB.length);
  for (const [i, region] of ofB.entries()) {
    const group = groupOf(region);
    below[i] = highest[group] as number;
    highest[group] = i + 1;
  }
  const isPaired = new Uint8Array(ofB.length);
  const pairs = ofA.toReversed().map((region): RegionPair => {
    const group = groupOf(region);
    const i = (highest[group] as number) - 1;
    if (i < 0) return { a: region, b: null };
    highest[group] = below[i] as number;
    isPaired[i] = 1;
    return { a: region, b: ofB[i] as Region };
  });
  for (let i = ofB.length - 1; i >= 0; i -= 1) {
    if (isPaired[i] === 0) pairs.push({ a: null, b: ofB[i] as Region });
  }
  return pairs;
}

/** As the kernel lists them; then nothing has to be moved. */
function upwards(regions: readonly Region[]): readonly Region[] {
  const isSorted = regions.every((region, i) => i === 0 || (regions[i - 1] as Region).start <= region.start);
  return isSorted
    ? regions
    : regions.toSorted((x, y) => (x.start < y.start ? -1 : x.start > y.start ? 1 : 0));
}

/**
 * Numbers, from 0, for what is paired: files by path, class and permissions, all others by class. To put a key together
 * for each of 100,000 regions took longer than all the rest: a path is looked up as it is, and only what is mapped in more
 * than one way takes a second look.
 */
function numberGroups(): (region: Region) => number {
  const kindOf = numberKinds();
  const firstOfPath = new Map<string, number>();
  const others = new Map<number, number>();
  const kindOfGroup: number[] = [];
  const newGroup = (kind: number): number => kindOfGroup.push(kind) - 1;
  return (region) => {
    const path = region.path.startsWith('[') ? '' : region.path;
    const kind = kindOf(region.class, path === '' ? '' : region.permissions);
    const first = firstOfPath.get(path);
    if (first === undefined) {
      const group = newGroup(kind);
      firstOfPath.set(path, group);
      return group;
    }
    if (kindOfGroup[first] === kind) return first;
    const key = first * MOST_KINDS + kind;
    const other = others.get(key) ?? newGroup(kind);
    others.set(key, other);
    return other;
  };
}

/** Numbers from 0 for pairs of words. */
function numberKinds(): (one: string, other: string) => number {
  const byFirst = new Map<string, Map<string, number>>();
  let count = 0;
  return (one, other) => {
    let bySecond = byFirst.get(one);
    if (bySecond === undefined) byFirst.set(one, (bySecond = new Map()));
    let kind = bySecond.get(other);
    if (kind === undefined) bySecond.set(other, (kind = count++));
    return kind;
  };
}

/** More than classes times permissions. */
const MOST_KINDS = 4096;
