/**
 * The time that a pasted session shows of itself: what `date` printed (coreutils, busybox; POSIX date).
 * Only a time whose zone is certain counts: an abbreviation such as CST is China, Cuba or Chicago.
 */
import type { EpochMs } from '#shared/units/time.ts';
import { readPrompt } from './prompts.ts';
import { type TextSource, forEachLine } from './text-source.ts';

export interface ClockReading {
  /** Null where the session shows no time that is certain. */
  readonly at: EpochMs | null;
  /** Why a time that is shown does not count; the line as printed, with its number. */
  readonly doubt: string | null;
}

/** Looks of one session lie no further apart; else it is of several moments. */
const MAX_SPREAD_MS = 60 * 60 * 1000;
const DAY_MS = 86_400_000;

/** `date` alone or before other commands, with options that only choose the form. Not `date -d yesterday`. */
const DATE_COMMAND =
  /^(?:\/usr)?(?:\/bin\/)?date(?:\s+(?:-u|-R|-I\w*|--utc|--universal|--rfc-email|--rfc-\d+(?:=\w+)?|--iso-8601(?:=\w+)?|["']?\+[^\s;|&<>]+))*\s*(?:$|;|&&)/;

/** The time of the first look, or null where nobody looked at the clock. O(bytes). */
export function readClock(source: TextSource): ClockReading | null {
  const sure: EpochMs[] = [];
  let doubt: string | null = null;
  let command: string | null = null;
  forEachLine(source, null, (text, line) => {
    const prompt = readPrompt(text);
    if (prompt !== undefined) {
      command = DATE_COMMAND.test(prompt.command) ? prompt.command : null;
      return;
    }
    const shown = text.trim();
    if (command === null || shown === '') return;
    const at = timeOf(shown, command);
    command = null;
    if (at === undefined) return;
    if (at === null) doubt ??= `line ${line} (${shown.slice(0, 60)}) does not say its zone for certain`;
    else sure.push(at);
  });
  const [first = null] = sure;
  if (first === null) return doubt === null ? null : { at: null, doubt };
  if (sure.every((at) => Math.abs(at - first) <= MAX_SPREAD_MS)) return { at: first, doubt: null };
  return { at: null, doubt: 'its clock is shown at times more than an hour apart' };
}

const CLOCK = String.raw`(?<h>\d{1,2}):(?<mi>\d{2})(?::(?<s>\d{2})(?:[.,]\d{1,9})?)?(?: (?<half>AM|PM))?`;
const ZONE = String.raw`(?:\s?(?<zone>Z|[A-Z]{2,5}|[+-]\d{2}(?::?\d{2})?))?`;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const MONTH = `(?<month>${MONTHS.join('|')})`;

const forms: readonly RegExp[] = [
  // 2026-11-22T21:52:49+08:00   2026-11-22 21:52:49+08:00
  new RegExp(String.raw`^(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})[T ]${CLOCK}${ZONE}$`),
  // Sun Nov 22 21:52:49 UTC 2026   Sun Nov 22 09:52:49 PM +08 2026
  new RegExp(String.raw`^\w{3} ${MONTH} {1,2}(?<d>\d{1,2}) ${CLOCK}${ZONE} (?<y>\d{4})$`),
  // Sun, 22 Nov 2026 21:52:49 +0800   Sun 22 Nov 2026 09:52:49 PM UTC
  new RegExp(String.raw`^\w{3},? (?<d>\d{1,2}) ${MONTH} (?<y>\d{4}),? ${CLOCK}${ZONE}$`),
  // 2026年 11月 22日 星期日 21:52:49 UTC
  new RegExp(String.raw`^(?<y>\d{4})年\s?(?<m>\d{1,2})月\s?(?<d>\d{1,2})日\s?\S{0,6}\s${CLOCK}${ZONE}$`),
];

/** Undefined where the text is no time; null where it is one, but of no certain zone. */
function timeOf(text: string, command: string): EpochMs | null | undefined {
  // Bare digits are seconds only where they were asked for.
  const seconds = /\+%s(?:\W|$)/.test(command) ? /^\d{9,11}$/.exec(text)?.[0] : undefined;
  if (seconds !== undefined) return Number(seconds) * 1000;
  const groups = forms.map((form) => form.exec(text)?.groups).find((found) => found !== undefined);
  if (groups === undefined) return undefined;
  const offset = offsetOf(groups['zone']);
  const local = localTime(groups);
  return local === undefined ? undefined : offset === null ? null : local - offset;
}

function localTime(groups: Readonly<Record<string, string | undefined>>): number | undefined {
  const { y, m, month, d, h, mi, s = '0', half } = groups;
  const inYear = month === undefined ? Number(m) - 1 : MONTHS.indexOf(month);
  const start = Date.UTC(Number(y), inYear, 1);
  const days = (Date.UTC(Number(y), inYear + 1, 1) - start) / DAY_MS;
  const hour = half === undefined ? Number(h) : (Number(h) % 12) + (half === 'PM' ? 12 : 0);
  const isTime = hour < 24 && Number(mi) < 60 && Number(s) <= 60;
  if (inYear < 0 || inYear > 11 || Number(d) < 1 || Number(d) > days || !isTime) return undefined;
  return start + (Number(d) - 1) * DAY_MS + ((hour * 60 + Number(mi)) * 60 + Number(s)) * 1000;
}

/** In milliseconds east of Greenwich; null for none and for abbreviations that several zones have. */
function offsetOf(zone: string | undefined): number | null {
  if (zone === 'UTC' || zone === 'GMT' || zone === 'Z') return 0;
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '') ?? [];
  if (hours === undefined) return null;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
