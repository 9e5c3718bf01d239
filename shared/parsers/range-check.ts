import type { Bytes } from '#shared/units/bytes.ts';
import type { ProblemLog } from './problem-log.ts';

/** The kernel lists VMAs in order and without overlap; a listing that does not was damaged or put together. */
export class RangeCheck {
  lastEnd = 0n;
  readonly #problems: ProblemLog;

  constructor(problems: ProblemLog) {
    this.#problems = problems;
  }

  /** Flags; the mapping is kept as it was read. */
  check(start: bigint, end: bigint, rssBytes: Bytes | undefined, text: string, line: number): void {
    if (end <= start || start < this.lastEnd) {
      this.#problems.add(line, 'impossible-range', text, 'empty, or over the mapping before it');
    }
    if (rssBytes !== undefined && BigInt(rssBytes) > end - start && end > start) {
      this.#problems.add(line, 'incoherent', text, 'more resident than mapped');
    }
    if (end > this.lastEnd) this.lastEnd = end;
  }
}
