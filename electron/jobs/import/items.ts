/** One piece of evidence on its way in: a file, a member of an archive, or bytes that were sent along. */
import type { ErrorCode } from '#shared/errors/codes.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { toPrintable } from '#shared/util/printable.ts';
import type { EpochMs } from '#shared/units/time.ts';
import type { ImportLimits } from '../limits.ts';

export interface EvidenceItem {
  readonly kind: 'item';
  /** As given, with `/` between directories and archives. Data, never a path to open. */
  readonly name: string;
  readonly modified: { readonly at: EpochMs; readonly source: 'file' | 'archive' } | null;
  /** The user named it himself: an empty one is refused, not just passed over. */
  readonly named: boolean;
  /** Null where only reading tells (members of archives, files of /proc). */
  readonly sizeBytes: number | null;
  /** Can be consumed once, before the next item is asked for. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The same bytes again, where they can be had a second time. */
  readonly reopen: (() => AsyncIterable<Uint8Array>) | null;
}

export interface Refusal {
  readonly kind: 'refusal';
  readonly name: string;
  readonly code: ErrorCode;
  readonly message: string;
}

/** Links, devices and the like inside directories and archives: not evidence, named in one warning. */
export interface PassedOver {
  readonly kind: 'passed-over';
  readonly name: string;
}

export type Arrival = EvidenceItem | Refusal | PassedOver;

export function refusal(name: string, code: ErrorCode, message: string): Refusal {
  return { kind: 'refusal', name: displayName(name), code, message };
}

/** What one source has used of its bounds. */
export class Budget {
  readonly #limits: ImportLimits;
  readonly #source: string;
  #items = 0;
  #unpacked = 0;

  constructor(source: string, limits: ImportLimits) {
    this.#source = source;
    this.#limits = limits;
  }

  /** @throws input.too-large */
  addItem(): void {
    this.#items += 1;
    if (this.#items > this.#limits.items) this.#refuse(`more than ${this.#limits.items} files`);
  }

  /** @throws input.too-large */
  addUnpacked(bytes: number): void {
    this.#unpacked += bytes;
    if (this.#unpacked > this.#limits.unpackedBytes) {
      this.#refuse(`more than ${this.#limits.unpackedBytes} bytes when unpacked`);
    }
  }

  #refuse(what: string): never {
    throw new AppError('input.too-large', `${this.#source} holds ${what}.`, { name: this.#source });
  }
}

const MAX_NAME = 1000;

/** A name from outside as it may be kept and shown. */
export function displayName(name: string): string {
  const clean = toPrintable(name.replace(/^(?:\.\/)+/, ''));
  return clean.length > MAX_NAME ? `${clean.slice(0, MAX_NAME - 1)}…` : clean;
}

/** How often each name came before: the same in both readings of a source, whatever was refused in one of them. */
export class NameCounter {
  readonly #counts = new Map<string, number>();

  next(name: string): number {
    const nth = this.#counts.get(name) ?? 0;
    this.#counts.set(name, nth + 1);
    return nth;
  }
}
