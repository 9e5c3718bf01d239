/** Values of options, from text; wrong ones are `input.bad-option` with what would be right. */
import { AppError } from '#shared/errors/app-error.ts';
import { parseAddress, toAddressText } from '#shared/units/address.ts';
import type { EpochMs } from '#shared/units/time.ts';

/** `2026-11-22T21:52:49Z`, `2026-11-22 21:52+08:00`; without a zone it is UTC. `@1795384369` are seconds since 1970. */
export function parseTime(option: string, text: string): EpochMs {
  const seconds = /^@(\d{1,11}(?:\.\d{1,3})?)$/.exec(text)?.[1];
  if (seconds !== undefined) return Math.round(Number(seconds) * 1000);
  const [, day, time, zone = 'Z'] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?) ?(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(
      text,
    ) ?? [];
  const iso = day === undefined ? '' : `${day}T${time ?? '00:00'}${zoneOf(zone)}`;
  const at = Date.parse(iso);
  if (day !== undefined && Number.isFinite(at) && isDay(day)) return at;
  throw badOption(option, text, 'a time such as 2026-11-22T21:52:49Z');
}

/** Date.parse takes 31 February for 3 March. */
function isDay(day: string): boolean {
  const midnight = Date.parse(`${day}T00:00Z`);
  return Number.isFinite(midnight) && new Date(midnight).toISOString().startsWith(day);
}

function zoneOf(zone: string): string {
  return zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
}

/** `1234:0x7f6380000000`. */
export function parseDump(option: string, text: string): { pid: number; start: string } {
  const [, pid, address] = /^([1-9]\d{0,6}):(0x[0-9a-f]{1,16})$/i.exec(text) ?? [];
  const start = parseAddress(address ?? '');
  if (pid === undefined || start === undefined) throw badOption(option, text, 'PID:0xSTART');
  return { pid: Number(pid), start: toAddressText(start) };
}

export function parseCount(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw badOption(option, text, 'a whole number');
}

/** A number of rows, of which none would show nothing. */
export function parseLimit(option: string, text: string): number {
  if (/^0*[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw badOption(option, text, 'a whole number from 1 on');
}

/** 0 is any free one. */
export function parsePort(option: string, text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw badOption(option, text, 'a number from 0 to 65535');
}

export function parseChoice<Choice extends string>(
  option: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw badOption(option, text, `one of ${choices.join(', ')}`);
  return found;
}

/** As evidence is cited: `E-012`, `E-012:3`; the number alone will do. */
export function parseEvidence(option: string, text: string): { artifact: number; line: number | undefined } {
  const [, artifact, line] = /^(?:E-)?0*([1-9]\d{0,8})(?::([1-9]\d{0,8}))?$/i.exec(text) ?? [];
  if (artifact === undefined) throw badOption(option, text, 'a number of evidence such as E-012 or E-012:3');
  return { artifact: Number(artifact), line: line === undefined ? undefined : Number(line) };
}

/** `TARGET` or `TARGET@2`. */
export function parseSelector(text: string): { target: string; snapshot: number | undefined } {
  const [, target, snapshot] = /^(.+)@([1-9]\d{0,8})$/.exec(text) ?? [];
  return target === undefined
    ? { target: text, snapshot: undefined }
    : { target, snapshot: Number(snapshot) };
}

function badOption(option: string, value: string, wanted: string): AppError {
  return new AppError('input.bad-option', `${option} takes ${wanted}, not "${value}".`, { option, value });
}
