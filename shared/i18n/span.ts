/** Lengths of time in one unit, the largest of which there are at least two: 7 s, 90 min, 36 h, 3 days. */
import type { DurationMs } from '#shared/units/time.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function spanEn(span: DurationMs): string {
  return inUnit(span, [' s', ' min', ' h', ' days']);
}

export function spanZh(span: DurationMs): string {
  return inUnit(span, [' 秒', ' 分钟', ' 小时', ' 天']);
}

function inUnit(span: DurationMs, [s, min, h, d]: readonly [string, string, string, string]): string {
  if (span >= 2 * DAY) return `${Math.round(span / DAY)}${d}`;
  if (span >= 2 * HOUR) return `${Math.round(span / HOUR)}${h}`;
  if (span >= 2 * MINUTE) return `${Math.round(span / MINUTE)}${min}`;
  return `${Math.max(1, Math.round(span / SECOND))}${s}`;
}
