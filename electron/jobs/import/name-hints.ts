/** What the name of a file tells, where no manifest does. Names are data: they are read, never opened. */
import { toAddressText, parseAddress } from '#shared/units/address.ts';

/** Only names of per-process files: the number of `messages.1` or `dmesg-2` is no process. */
const PROCESS_FILE = /^(?:pmap|smaps|maps|status|cmdline)[a-z_-]*[._-](\d{1,7})(?:\.(?:txt|log|out))?$/i;

export interface DumpHint {
  readonly pid: number;
  readonly baseAddress: string;
  readonly expectedBytes: number;
}

/** `proc/1234/smaps`, `1234/status`, `smaps.1234`, `pmap-1234.txt`, `pmap_-x_1234`. */
export function pidOfName(name: string): number | null {
  const segments = name.split('/');
  const file = segments.at(-1) ?? '';
  // In proc/1234/task/1300/status the thread shares its process' memory.
  const owner = segments.findLast(
    (segment, index) =>
      isPid(segment) &&
      segments[index - 1] !== 'task' &&
      (segments[index - 1] === 'proc' || index === segments.length - 2),
  );
  if (owner !== undefined) return Number(owner);
  const number = PROCESS_FILE.exec(file)?.[1];
  return number !== undefined && isPid(number) ? Number(number) : null;
}

/** `dump/1234/0x7f00-0x7f10.bin`: raw bytes of process 1234 from the first address to the second. */
export function dumpOfName(name: string): DumpHint | null {
  const match = /(?:^|\/)(\d{1,7})\/(0x[0-9a-f]{1,16})-(0x[0-9a-f]{1,16})\.(?:bin|dump|raw|mem)$/i.exec(name);
  const start = parseAddress(match?.[2] ?? '');
  const end = parseAddress(match?.[3] ?? '');
  if (match === null || start === undefined || end === undefined || end <= start) return null;
  return { pid: Number(match[1]), baseAddress: toAddressText(start), expectedBytes: Number(end - start) };
}

/** /proc/PID/cmdline separates its words by NUL. */
export function isCommandLineName(name: string): boolean {
  return /(?:^|\/)cmdline(?:[._-]\d+)?$/.test(name);
}

/** Files whose parts look like other listings (zoneinfo repeats the counters of vmstat for each zone), and are none. */
export function isPlainName(name: string): boolean {
  return /(?:^|\/)zoneinfo(?:\.txt)?$/.test(name);
}

function isPid(text: string): boolean {
  return /^[1-9]\d{0,6}$/.test(text);
}
