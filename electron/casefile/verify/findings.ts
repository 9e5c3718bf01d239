/** One check while it runs: what it looked at, and at most a hundred differences. */
import { isAppError } from '#shared/errors/app-error.ts';
import type { VerifyCheck } from '#shared/contract/cases.ts';
import { codeOf } from '../errors.ts';

const MOST_FINDINGS = 100;

export class Findings {
  readonly #name: string;
  readonly #lines: string[] = [];
  #count = 0;
  checked = 0;

  constructor(name: string) {
    this.#name = name;
  }

  add(line: string): void {
    this.#count += 1;
    if (this.#lines.length < MOST_FINDINGS) this.#lines.push(line);
  }

  /** What cannot be read is a finding; a defect of ours is not. */
  attempt(subject: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.addError(subject, error);
    }
  }

  addError(subject: string, error: unknown): void {
    if (!isAppError(error) && !codeOf(error).startsWith('SQLITE_')) throw error;
    this.add(`${subject}: ${(error as Error).message}`);
  }

  result(): VerifyCheck {
    return { name: this.#name, ok: this.#count === 0, checked: this.checked, findings: [...this.#lines] };
  }
}
