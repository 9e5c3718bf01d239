/** Bytes of a dump in blocks: those around what is seen are asked for, those seen longest ago are forgotten. */

/** Of a block. A screen of rows is a few KiB. */
export const BLOCK_BYTES = 64 * 1024;
/** 64 MiB in all. */
const KEPT_BLOCKS = 1024;

export type ReadBytes = (offset: number, length: number, signal: AbortSignal) => Promise<Uint8Array>;

/** Bytes that cannot be had stay undefined; `onChange` tells when some came, or why they did not. */
export class DumpBlocks {
  readonly #read: ReadBytes;
  readonly #sizeBytes: number;
  readonly #onChange: (error: unknown) => void;
  readonly #blocks = new Map<number, Uint8Array>();
  readonly #waiting = new Map<number, AbortController>();

  constructor(sizeBytes: number, read: ReadBytes, onChange: (error: unknown) => void) {
    this.#sizeBytes = sizeBytes;
    this.#read = read;
    this.#onChange = onChange;
  }

  /** Undefined while it is on its way, and outside of the dump. */
  byteAt(offset: number): number | undefined {
    return this.#blocks.get(Math.floor(offset / BLOCK_BYTES))?.[offset % BLOCK_BYTES];
  }

  /** `[offset, offset + length)`; undefined unless all of it is here. */
  bytesAt(offset: number, length: number): Uint8Array | undefined {
    const first = Math.floor(offset / BLOCK_BYTES);
    const within = offset % BLOCK_BYTES;
    const block = this.#blocks.get(first);
    if (block !== undefined && within + length <= block.length)
      return block.subarray(within, within + length);
    const out = new Uint8Array(length);
    for (let at = 0; at < length; at += 1) {
      const byte = this.byteAt(offset + at);
      if (byte === undefined) return undefined;
      out[at] = byte;
    }
    return out;
  }

  /** Asks for the blocks of these ranges that are not here, and gives up on others that are on their way. */
  want(ranges: readonly { readonly offset: number; readonly end: number }[]): void {
    const wanted = new Set<number>();
    for (const { offset, end } of ranges) {
      const last = Math.floor((Math.min(end, this.#sizeBytes) - 1) / BLOCK_BYTES);
      for (let block = Math.floor(Math.max(0, offset) / BLOCK_BYTES); block <= last; block += 1)
        wanted.add(block);
    }
    for (const [block, controller] of this.#waiting) {
      if (wanted.has(block)) continue;
      this.#waiting.delete(block);
      controller.abort();
    }
    for (const block of wanted) this.#touchOrLoad(block);
  }

  close(): void {
    this.want([]);
    this.#blocks.clear();
  }

  #touchOrLoad(block: number): void {
    const known = this.#blocks.get(block);
    if (known !== undefined) {
      this.#blocks.delete(block);
      this.#blocks.set(block, known);
    } else if (!this.#waiting.has(block)) void this.#load(block);
  }

  async #load(block: number): Promise<void> {
    const controller = new AbortController();
    this.#waiting.set(block, controller);
    try {
      const bytes = await this.#read(block * BLOCK_BYTES, BLOCK_BYTES, controller.signal);
      if (controller.signal.aborted) return;
      this.#blocks.set(block, bytes);
      for (const oldest of this.#blocks.keys()) {
        if (this.#blocks.size <= KEPT_BLOCKS) break;
        this.#blocks.delete(oldest);
      }
      this.#waiting.delete(block);
      this.#onChange(null);
    } catch (error) {
      if (controller.signal.aborted) return;
      this.#waiting.delete(block);
      this.#onChange(error);
    }
  }
}
