/** What each item said on stderr, told apart by the same marks as on stdout. Bounded whatever comes. */
import type { BatchLimits } from './batch-limits.ts';
import { FrameReader } from './frames.ts';
import type { TimedReader } from './timed-reader.ts';

/** A target that is silent costs nothing; only the end of the run ends the wait. */
const PATIENCE_MS = 60_000;

export class StderrLog {
  readonly #limits: Pick<BatchLimits, 'stderrKeptBytes' | 'stderrBytes' | 'items'>;
  readonly #byItem = new Map<number, Buffer>();
  #item = 0;
  #readBytes = 0;

  constructor(limits: Pick<BatchLimits, 'stderrKeptBytes' | 'stderrBytes' | 'items'>) {
    this.#limits = limits;
  }

  /** Reads to the end. @returns false where there was more than anybody needs: the reader should give up */
  async read(stream: TimedReader, nonce: string): Promise<boolean> {
    const frames = new FrameReader(nonce);
    for (;;) {
      const piece = await stream.next(PATIENCE_MS);
      if (piece === 'timeout') continue;
      if (typeof piece === 'string') return true;
      this.#readBytes += piece.length;
      if (this.#readBytes > this.#limits.stderrBytes) return false;
      for (const frame of frames.push(piece)) {
        if (frame.kind === 'bytes') this.#keep(frame.bytes);
        else if (frame.kind === 'mark') this.#item = frame.verb === 'begin' ? Number(frame.fields[0]) : 0;
      }
    }
  }

  /** UTF-8 as far as it is; empty for none. Number 0 has what no item said: login scripts, the shell itself. */
  textOf(item: number): string {
    return (this.#byItem.get(item) ?? Buffer.alloc(0)).toString().trimEnd();
  }

  #keep(bytes: Uint8Array): void {
    const before = this.#byItem.get(this.#item);
    if (before === undefined && this.#byItem.size > this.#limits.items) return;
    const room = this.#limits.stderrKeptBytes - (before?.length ?? 0);
    if (room <= 0) return;
    this.#byItem.set(this.#item, Buffer.concat([before ?? Buffer.alloc(0), bytes.subarray(0, room)]));
  }
}
