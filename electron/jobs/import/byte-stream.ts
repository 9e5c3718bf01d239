/** Streams of bytes that can be looked at before they are consumed, and drained where nobody wants them. */

/** The first bytes of a stream, and the stream with them. Single use. */
export class PeekedStream implements AsyncIterable<Uint8Array> {
  /** At least as long as asked for, or the whole stream. */
  readonly head: Uint8Array;
  /** The stream held nothing beyond `head`. */
  readonly complete: boolean;
  readonly #rest: AsyncIterator<Uint8Array>;
  #headGiven = false;

  private constructor(head: Uint8Array, complete: boolean, rest: AsyncIterator<Uint8Array>) {
    this.head = head;
    this.complete = complete;
    this.#rest = rest;
  }

  static async of(bytes: AsyncIterable<Uint8Array>, headBytes: number): Promise<PeekedStream> {
    const iterator = bytes[Symbol.asyncIterator]();
    const chunks: Uint8Array[] = [];
    let length = 0;
    while (length < headBytes) {
      const step = await iterator.next();
      if (step.done === true) return new PeekedStream(Buffer.concat(chunks), true, iterator);
      chunks.push(step.value);
      length += step.value.length;
    }
    return new PeekedStream(Buffer.concat(chunks), false, iterator);
  }

  /**
   * No `return()` on purpose: leaving a member early must not destroy the archive that it is part of;
   * `drain` ends it.
   */
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return { next: () => this.#next() };
  }

  /** Reads and drops what is left. */
  async drain(): Promise<void> {
    while ((await this.#next()).done !== true);
  }

  /** Lets go of the file or pipe behind it without reading on. */
  async release(): Promise<void> {
    await this.#rest.return?.();
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#headGiven) {
      this.#headGiven = true;
      if (this.head.length > 0) return { done: false, value: this.head };
    }
    if (this.complete) return { done: true, value: undefined };
    return this.#rest.next();
  }
}

/** Passes bytes on and counts them. */
export async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  count: (length: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    count(chunk.length);
    yield chunk;
  }
}
