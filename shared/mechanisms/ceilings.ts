/** Formulas: how many bytes a limit lets pile up, with items like those that were found. */
import type { Bytes } from '#shared/units/bytes.ts';
import type { Ceiling, CeilingBasis, LimitValues } from './definition.ts';

const ALIGNMENT = 16;
const LEAST_CHUNK = 32;
/** The size field; the field before it belongs to the chunk before (glibc malloc.c, request2size). */
const CHUNK_OVERHEAD = 8;

/** Bytes that glibc takes on 64-bit machines for a block of so many. */
export function chunkBytesOf(requestBytes: Bytes): Bytes {
  return Math.max(LEAST_CHUNK, Math.ceil((requestBytes + CHUNK_OVERHEAD) / ALIGNMENT) * ALIGNMENT);
}

/** Keys of limits, by what they count. */
export interface Bounds {
  /** So many items. */
  readonly items?: readonly string[];
  /** So many bytes of payload; with the factor of the setting's unit. */
  readonly payload?: readonly (readonly [key: string, unitBytes: number])[];
  /** So many bytes, whatever is in them. */
  readonly whole?: readonly (readonly [key: string, unitBytes: number])[];
}

/** The least of all bounds; null where none bounds it, or where there is nothing to take the mean of. */
export function bounded({ items = [], payload = [], whole = [] }: Bounds): Ceiling {
  return (limits, basis) => {
    const most = Math.min(
      ...items.map((key) => limits[key] ?? Infinity),
      ...payload.map(([key, unit]) => itemsIn(bytesOf(limits, key, unit), basis)),
    );
    const perItem = basis.items > 0 ? basis.chunkBytes / basis.items : NaN;
    const bytes = Math.min(
      // Without a limit the product is infinite, also where nothing was found.
      most === Infinity ? Infinity : Number.isNaN(perItem) ? Infinity : most * perItem,
      ...whole.map(([key, unit]) => bytesOf(limits, key, unit)),
    );
    return Number.isFinite(bytes) ? Math.round(bytes) : null;
  };
}

function bytesOf(limits: LimitValues, key: string, unitBytes: number): number {
  const value = limits[key];
  return value === null || value === undefined ? Infinity : value * unitBytes;
}

/** Whole items whose payload fits; items without payload fit without end. */
function itemsIn(bytes: number, { items, payloadBytes }: CeilingBasis): number {
  return items > 0 && payloadBytes > 0 ? Math.floor(bytes / (payloadBytes / items)) : Infinity;
}

export const unbounded: Ceiling = () => null;
