/** A kernel message apart from what stands before it: dmesg, syslog and journalctl each put another time there. */

const PREFIXES: readonly RegExp[] = [
  // <4>[12345.678901] text          [12345.678901] text
  /^(?:<\d{1,3}>)?\[\s{0,8}(?<time>\d{1,12}\.\d{3,6})\]\s?(?<text>.*)$/,
  // [Tue Sep  3 05:57:48 2024] text        [二 9月  3 05:57:48 2024] text
  /^\[(?<time>[^\]]{6,60}\d\d:\d\d:\d\d[^\]]{0,20})\]\s?(?<text>.*)$/u,
  // Nov 22 21:52:49 appliance kernel: [12345.678901] text
  /^(?<time>[A-Z][a-z]{2}\s{1,2}\d{1,2}\s\d\d:\d\d:\d\d(?:\.\d{1,9})?)\s\S{1,255}\s(?:[^\s:]{1,64}:\s)?(?:\[\s{0,8}\d{1,12}\.\d{3,6}\]\s)?(?<text>.*)$/,
  // 2026-11-22T21:52:49.123456+00:00 appliance kernel: text
  /^(?<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)\s\S{1,255}\s(?:[^\s:]{1,64}:\s)?(?<text>.*)$/,
];

export interface KernelLine {
  /** As printed; empty where there is none. Of a journal in JSON: its microseconds since 1970 as an ISO date. */
  readonly time: string;
  readonly message: string;
}

export function splitKernelLine(text: string): KernelLine {
  const entry = text.startsWith('{') ? readJournalEntry(text) : undefined;
  if (entry !== undefined) return entry;
  for (const prefix of PREFIXES) {
    const groups = prefix.exec(text)?.groups;
    if (groups !== undefined) return { time: groups['time'] ?? '', message: groups['text'] ?? '' };
  }
  return { time: '', message: text };
}

export function hasKernelPrefix(text: string): boolean {
  return PREFIXES.some((prefix) => prefix.test(text)) || readJournalEntry(text) !== undefined;
}

/** A line of `journalctl -k -o json`: `{"MESSAGE":"…","__REALTIME_TIMESTAMP":"1732281234567890",…}`. */
function readJournalEntry(text: string): KernelLine | undefined {
  if (!text.startsWith('{') || !text.includes('"MESSAGE"')) return undefined;
  try {
    const { MESSAGE: message, __REALTIME_TIMESTAMP: at } = JSON.parse(text) as Record<string, unknown>;
    if (typeof message !== 'string') return undefined;
    const isTime = typeof at === 'string' && /^\d{1,17}$/.test(at);
    return { time: isTime ? new Date(Math.trunc(Number(at) / 1000)).toISOString() : '', message };
  } catch {
    return undefined;
  }
}
