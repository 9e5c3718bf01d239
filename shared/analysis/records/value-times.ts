/** Times in fields: text of ISO 8601, or numbers since 1970 in a field whose name speaks of time. */
import type { TimeUnit } from '#shared/domain/records.ts';

/** Seconds since 1970 of 2001-09-09 and 2100: numbers below are seldom times. */
const EARLIEST = 1_000_000_000;
const LATEST = 4_102_444_800;

const namesOfTime =
  /(^|[._-]|\b)(time|timestamp|ts|date|when|at|created|updated|modified|expires?|since|until|start|end|seen)([._-]|\b|$)|time|stamp|_(ts|at|on|ms|us|sec)$|(At|On|Ts|Ms)$/u;

export function isNameOfTime(path: string): boolean {
  return namesOfTime.test(path.slice(path.lastIndexOf('.') + 1));
}

/** @returns undefined where the number is none in any unit */
export function unitOfNumber(value: number): { readonly unit: TimeUnit; readonly ms: number } | undefined {
  if (value >= EARLIEST && value < LATEST) return { unit: 'seconds', ms: value * 1000 };
  if (value >= EARLIEST * 1e3 && value < LATEST * 1e3) return { unit: 'milliseconds', ms: value };
  if (value >= EARLIEST * 1e6 && value < LATEST * 1e6) return { unit: 'microseconds', ms: value / 1000 };
  return undefined;
}

/**
 * `2026-11-22T22:49:53.854Z`, `2026-11-22 22:49:53,854+0100`; without a zone it counts as UTC.
 * @returns milliseconds since 1970; NaN where the bytes are no such time
 */
export function isoTime(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 19 || bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d) return NaN;
  const joint = bytes[start + 10];
  if ((joint !== 0x54 && joint !== 0x20) || bytes[start + 13] !== 0x3a || bytes[start + 16] !== 0x3a)
    return NaN;
  const number = (at: number, digits: number) => digitsAt(bytes, start + at, digits);
  const [year, month, day] = [number(0, 4), number(5, 2), number(8, 2)];
  const [hour, minute, second] = [number(11, 2), number(14, 2), number(17, 2)];
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second <= 60))
    return NaN;
  let at = start + 19;
  let fraction = 0;
  if (at < end && (bytes[at] === 0x2e || bytes[at] === 0x2c)) {
    at += 1;
    for (let scale = 100; at < end && isDigit(bytes[at]); at++, scale /= 10) {
      fraction += ((bytes[at] as number) - 0x30) * scale;
    }
  }
  const offset = zoneMinutes(bytes, at, end);
  return Date.UTC(year, month - 1, day, hour, minute, second) + Math.floor(fraction + 1e-6) - offset * 60_000;
}

/** `Z`, `+01:00`, `+0100`, nothing; NaN for anything else. */
function zoneMinutes(bytes: Uint8Array, at: number, end: number): number {
  if (at === end || (at + 1 === end && bytes[at] === 0x5a)) return 0;
  const sign = bytes[at] === 0x2b ? 1 : bytes[at] === 0x2d ? -1 : NaN;
  const minutesAt = bytes[at + 3] === 0x3a ? at + 4 : at + 3;
  if (end !== minutesAt + 2) return NaN;
  return sign * (digitsAt(bytes, at + 1, 2) * 60 + digitsAt(bytes, minutesAt, 2));
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function digitsAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let digit = at; digit < at + count; digit++) {
    if (!isDigit(bytes[digit])) return NaN;
    value = value * 10 + (bytes[digit] as number) - 0x30;
  }
  return value;
}
