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
  channel.on('close', () => {
    if (lost.aborted && !hasExit) exit.reject(lost.reason as Error);
    else settle({ code: null, signal: null });
  });
  // ssh2 leaves channels of a lost link to themselves where their output is not read.
  whenAborted(lost, () => {
    if (!hasExit) exit.reject(lost.reason as Error);
  });

  async function* read(stream: Readable): AsyncGenerator<Uint8Array> {
    yield* readStream(stream);
    if (lost.aborted && !hasExit) throw lost.reason as Error;
  }

  return {
    stdout: read(channel),
    stderr: read(channel.stderr),
    exit: exit.promise,
    write: (bytes) => write(channel, bytes, lost, place),
    endInput: () => void channel.end(),
    close: () => channel.close(),
  };
}

function write(channel: ClientChannel, bytes: Uint8Array, lost: AbortSignal, place: HopPlace): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      channel.off('close', closed);
      lost.removeEventListener('abort', abort);
    };
    const fail = (error: unknown) => {
      leave();
      reject(error);
    };
    const abort = () => fail(lost.reason);
    const closed = () => fail(hopError('ssh.disconnected', place, 'the command has ended'));
    if (lost.aborted) return abort();
    if (!channel.writable) return closed();
    lost.addEventListener('abort', abort, { once: true });
    channel.once('close', closed);
    channel.write(bytes, (error) => {
      leave();
      if (error) fail(hopError('ssh.disconnected', place, error.message, error));
      else resolve();
    });
  });
}

function whenAborted(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}
