/** One command on the target as streams with backpressure: what is not read is not asked for. */
import type { Readable } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { hopError, type HopPlace } from './hop-error.ts';
import { readStream } from './read-stream.ts';
import type { RemoteExit, RemoteProcess } from './types.ts';

/** `lost` is aborted with the reason that everything here then rejects with. */
export function createRemoteProcess(
  channel: ClientChannel,
  lost: AbortSignal,
  place: HopPlace,
): RemoteProcess {
  const exit = Promise.withResolvers<RemoteExit>();
  // A caller may care for the output alone.
  exit.promise.catch(() => undefined);
  let hasExit = false;
  const settle = (result: RemoteExit) => {
    hasExit = true;
    exit.resolve(result);
  };
  channel.on('exit', (code: number | null, signal?: string) => settle({ code, signal: signal ?? null }));
  // One listener for all: a caller may have many writes on their way.
  const writes = new Set<(error: unknown) => void>();
  const failWrites = (error: unknown) => writes.forEach((fail) => fail(error));
  const ended = () => hopError('ssh.disconnected', place, 'the command has ended');
  channel.on('close', () => {
    failWrites(ended());
    if (lost.aborted && !hasExit) exit.reject(lost.reason as Error);
    else settle({ code: null, signal: null });
  });
  // ssh2 leaves channels of a lost link to themselves where their output is not read.
  whenAborted(lost, () => {
    failWrites(lost.reason);
    if (!hasExit) exit.reject(lost.reason as Error);
  });

  async function* read(stream: Readable): AsyncGenerator<Uint8Array> {
    yield* readStream(stream);
    if (lost.aborted && !hasExit) throw lost.reason as Error;
  }

  function write(bytes: Uint8Array): Promise<void> {
    if (lost.aborted) return Promise.reject(lost.reason as Error);
    if (!channel.writable) return Promise.reject(ended());
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    writes.add(reject);
    channel.write(bytes, (error) => {
      if (error) reject(hopError('ssh.disconnected', place, error.message, error));
      else resolve();
    });
    return promise.finally(() => writes.delete(reject));
  }

  return {
    stdout: read(channel),
    stderr: read(channel.stderr),
    exit: exit.promise,
    write,
    endInput: () => void channel.end(),
    close: () => channel.close(),
  };
}

function whenAborted(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}
