import { describe, expect, it } from 'vitest';
import { explain } from '#shared/analysis/explain.ts';
import type { HeapTotals } from '#shared/domain/heap.ts';
import type { ProcessInspection } from '#shared/domain/inspection.ts';
import type { LedgerNode } from '#shared/domain/ledger.ts';
import { kB, mapping, meminfo, parsed, processes, side } from '#test/support/builders/snapshot.ts';
import {
  allNodes,
  brokenSums,
  repeatedIds,
  withoutEvidence,
  withoutResidual,
} from '#test/support/ledger-checks.ts';

const START = 0x7f0040000000n;
const END = START + 1000n * 1024n;

/** 1000 kB resident in one arena heap of a process. */
function appliance(target: string, rssKb: number) {
  const anonymous = rssKb * kB;
  return side(
    target,
    meminfo({
      MemTotal: 100_000,
      MemFree: 90_000 - rssKb,
      MemAvailable: 90_000 - rssKb,
      Cached: 0,
      AnonPages: rssKb,
    }),
    processes([{ pid: 7, command: '/usr/sbin/fwlog', measures: { 'pss-anon': anonymous, rss: anonymous } }]),
    {
      ...parsed('smaps', {
        mappings: [
          mapping(`${START.toString(16)}-${END.toString(16)} rw-p`, {
            line: 1,
            rssBytes: anonymous,
            pssBytes: anonymous,
            anonymousBytes: anonymous,
          }),
          mapping(`${END.toString(16)}-${(START + 0x4000000n).toString(16)} ---p`, { line: 2, rssBytes: 0 }),
        ],
      }),
      forPid: 7,
    },
  );
}

const none = { count: 0, bytes: 0, residentBytes: 0 };

/** 980 kB of pages: 700 in use (600 of them messages), 200 freed of which 150 are there, 40 top, 2 of the allocator. */
function inspection(residentBytes: number | null, freeResident: number | null): ProcessInspection {
  const totals: HeapTotals = {
    ...{ sizeBytes: 1000 * kB, residentBytes },
    states: {
      used: { count: 70, bytes: 700 * kB, residentBytes: residentBytes === null ? null : 700 * kB },
      free: { count: 2, bytes: 190 * kB, residentBytes: freeResident },
      'thread-cached': { count: 1, bytes: 6 * kB, residentBytes: residentBytes === null ? null : 6 * kB },
      fast: { count: 1, bytes: 4 * kB, residentBytes: residentBytes === null ? null : 4 * kB },
      top: { count: 1, bytes: 40 * kB, residentBytes: residentBytes === null ? null : 40 * kB },
      unknown: none,
    },
    ...{ overheadBytes: 2 * kB, unwalkedBytes: 0, outsideBytes: 58 * kB, guessedBytes: 0 },
  };
  const nothing = { count: 0, bytes: 0 };
  return {
    ...{ target: 'a', snapshot: 1, pid: 7, name: 'fwlog', libraries: [], era: '2.35–2.42', eraVotes: 90 },
    ...{
      safeLinking: true,
      mainArenaFound: false,
      allocator: null,
      totals,
      queue: null,
      shapes: [],
      links: { lists: [], tables: [] },
      skipped: [],
    },
    dumps: [
      {
        ...{
          artifact: 99,
          pageMap: residentBytes === null ? null : 100,
          start: START,
          end: END,
          refusal: null,
        },
        ...{ segments: [], totals },
        trimmableBytes: 0,
        messages: { live: { count: 60, bytes: 600 * kB }, ghost: nothing, undetermined: nothing },
      },
    ],
  };
}

describe('the inside of a dumped region', () => {
  const a = appliance('a', 1000);
  const b = appliance('b', 100);
  const dumped = { ...a, inspections: [inspection(980 * kB, 150 * kB)] };
  const explained = (all: boolean, inside = dumped) => explain({ caseTitle: 'case', a: inside, b, all });
  const part = (suffix: string, all = false): LedgerNode | undefined =>
    allNodes(explained(all)).find(({ id }) => id.endsWith(suffix));

  it('is cut by the allocator’s states, as far as they are in memory', () => {
    const amounts = (suffix: string) => [part(suffix)?.aBytes, part(suffix)?.bBytes];
    expect(amounts('/in-use')).toEqual([700 * kB, 0]);
    expect(amounts('/kept')).toEqual([160 * kB, 0]);
    expect(amounts('/top')).toEqual([40 * kB, 0]);
    expect(amounts('/own')).toEqual([2 * kB, 0]);
    // 980 − 700 − 160 − 40 − 2
    expect(amounts('/not-walked')).toEqual([78 * kB, 0]);
    expect(amounts('/not-dumped')).toEqual([0, 100 * kB]);
    expect(part('/top')?.confidence).toBe('measured');
  });

  it('shows what is in use by what it holds, within that part', () => {
    const used = part('/in-use');
    expect(used?.children.map(({ id, aBytes }) => [id.split('/').at(-1), aBytes])).toEqual([
      ['messages', 600 * kB],
      ['other', 100 * kB],
      ['residual', 0],
    ]);
  });

  it('keeps what the dump does not explain as a residual', () => {
    const region = allNodes(explained(false)).find(
      ({ kind, children }) => kind === 'region' && children.length > 0,
    );
    // smaps had 1000 kB, the dump found 980.
    expect(region?.children.at(-1)).toMatchObject({ kind: 'residual', aBytes: 20 * kB, bBytes: 0 });
  });

  it('sums to the byte, has evidence everywhere, and folds without a change', () => {
    for (const all of [true, false]) {
      const explanation = explained(all);
      expect(brokenSums(explanation)).toEqual([]);
      expect(withoutResidual(explanation)).toEqual([]);
      expect(withoutEvidence(explanation)).toEqual([]);
      expect(repeatedIds(explanation)).toEqual([]);
      expect(explanation.residualBytes).toBe(explained(!all).residualBytes);
    }
  });

  it('without a page map counts all bytes of the dump, and calls it derived', () => {
    const explanation = explained(false, { ...a, inspections: [inspection(null, null)] });
    const kept = allNodes(explanation).find(({ id }) => id.endsWith('/kept'));
    expect(kept).toMatchObject({ aBytes: 200 * kB, confidence: 'derived' });
    expect(brokenSums(explanation)).toEqual([]);
  });

  it('leaves a region alone that was not dumped, or is no heap', () => {
    const refused = inspection(980 * kB, 150 * kB);
    const dumps = refused.dumps.map((dump) => ({ ...dump, refusal: 'jemalloc' as const }));
    const nodes = allNodes(explained(false, { ...a, inspections: [{ ...refused, dumps }] }));
    expect(nodes.filter(({ kind }) => kind === 'heap-part')).toEqual([]);
  });
});
