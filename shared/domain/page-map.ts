/** What is known of each page of a dump: a zero that was read is not a page that nobody read. */
import type { Address } from '#shared/units/address.ts';

export const pageStates = [
  /** Nobody asked for it: the dump is partial. Zeros in the dump. */
  'not-fetched',
  /** Read, and not only zeros. */
  'present',
  /** Read, and all zeros. */
  'zero',
  /** The process never touched it, or gave it back: there is no page. Zeros in the dump. */
  'absent',
  /** In swap; reading it would bring it back into memory, so it was left there. Zeros in the dump. */
  'swapped',
  /** Asked for and refused by the kernel. Zeros in the dump. */
  'unreadable',
  /** Read where the kernel did not tell which pages exist: whether it was there before is unknown. */
  'read',
] as const;
export type PageState = (typeof pageStates)[number];

/** Pages of one state, one after the other. `end` is exclusive. */
export interface PageRun {
  readonly start: Address;
  readonly end: Address;
  readonly state: PageState;
}

/** Bytes that were read in one go, and when, by the target's clock. */
export interface ReadInterval {
  readonly start: Address;
  readonly end: Address;
  /** Milliseconds since 1970, target's clock. */
  readonly from: number;
  readonly to: number;
}

/** Kept beside the dump as text, see shared/parsers/page-map.ts. Runs and intervals are sorted and do not overlap. */
export interface PageMap {
  readonly start: Address;
  readonly end: Address;
  readonly pageBytes: number;
  readonly pid: number;
  /** Field 22 of /proc/PID/stat, clock ticks since boot. */
  readonly startTicks: string;
  readonly method: 'mem' | 'slices' | 'gdb';
  /** SHA-256 of the dump that this map belongs to. */
  readonly dumpSha256: string;
  /** Every page was asked for. */
  readonly isComplete: boolean;
  readonly runs: readonly PageRun[];
  readonly reads: readonly ReadInterval[];
}
