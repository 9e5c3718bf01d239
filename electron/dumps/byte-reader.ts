/** Takes a stream of bytes apart: lines of bounded length, exact counts, and text up to a mark. */
import { AppError } from '#shared/errors/app-error.ts';

/** Longest line of ours is that of a mark with its faults. */
const MOST_LINE = 16_384;

export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #silenceMs: number;
  #held: Buffer = Buffer.alloc(0);
  /** Everything that ever came. */
  received = 0;

  /** @param silenceMs a source that gives nothing for so long counts as gone */
  constructor(source: AsyncIterable<Uint8Array>, silenceMs: number) {
    this.#source = source[Symbol.asyncIterator]();
    this.#silenceMs = silenceMs;
  }

  /** Fills `target` in the order of arrival. @throws ssh.disconnected where the stream ends before */
  async fill(target: Uint8Array): Promise<void> {
    for (let at = 0; at < target.length;) {
      if (this.#held.length === 0) await this.#more();
      const piece = this.#held.subarray(0, target.length - at);
      target.set(piece, at);
      at += piece.length;
      this.#held = this.#held.subarray(piece.length);
    }
  }

  /** Without its newline. @throws collect.forged for one that is too long */
  async line(): Promise<string> {
    for (let searched = 0; ;) {
      const end = this.#held.indexOf(10, searched);
      if (end >= 0) return this.#take(end + 1).toString('latin1', 0, end);
      searched = this.#held.length;
      if (searched > MOST_LINE) throw forged('a line without an end');
      await this.#more();
    }
  }

  /** Bytes up to `mark`, which stays. @throws collect.over-budget beyond `most` */
  async until(mark: string, most: number): Promise<Buffer> {
    for (let searched = 0; ;) {
      const end = this.#held.indexOf(mark, searched, 'latin1');
      if (end >= 0) return Buffer.from(this.#take(end));
      searched = Math.max(0, this.#held.length - mark.length);
      if (searched > most) {
        throw new AppError('collect.over-budget', `The target sent more than ${most} bytes as one answer.`);
      }
      await this.#more();
    }
  }

  /** What comes until the end of the stream, at most so many bytes and so long; the rest is dropped. */
  async rest(most: number, patienceMs: number): Promise<Buffer> {
    const endsAt = performance.now() + patienceMs;
    try {
      while (this.#held.length < most && performance.now() < endsAt)
        await this.#more(endsAt - performance.now());
    } catch {
      // The end of the stream is what was waited for.
    }
    return this.#take(Math.min(most, this.#held.length));
  }

  #take(length: number): Buffer {
    const taken = this.#held.subarray(0, length);
    this.#held = this.#held.subarray(length);
    return taken;
  }

  async #more(patienceMs = this.#silenceMs): Promise<void> {
    const step = await this.#next(patienceMs);
    if (step.done === true) throw disconnected('The target ended the dump session.');
    this.received += step.value.length;
    const piece = Buffer.from(step.value.buffer, step.value.byteOffset, step.value.byteLength);
    this.#held = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
  }

  async #next(patienceMs: number): Promise<IteratorResult<Uint8Array>> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(disconnected(`The target was silent for ${Math.round(patienceMs / 1000)} s.`)),
        patienceMs,
      );
    });
    try {
      return await Promise.race([this.#source.next(), silence]);
    } finally {
      clearTimeout(timer);
    }
  }
}

export function disconnected(message: string): AppError {
  return new AppError('ssh.disconnected', message);
}

export function forged(what: string): AppError {
  return new AppError('collect.forged', `The target answered with something else than our script: ${what}.`);
}
