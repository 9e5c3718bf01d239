/** Runs a row: ours, the peer, and the peer once more as its own rival, in turns. */
import type { Contestant, Cost, Row } from './claim.ts';
import { pressureUs } from './machine.ts';
import { median, ratioOf, type Interval } from './statistics.ts';

/** The peer against itself must come out even within this, or the machine is too busy to compare anything. */
const NULL_RACE_TOLERANCE = 0.05;
/** Share of the time in which something waited for a processor, from which on a missed limit says nothing. */
const BUSY_SHARE = 0.1;

export interface Sample {
  readonly name: string;
  readonly rounds: number;
  readonly wallMs: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly cpuMs: number | null;
  readonly rssBytes: number | null;
}

export type RowVerdict = 'holds' | 'fails' | 'too noisy' | 'printed';

export interface RowResult {
  readonly name: string;
  readonly verdict: RowVerdict;
  /** Why it fails, one line each. */
  readonly misses: readonly string[];
  readonly ours: Sample;
  readonly peer: Sample | null;
  readonly ratio: Interval | null;
  /** Peer against itself; 1 where nothing disturbed. */
  readonly nullRace: number | null;
  /** Share of the race in which some process waited for a processor; null where the system does not tell. */
  readonly waiting: number | null;
  readonly limits: Row['limits'];
  readonly bytes: number | null;
}

export async function race(
  row: Row,
  rounds: number,
  warmups: number,
  pressure = pressureUs,
): Promise<RowResult> {
  const contestants = row.peer === undefined ? [row.ours] : [row.ours, row.peer, row.peer];
  for (let i = 0; i < warmups; i += 1) {
    for (const contestant of contestants.slice(0, 2)) await contestant.run();
  }
  const costs: Cost[][] = contestants.map(() => []);
  const waitedBefore = pressure();
  const start = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    // Another one starts each round, so that none always runs after the same neighbour.
    for (let turn = 0; turn < contestants.length; turn += 1) {
      const index = (round + turn) % contestants.length;
      const contestant = contestants[index];
      if (contestant !== undefined) costs[index]?.push(await contestant.run());
    }
  }
  const waitedUs = (pressure() ?? NaN) - (waitedBefore ?? NaN);
  const waiting = Number.isNaN(waitedUs) ? null : waitedUs / 1000 / (performance.now() - start);
  return judge(row, costs, waiting);
}

function judge(
  row: Row,
  [ours = [], peer = [], peerAgain = []]: Cost[][],
  waiting: number | null,
): RowResult {
  const walls = (costs: readonly Cost[]) => costs.map((cost) => cost.wallMs);
  const ratio = row.peer === undefined ? null : ratioOf(walls(peer), walls(ours));
  const nullRace = row.peer === undefined ? null : ratioOf(walls(peer), walls(peerAgain)).median;
  const sample = summarise(row.ours, ours);
  const misses = missesOf(row, sample, ratio);
  const uneven = row.limits.ratio !== undefined && Math.abs((nullRace ?? 1) - 1) > NULL_RACE_TOLERANCE;
  const busy = misses.length > 0 && (waiting ?? 0) > BUSY_SHARE;
  return {
    name: row.name,
    verdict: verdictOf(row, misses, uneven || busy),
    misses,
    ours: sample,
    peer: row.peer === undefined ? null : summarise(row.peer, [...peer, ...peerAgain]),
    ratio,
    nullRace,
    waiting,
    limits: row.limits,
    bytes: row.bytes ?? null,
  };
}

function missesOf(row: Row, ours: Sample, ratio: Interval | null): string[] {
  const { wallMs, rssBytes, ratio: wanted } = row.limits;
  const misses: string[] = [];
  if (wallMs !== undefined && !(ours.wallMs <= wallMs))
    misses.push(`${ours.wallMs.toFixed(1)} ms, at most ${wallMs} ms`);
  if (rssBytes !== undefined && !((ours.rssBytes ?? Infinity) <= rssBytes)) {
    misses.push(
      `${((ours.rssBytes ?? NaN) / 2 ** 20).toFixed(0)} MiB resident, at most ${(rssBytes / 2 ** 20).toFixed(0)} MiB`,
    );
  }
  if (wanted !== undefined && !((ratio?.low ?? 0) >= wanted)) {
    misses.push(`ratio surely ${(ratio?.low ?? 0).toFixed(2)}, at least ${wanted}`);
  }
  return misses;
}

function verdictOf(row: Row, misses: readonly string[], noisy: boolean): RowVerdict {
  if (Object.keys(row.limits).length === 0) return 'printed';
  if (noisy) return 'too noisy';
  return misses.length === 0 ? 'holds' : 'fails';
}

function summarise(contestant: Contestant, costs: readonly Cost[]): Sample {
  const walls = costs.map((cost) => cost.wallMs);
  const cpus = costs.flatMap((cost) => cost.cpuMs ?? []);
  const sizes = costs.flatMap((cost) => cost.rssBytes ?? []);
  return {
    name: contestant.name,
    rounds: costs.length,
    wallMs: median(walls),
    minMs: Math.min(...walls),
    maxMs: Math.max(...walls),
    cpuMs: cpus.length === costs.length ? median(cpus) : null,
    rssBytes: sizes.length === costs.length ? Math.max(...sizes) : null,
  };
}
