/** Bounds of an import. All can be lowered by tests; none of them cuts what is stored. */
import { GiB, KiB, MiB } from '#shared/units/bytes.ts';

export interface ImportLimits {
  /** Bytes of every item that are looked at to tell encoding and kind. */
  readonly headBytes: number;
  /** A manifest is read whole, up to this. */
  readonly manifestBytes: number;
  /** Text beyond this is stored but not read by parsers. */
  readonly parseBytes: number;
  /** Files and archive members of one source. */
  readonly items: number;
  /** What one source may unpack to: a bomb ends here. */
  readonly unpackedBytes: number;
  /** Archives in archives. */
  readonly archiveDepth: number;
  /** Directories in directories. */
  readonly directoryDepth: number;
}

export const importLimits: ImportLimits = {
  headBytes: 256 * KiB,
  manifestBytes: 32 * MiB,
  parseBytes: 256 * MiB,
  items: 50_000,
  unpackedBytes: 32 * GiB,
  archiveDepth: 2,
  directoryDepth: 32,
};
