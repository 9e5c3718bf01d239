/** Live collection: a route, then one snapshot or, for `watch`, one at each tick of a schedule that does not drift. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CollectRequest, CollectResult } from '#shared/contract/collect.ts';
import type { ClockOffset, HopFacts } from '#shared/domain/route.ts';
import { AppError, isAppError } from '#shared/errors/app-error.ts';
import { gapSentence } from '#shared/parsers/capture-gaps.ts';
import type { Gap } from '#shared/parsers/capture-gaps.ts';
import type { WritableCase } from '#electron/casefile/types.ts';
import { createPlan } from '#electron/collectors/plan.ts';
import type { Connection } from '#electron/ssh/types.ts';
import { createSchedule } from './schedule.ts';
import { takeSnapshot } from './take-snapshot.ts';
import type { TakenSnapshot } from './take-snapshot.ts';
import type { CollectPorts, LiveParts } from './types.ts';

/** Waits between attempts to reach a target again, the last one repeated. */
const RETRY_MS = [1000, 2000, 5000, 10_000, 20_000];

/**
 * Keeps what arrived, whatever ends it: whole snapshots, and a partial one that says so in its manifest.
 * @throws ssh.*, collect.*, casefile.*, job.cancelled
 */
export function collectLive(
  file: WritableCase,
  request: Omit<CollectRequest, 'case'>,
  ports: CollectPorts,
  parts: LiveParts,
): Promise<CollectResult> {
  return new LiveCollection(file, request, ports, parts).run();
}

class LiveCollection {
  readonly #file: WritableCase;
  readonly #request: Omit<CollectRequest, 'case'>;
  readonly #ports: CollectPorts;
  readonly #parts: LiveParts;
  readonly #taken: TakenSnapshot[] = [];
  readonly #missed: { at: number; why: string }[] = [];
  /** Of these, how many the manifest of a later snapshot tells of. */
  #missedTold = 0;
  #connection: Connection | undefined;
  #hops: readonly HopFacts[] = [];

  constructor(
    file: WritableCase,
    request: Omit<CollectRequest, 'case'>,
    ports: CollectPorts,
    parts: LiveParts,
  ) {
    this.#file = file;
    this.#request = request;
    this.#ports = ports;
    this.#parts = parts;
  }

  async run(): Promise<CollectResult> {
    const { recipe, processes, everyMs, forMs } = this.#request;
    const plan = createPlan(recipe, processes);
    const nextTurn = createSchedule(recipe === 'watch' ? { everyMs: everyMs ?? 10_000, forMs } : null);
    try {
      // The first time, a person is there to hear what is wrong.
      await this.#connect();
      for (;;) {
        const { dueAt, skipped } = nextTurn();
        this.#noteSkipped(skipped);
        if (dueAt === null || !(await this.#waitFor(dueAt))) break;
        await this.#round(plan, recipe === 'watch');
      }
    } finally {
      this.#connection?.close();
      await this.#ports.inTurn(async () => this.#record());
    }
    if (this.#ports.signal.aborted) throw this.#cancelled();
    return this.#result();
  }

  #noteSkipped(skipped: readonly number[]): void {
    const { now } = this.#parts.platform;
    for (const dueAt of skipped) {
      const at = Math.round(now() - (performance.now() - dueAt));
      this.#missed.push({ at, why: 'the round before took longer' });
    }
  }

  /** @returns false where it was cancelled meanwhile */
  async #waitFor(dueAt: number): Promise<boolean> {
    const left = dueAt - performance.now();
    if (left > 0) await sleep(left, undefined, { signal: this.#ports.signal }).catch(() => undefined);
    return !this.#ports.signal.aborted;
  }

  /** In a watch, a round that fails is a gap and the next one tries again. */
  async #round(plan: ReturnType<typeof createPlan>, goesOn: boolean): Promise<void> {
    try {
      const connection = await this.#connected(goesOn);
      const missed = this.#missed.slice(this.#missedTold);
      const options = { target: this.#request.target, plan, missed };
      const taken = await takeSnapshot(connection, this.#file, options, this.#ports, this.#parts);
      this.#missedTold = this.#missed.length;
      this.#taken.push(taken);
      this.#acknowledge(taken);
    } catch (error) {
      if (!goesOn || !isAppError(error) || !isPassing(error)) throw error;
      this.#missed.push({ at: this.#parts.platform.now(), why: error.message });
      this.#ports.emit({ event: 'notice', text: `No snapshot this time: ${error.message}` });
    }
  }

  #acknowledge({ imported, ending, gaps }: TakenSnapshot): void {
    for (const snapshot of imported.snapshots) {
      this.#ports.emit({ event: 'snapshot', snapshot, isPartial: ending !== 'whole', gaps: gaps.length });
    }
  }

  /** Once again after a loss; a watch tries for as long as its schedule allows, and is then a round late. */
  async #connected(goesOn: boolean): Promise<Connection> {
    if (this.#connection !== undefined && !this.#connection.lost.aborted) return this.#connection;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.#connect();
      } catch (error) {
        const wait = RETRY_MS[attempt];
        if (!goesOn || wait === undefined || !isAppError(error) || !isPassing(error)) throw error;
        await sleep(wait, undefined, { signal: this.#ports.signal }).catch(() => undefined);
      }
    }
  }

  async #connect(): Promise<Connection> {
    const { prompter, emit, signal } = this.#ports;
    this.#connection?.close();
    this.#connection = undefined;
    if (signal.aborted) throw new AppError('job.cancelled', 'Cancelled.', {});
    const connection = await this.#parts.connect(this.#request.route, {
      prompter,
      signal,
      onHop: (hop) => emit({ event: 'hop', hop }),
    });
    for (const text of connection.notices) emit({ event: 'notice', text });
    this.#connection = connection;
    this.#hops = connection.hops;
    return connection;
  }

  /** Into the journal, however it ended. */
  #record(): void {
    if (this.#taken.length === 0 && this.#missed.length === 0) return;
    const { target, recipe } = this.#request;
    const hops = this.#hops.map(({ user, host, port }) => `${user}@${host}:${port}`);
    const snapshots = this.#taken.flatMap(({ imported }) => imported.snapshots.map(({ id }) => id));
    this.#file.record('collect', { target, recipe, hops, snapshots, missed: this.#missed.length });
  }

  #cancelled(): AppError {
    const kept = this.#taken.length;
    const words =
      kept === 0 ? 'Nothing was kept.' : `${kept === 1 ? 'One snapshot is' : `${kept} snapshots are`} kept.`;
    return new AppError('job.cancelled', `Cancelled. ${words}`, { snapshots: kept });
  }

  #result(): CollectResult {
    const imports = this.#taken.map(({ imported }) => imported);
    if (imports.length === 0) {
      const why = this.#missed.at(-1)?.why ?? '';
      throw new AppError('collect.nothing', `No snapshot was taken: ${why}`, { missed: this.#missed.length });
    }
    return {
      target: this.#request.target.trim(),
      snapshots: imports.flatMap(({ snapshots }) => snapshots),
      parts: imports.flatMap(({ parts }) => parts),
      refused: imports.flatMap(({ refused }) => refused),
      leftOut: imports.flatMap(({ leftOut }) => leftOut),
      warnings: [...new Set(imports.flatMap(({ warnings }) => warnings))],
      hops: [...this.#hops],
      gaps: this.#gaps(),
      clock: lastOf(this.#taken.map(({ clock }) => clock)),
    };
  }

  /** Of all rounds together, and the rounds that are missing at the end. */
  #gaps(): CollectResult['gaps'] {
    const known = new Map<string, Gap>();
    for (const gap of this.#taken.flatMap(({ gaps }) => gaps)) {
      const key = `${gap.item} ${gap.reason}`;
      const before = known.get(key);
      known.set(key, before === undefined ? gap : { ...before, count: before.count + gap.count });
    }
    const untold = this.#missed.slice(this.#missedTold);
    return [
      ...[...known.values()].map((gap) => ({
        item: gap.item,
        code: gap.reason,
        reason: gapSentence(gap),
        count: gap.count,
      })),
      ...untold.map(({ why }) => ({ item: 'snapshot', code: 'missed', reason: why, count: 1 })),
    ];
  }
}

/** Failures that may be over at the next attempt; a wrong key or a refused password will not. */
function isPassing({ code }: AppError): boolean {
  return (
    code.startsWith('collect.') ||
    [
      'ssh.unreachable',
      'ssh.timeout',
      'ssh.disconnected',
      'ssh.forward-refused',
      'ssh.exec-refused',
    ].includes(code)
  );
}

function lastOf(clocks: readonly (ClockOffset | null)[]): ClockOffset | null {
  return clocks.findLast((clock) => clock !== null) ?? null;
}
