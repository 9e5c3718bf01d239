/**
 * A process of its own that reads a region over SSH again and again, as `memcase dump` would, until something ends it.
 * Its argument is `ClientTask` as JSON; it says `reading` when the first piece is there.
 */
import { openRouteFrom } from '#electron/ssh/open-route.ts';
import { dialTcp } from '#electron/ssh/dial.ts';
import type { RemoteProcess } from '#electron/ssh/types.ts';
import type { RouteSpec } from '#shared/domain/route.ts';
import { MiB } from '#shared/units/bytes.ts';
import { DumpShell } from '#electron/dumps/dump-shell.ts';
import { PieceFetcher, memMethod } from '#electron/dumps/piece-fetcher.ts';
import { gdbMethod, slicesMethod } from '#electron/dumps/read-methods.ts';
import type { DumpMethod } from '#electron/dumps/preflight.ts';

export interface ClientTask {
  readonly route: RouteSpec;
  readonly home: string;
  readonly user: string;
  readonly method: DumpMethod;
  readonly nonce: string;
  readonly pid: number;
  readonly startTicks: string;
  readonly start: string;
  readonly bytes: number;
  readonly leaseSeconds: number;
  /** Neither the worker nor the guard wakes the process. */
  readonly isSabotaged: boolean;
}

const task = JSON.parse(process.argv[2] ?? '{}') as ClientTask;
const local = { user: task.user, uid: 0, home: task.home, machine: 'desk', environment: {} };
const connection = await openRouteFrom({ dial: dialTcp, local }, task.route, {
  prompter: { hostKey: () => Promise.resolve(null), secret: () => Promise.resolve(null) },
  signal: new AbortController().signal,
});
const exec = async (command: string): Promise<RemoteProcess> => {
  const remote = await connection.exec(command);
  if (!task.isSabotaged) return remote;
  const write = (bytes: Uint8Array) =>
    remote.write(Buffer.from(Buffer.from(bytes).toString().replaceAll('kill -s CONT "$P"', ':')));
  return {
    stdout: remote.stdout,
    stderr: remote.stderr,
    exit: remote.exit,
    endInput: () => remote.endInput(),
    close: () => remote.close(),
    write,
  };
};
const { pid, startTicks, nonce, leaseSeconds } = task;
const guard =
  task.method === 'mem'
    ? undefined
    : { pid, startTicks, directory: `/dev/shm/memcase-${nonce}`, limitSeconds: 20 };
const shell = await DumpShell.open(exec, { nonce, guard, leaseSeconds, pingMs: (leaseSeconds * 1000) / 4 });
await shell.pin(pid, 4096);
const start = BigInt(task.start);
const pieceBytes = task.method === 'mem' ? 4 * MiB : 16 * MiB;
const region = { pid, start, end: start + BigInt(task.bytes), pageBytes: 4096, pieceBytes };
const stops = { count: 0, longestMs: 0 };
const method =
  task.method === 'mem'
    ? memMethod
    : task.method === 'slices'
      ? slicesMethod(stops)
      : gdbMethod(stops, false);
const ordinals = Array.from({ length: task.bytes / pieceBytes }, (_, ordinal) => ordinal);
let isTold = false;
for (;;) {
  for await (const piece of new PieceFetcher(shell, region, method).fetch(ordinals)) {
    if (!isTold) process.stdout.write(`reading ${piece.ordinal}\n`);
    isTold = true;
  }
}
