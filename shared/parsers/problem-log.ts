import type { Problem, ProblemReason } from '#shared/errors/problem.ts';

/** At most this many problems are kept per artifact; the last one then says how many more there were. */
export const MAX_PROBLEMS = 10_000;

const MAX_TEXT = 200;

/** Collects what a parser has to say about its lines, in bounded memory. */
export class ProblemLog {
  readonly #kept: Problem[] = [];
  #overflow: Problem | null = null;
  #overflowCount = 0;

  add(line: number, reason: ProblemReason, text: string, detail?: string): void {
    const problem = { line, reason, text: clipText(text), ...(detail === undefined ? {} : { detail }) };
    if (this.#kept.length < MAX_PROBLEMS - 1) {
      this.#kept.push(problem);
      return;
    }
    this.#overflow ??= problem;
    this.#overflowCount += 1;
  }

  get count(): number {
    return this.#kept.length + this.#overflowCount;
  }

  /** Sorted by line, in the order of finding within a line. */
  list(): Problem[] {
    const sorted = this.#kept.toSorted((a, b) => a.line - b.line);
    if (this.#overflow === null) return sorted;
    if (this.#overflowCount === 1) return [...sorted, this.#overflow];
    return [
      ...sorted,
      { ...this.#overflow, detail: `and ${this.#overflowCount - 1} more problems after this one` },
    ];
  }
}

/** At most 200 characters, never half of a surrogate pair. */
export function clipText(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  const clipped = text.slice(0, MAX_TEXT);
  return /[\ud800-\udbff]$/.test(clipped) ? clipped.slice(0, -1) : clipped;
}
