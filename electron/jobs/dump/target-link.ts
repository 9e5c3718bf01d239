/** The way to the target and the shell at its end, opened again when they break. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, isAppError } from '#shared/errors/app-error.ts';
import type { HopFacts, RouteSpec } from '#shared/domain/route.ts';
import { DumpShell } from '#electron/dumps/dump-shell.ts';
import type { GuardSettings } from '#electron/dumps/session-script.ts';
import type { Connection } from '#electron/ssh/types.ts';
import type { LiveParts, LivePorts } from '../collect/types.ts';

/** A guard looks after the process for some seconds before it gives its directory up. */
const GUARD_WAITS_MS = [1000, 1500, 2000, 2000];

export class TargetLink {
  readonly #route: RouteSpec;
  readonly #ports: LivePorts;
  readonly #parts: LiveParts;
  #connection: Connection | undefined;
  #shell: DumpShell | undefined;
  #receivedBefore = 0;
  hops: readonly HopFacts[] = [];

  constructor(route: RouteSpec, ports: LivePorts, parts: LiveParts) {
    this.#route = route;
    this.#ports = ports;
    this.#parts = parts;
  }

  /** @throws ssh.*, job.cancelled */
  async connection(): Promise<Connection> {
    if (this.#connection !== undefined && !this.#connection.lost.aborted) return this.#connection;
    const { prompter, emit, signal } = this.#ports;
    if (signal.aborted) throw cancelled();
    this.#connection?.close();
    const isFirst = this.#connection === undefined;
    this.#connection = await this.#parts.connect(this.#route, {
      prompter,
      signal,
      onHop: (hop) => emit({ event: 'hop', hop }),
    });
    if (isFirst) for (const text of this.#connection.notices) emit({ event: 'notice', text });
    this.hops = this.#connection.hops;
    return this.#connection;
  }

  /** A new shell; the one before is closed. @throws ssh.*, collect.no-shell, dump.preflight-refused, job.cancelled */
  async openShell(guard?: GuardSettings): Promise<DumpShell> {
    this.closeShell();
    for (const wait of [...GUARD_WAITS_MS, null]) {
      const connection = await this.connection();
      try {
        this.#shell = await DumpShell.open((command) => connection.exec(command), { guard });
        return this.#shell;
      } catch (error) {
        const isBusy = isAppError(error) && error.data.reason === 'no-tmpfs';
        if (!isBusy || wait === null) throw error;
        await sleep(wait, undefined, { signal: this.#ports.signal }).catch(() => undefined);
      }
    }
    throw cancelled();
  }

  /** Bytes from the target over all shells. */
  get receivedBytes(): number {
    return this.#receivedBefore + (this.#shell?.receivedBytes ?? 0);
  }

  closeShell(): void {
    if (this.#shell === undefined) return;
    this.#receivedBefore += this.#shell.receivedBytes;
    this.#shell.close();
    this.#shell = undefined;
  }

  /** The last words of the shell, where it has a guard. */
  async endShell(): Promise<string[]> {
    const shell = this.#shell;
    if (shell === undefined) return [];
    const report = await shell.end();
    this.closeShell();
    return report === undefined ? [] : [`state ${report.state}`, ...report.log];
  }

  close(): void {
    this.closeShell();
    this.#connection?.close();
  }
}

export function cancelled(): AppError {
  return new AppError('job.cancelled', 'Cancelled; what arrived is kept, and a further run goes on with it.');
}
