/** Pieces of a stream, waited for no longer than somebody is ready to wait. */

export type Arrival = Uint8Array | 'end' | 'timeout' | 'aborted';

export class TimedReader {
  readonly #iterator: AsyncIterator<Uint8Array>;
  readonly #signal: AbortSignal;
  #pending: Promise<IteratorResult<Uint8Array>> | undefined;

  constructor(stream: AsyncIterable<Uint8Array>, signal: AbortSignal) {
    this.#iterator = stream[Symbol.asyncIterator]();
    this.#signal = signal;
  }

  /** What comes after a timeout is not lost: the next call has it. Throws what the stream throws. */
  next(withinMs: number): Promise<Arrival> {
    if (this.#signal.aborted) return Promise.resolve('aborted');
    const pending = (this.#pending ??= this.#iterator.next());
    return new Promise((resolve, reject) => {
      let isOver = false;
      const settle = (arrival: Arrival): void => {
        isOver = true;
        clearTimeout(timer);
        this.#signal.removeEventListener('abort', onAbort);
        resolve(arrival);
      };
      const onAbort = (): void => settle('aborted');
      const timer = setTimeout(settle, Math.max(0, withinMs), 'timeout');
      this.#signal.addEventListener('abort', onAbort, { once: true });
      pending.then(
        (step) => {
          if (isOver) return;
          this.#pending = undefined;
          settle(step.done === true ? 'end' : step.value);
        },
        (error: unknown) => {
          reject(error instanceof Error ? error : new Error(String(error)));
          settle('aborted');
        },
      );
    });
  }
}
