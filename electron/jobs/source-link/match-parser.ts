/** `name NUL line : text LF`, as all three engines print it. Names may hold anything but NUL, line feeds too. */

export interface SourceMatch {
  /** Below the directory. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** Longer lines are no code that a person wrote; their beginning is kept. */
const LONGEST_LINE = 2000;
/** No system has names as long (PATH_MAX). */
const LONGEST_NAME = 8192;

export class MatchParser {
  readonly matches: SourceMatch[] = [];
  readonly #most: number;
  #rest = Buffer.alloc(0);
  /** Inside of a long line whose beginning was taken. */
  #isInLine = false;

  constructor(most: number) {
    this.#most = most;
  }

  get isFull(): boolean {
    return this.matches.length >= this.#most;
  }

  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (!this.isFull) {
      if (this.#isInLine) {
        const end = bytes.indexOf(0x0a, at);
        if (end < 0) at = bytes.length;
        else at = end + 1;
        this.#isInLine = end < 0;
        if (end < 0) break;
      }
      const nul = bytes.indexOf(0, at);
      if (nul < 0) {
        if (bytes.length - at > LONGEST_NAME) at = bytes.length;
        break;
      }
      const end = bytes.indexOf(0x0a, nul);
      if (end < 0 && bytes.length - nul < LONGEST_LINE) break;
      const lineEnd = Math.min(end < 0 ? bytes.length : end, nul + LONGEST_LINE);
      this.#add(bytes.toString('utf8', at, nul), bytes.toString('utf8', nul + 1, lineEnd));
      this.#isInLine = end < 0;
      at = end < 0 ? bytes.length : end + 1;
    }
    this.#rest = Buffer.from(bytes.subarray(at));
  }

  #add(name: string, line: string): void {
    // git puts a NUL behind the number too in some versions.
    const [, number, text] = /^(\d{1,9})[:\0](.*)$/s.exec(line) ?? [];
    if (number === undefined || text === undefined) return;
    this.matches.push({ file: name.replace(/^(?:\.\/)+/, ''), line: Number(number), text });
  }
}
