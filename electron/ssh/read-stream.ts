/**
 * A stream as an async iterable that hands on each piece as it came. A stream's own iterator joins all that lies in its
 * buffer into a new piece, up to 2 MiB of copying each time.
 */
import type { Readable } from 'node:stream';

/** Pieces that wait before the sender is told to wait. */
const MAX_WAITING = 16;

/** Ends when the stream ends; leaving the loop early stops the flow and closes nothing. To be iterated once. */
export async function* readStream(stream: Readable): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let isOver = stream.readableEnded || stream.destroyed;
  let wake = () => {};
  const take = (piece: Buffer) => {
    waiting.push(piece);
    if (waiting.length >= MAX_WAITING) stream.pause();
    wake();
  };
  const finish = () => {
    isOver = true;
    wake();
  };
  stream.on('data', take).on('end', finish).on('close', finish).on('error', finish);
  try {
    for (;;) {
      const pieces = waiting;
      waiting = [];
      stream.resume();
      yield* pieces;
      if (waiting.length > 0) continue;
      if (isOver) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    stream.off('data', take).off('end', finish).off('close', finish).off('error', finish);
    stream.pause();
  }
}
