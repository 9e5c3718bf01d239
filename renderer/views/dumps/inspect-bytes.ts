/** What the bytes at a place could be: integers, floats, a pointer, a time. */

export interface ByteReading {
  readonly name: 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'u64' | 'i64' | 'f32' | 'f64';
  readonly little: string;
  /** Null where the order makes no difference. */
  readonly big: string | null;
}

/** @param bytes up to 8 from the place on; what needs more than there are is left out */
export function readings(bytes: Uint8Array): ByteReading[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out: ByteReading[] = [];
  const add = (name: ByteReading['name'], length: number, read: (little: boolean) => string) => {
    if (bytes.length < length) return;
    out.push({ name, little: read(true), big: length === 1 ? null : read(false) });
  };
  add('i8', 1, () => `${view.getUint8(0)} / ${view.getInt8(0)}`);
  add('u16', 2, (little) => String(view.getUint16(0, little)));
  add('i16', 2, (little) => String(view.getInt16(0, little)));
  add('u32', 4, (little) => String(view.getUint32(0, little)));
  add('i32', 4, (little) => String(view.getInt32(0, little)));
  add('u64', 8, (little) => String(view.getBigUint64(0, little)));
  add('i64', 8, (little) => String(view.getBigInt64(0, little)));
  add('f32', 4, (little) => floatText(view.getFloat32(0, little), 7));
  add('f64', 8, (little) => floatText(view.getFloat64(0, little), 15));
  return out;
}

/** The digits that the type has, and no more. */
function floatText(value: number, digits: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : String(value);
}

/** Little-endian; undefined where fewer than 8 bytes are there. */
export function pointerAt(bytes: Uint8Array): bigint | undefined {
  if (bytes.length < 8) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
}

export interface TimeReading {
  readonly unit: 's' | 'ms' | 'us' | 'ns';
  /** Milliseconds since 1970. */
  readonly at: number;
}

const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/** Little-endian counts since 1970 that would be a time of this century. */
export function timesAt(bytes: Uint8Array): TimeReading[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out: TimeReading[] = [];
  const add = (unit: TimeReading['unit'], at: number) => {
    if (at >= EARLIEST && at < LATEST) out.push({ unit, at });
  };
  if (bytes.length >= 8) {
    const count = Number(view.getBigUint64(0, true));
    add('s', count * 1000);
    add('ms', count);
    add('us', Math.floor(count / 1000));
    add('ns', Math.floor(count / 1_000_000));
  }
  // The lower half of a count is no time of its own.
  if (bytes.length >= 4 && out.length === 0) add('s', view.getUint32(0, true) * 1000);
  return out;
}
