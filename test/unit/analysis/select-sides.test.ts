import { describe, expect, it } from 'vitest';
import { explain } from '#shared/analysis/explain.ts';
import { selectSides } from '#shared/analysis/select-sides.ts';
import type { Snapshot } from '#shared/domain/evidence.ts';
import type { SnapshotReader } from '#shared/domain/memory.ts';
import type { ParsedArtifact } from '#shared/domain/parsed.ts';
import {
  contents,
  kB,
  meminfo,
  parsed,
  processes,
  readerOf,
  snapshot,
} from '#test/support/builders/snapshot.ts';

const used = (kilobytes: number) =>
  meminfo({
    MemTotal: 1_000_000,
    MemFree: 900_000 - kilobytes,
    Cached: 0,
    MemAvailable: 1_000_000 - kilobytes,
  });
const list = processes([{ pid: 1, command: 'fwlog', measures: { rss: 5 * kB } }], 'ps');

/** A case in which each entry is one snapshot: target, minute, artifacts. */
function world(...entries: [target: string, minute: number, ...artifacts: ParsedArtifact[]][]) {
  const readers = new Map<Snapshot, SnapshotReader>();
  const counts = new Map<string, number>();
  for (const [target, minute, ...artifacts] of entries) {
    const ordinal = (counts.get(target) ?? 0) + 1;
    counts.set(target, ordinal);
    const kinds = artifacts.map(({ kind }) => kind);
    readers.set(snapshot(target, ordinal, kinds, minute * 60_000), readerOf(contents(...artifacts)));
  }
  const select = (selectors: { a?: string; b?: string } = {}) =>
    selectSides([...readers.keys()], selectors, (one) => readers.get(one) as SnapshotReader);
  return { select };
}

describe('which sides are compared', () => {
  it('takes the target that uses more as A', () => {
    const { a, b } = world(['x', 1, used(100), list], ['y', 1, used(300), list]).select();
    expect([a.target, b?.target]).toEqual(['y', 'x']);
  });

  it('chooses no target of which nothing is known while others can be compared', () => {
    const { a, b } = world(
      ['x', 1, used(100), list],
      ['y', 1, used(300), list],
      ['mute', 1, parsed('dmesg', {})],
    ).select();
    expect([a.target, b?.target]).toEqual(['y', 'x']);
  });

  it('takes the newest snapshot that has both meminfo and processes', () => {
    const { a } = world(['x', 1, used(1), list], ['x', 2, used(2), list], ['x', 3, used(3)]).select();
    expect(a.snapshot.ordinal).toBe(2);
  });

  it('takes a snapshot by its number', () => {
    const { a, b } = world(['x', 1, used(1), list], ['x', 2, used(2), list]).select({ a: 'x@2', b: 'x@1' });
    expect([a.snapshot.ordinal, b?.snapshot.ordinal]).toEqual([2, 1]);
  });

  it('borrows what a snapshot lacks from the nearest one, and the ledger says so', () => {
    const sides = world(
      ['x', 0, used(500)],
      ['x', 7, list],
      ['x', 60, list],
      ['y', 1, used(100), list],
    ).select();
    expect(sides.a.borrowed).toEqual({ processes: 7 });
    const explanation = explain({ caseTitle: 't', ...sides, all: false });
    expect(
      explanation.statements.filter(({ code }) => code === 'evidence.other-time').map(({ params }) => params),
    ).toEqual([{ target: 'x', what: 'processes', minutes: 7 }]);
  });

  it('names the targets that there are when one is unknown', () => {
    const { select } = world(['x', 1, used(1)], ['y', 1, used(2)]);
    expect(() => select({ a: 'z' })).toThrow(
      expect.objectContaining({ code: 'input.unknown-target', message: expect.stringContaining('x, y') }),
    );
    expect(() => select({ a: 'x@9' })).toThrow(expect.objectContaining({ code: 'input.unknown-snapshot' }));
    expect(() => world().select()).toThrow(expect.objectContaining({ code: 'explain.no-evidence' }));
  });

  it('says which of more than two targets were chosen', () => {
    const sides = world(['x', 1, used(10)], ['y', 1, used(30)], ['z', 1, used(20)]).select();
    const explanation = explain({ caseTitle: 't', ...sides, all: false });
    expect([explanation.a.target, explanation.b?.target]).toEqual(['y', 'x']);
    expect(explanation.statements.some(({ code }) => code === 'targets.chosen')).toBe(true);
  });
});
