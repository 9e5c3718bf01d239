/** Strings of a dump in one pass, window by window. `plain-strings.ts` says which bytes are strings. */
import type { MemoryReader } from '#shared/domain/heap.ts';
import type { StringBatch } from '#shared/domain/strings.ts';
import { findAscii, findStringsPlainly } from './plain-strings.ts';
import { clampUnits, StringRows } from './string-rows.ts';
import { stringsKernel, type StringsKernel } from './strings-kernel.ts';

export interface StringScan {
  /** Only what `strings -a -n6` finds. */
  readonly asciiOnly?: boolean;
  /** Bytes per window, a multiple of 64 and at most what the kernel takes (1 MiB); results do not depend on it. */
  readonly windowBytes?: number;
}

const BLOCK_BYTES = 64;
const END_BYTES = 2;

/** Yields at least once per window (1 MiB) that has strings. Every string comes once and whole, wherever windows meet. */
export function* scanStrings(reader: MemoryReader, options: StringScan = {}): Generator<StringBatch> {
  const kernel = stringsKernel();
  if (kernel === null) yield scanPlainly(reader, options);
  else yield* scanWithKernel(kernel, reader, options);
}

/** The way without WebAssembly: reads everything at once. */
export function scanPlainly(reader: MemoryReader, { asciiOnly = false }: StringScan): StringBatch {
  const rows = new StringRows();
  const bytes = reader.read(0, reader.sizeBytes);
  if (asciiOnly) findAscii(bytes, rows.add);
  else findStringsPlainly(bytes, rows.add);
  return rows.batch();
}

function* scanWithKernel(
  kernel: StringsKernel,
  reader: MemoryReader,
  { asciiOnly = false, windowBytes = kernel.WINDOW_BYTES.value }: StringScan,
): Generator<StringBatch> {
  const state = initialState(kernel);
  const { sizeBytes } = reader;
  // The last window has room for two zeros behind the last byte, which end whatever is open; it may hold nothing else.
  for (let base = 0; base < sizeBytes + END_BYTES; base += windowBytes) {
    const length = Math.max(0, Math.min(windowBytes, sizeBytes - base));
    const to = Math.min(windowBytes, roundUp(length + END_BYTES));
    for (let from = 0; from < to;) {
      // Others may use the kernel between two batches, which is seldom: a window rarely has more than one.
      fillWindow(kernel, reader, base, to);
      const memory = new Uint8Array(kernel.memory.buffer);
      memory.set(state, kernel.STATE.value);
      kernel.clearRows();
      kernel.setBase(base);
      from = asciiOnly ? kernel.scanAscii(from, to) : kernel.scanAll(from, to);
      state.set(memory.subarray(kernel.STATE.value, kernel.STATE.value + state.length));
      if (kernel.rowCount.value > 0) yield rowsOf(kernel, sizeBytes);
    }
  }
}

function fillWindow(kernel: StringsKernel, reader: MemoryReader, base: number, to: number): void {
  const memory = new Uint8Array(kernel.memory.buffer);
  const window = kernel.WINDOW.value;
  const history = Math.min(base, kernel.HISTORY.value);
  const bytes = reader.read(base - history, history + to + kernel.SLACK.value);
  memory.set(bytes, window - history);
  memory.fill(0, window - history + bytes.length, window + to + kernel.SLACK.value);
}

function rowsOf(kernel: StringsKernel, sizeBytes: number): StringBatch {
  const { buffer } = kernel.memory;
  const count = kernel.rowCount.value;
  const batch = {
    count,
    offsets: new Float64Array(buffer, kernel.OFFSETS.value, count).slice(),
    lengths: new Uint32Array(buffer, kernel.LENGTHS.value, count).slice(),
    encodings: new Uint8Array(buffer, kernel.ENCODINGS.value, count).slice(),
  };
  return isWithin(batch, sizeBytes) ? batch : clamped(batch, sizeBytes);
}

function isWithin({ offsets, lengths, count }: StringBatch, sizeBytes: number): boolean {
  // Only the last ones can reach behind the end, one of each byte order.
  for (let i = Math.max(0, count - 8); i < count; i += 1)
    if ((offsets[i] ?? 0) + (lengths[i] ?? 0) > sizeBytes) return false;
  return true;
}

function clamped({ offsets, lengths, encodings }: StringBatch, sizeBytes: number): StringBatch {
  const rows = new StringRows();
  const add = clampUnits(rows.add, sizeBytes);
  offsets.forEach((offset, i) => add(offset, lengths[i] ?? 0, encodings[i] ?? 0));
  return rows.batch();
}

/** Nothing is open: the first number and each third one of the others is a start. */
function initialState(kernel: StringsKernel): Uint8Array {
  const numbers = new Float64Array(kernel.STATE_BYTES.value / 8);
  for (const start of [0, 1, 4, 7]) numbers[start] = -1;
  return new Uint8Array(numbers.buffer);
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;
}
