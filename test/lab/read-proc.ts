/** /proc of a workload, read plainly: the tests' own way to the truth, apart from the product's parsers. */
import { readFileSync } from 'node:fs';

export interface Vma {
  readonly start: number;
  readonly end: number;
  readonly mode: string;
  readonly path: string;
  /** Bytes, by the name that smaps gives the line: `Rss`, `Anonymous`, … */
  readonly bytes: Readonly<Record<string, number>>;
}

/** One row per mapping, by address. Source: proc(5), smaps. */
export function readVmas(pid: number): Vma[] {
  const rows: { start: number; end: number; mode: string; path: string; bytes: Record<string, number> }[] =
    [];
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'latin1').split('\n')) {
    // 7f1c04000000-7f1c04021000 rw-p 00000000 00:00 0    [heap]
    const head = /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+\s*(.*)$/.exec(line);
    if (head !== null) {
      const [, start, end, mode, path] = head;
      rows.push({
        start: parseInt(start!, 16),
        end: parseInt(end!, 16),
        mode: mode!,
        path: path!,
        bytes: {},
      });
    }
    const field = /^(\w+):\s+(\d+) kB$/.exec(line);
    if (field !== null) rows.at(-1)!.bytes[field[1]!] = Number(field[2]) * 1024;
  }
  return rows;
}

/** The mapping that holds an address. @throws where none does. */
export function vmaAt(vmas: readonly Vma[], address: number): Vma {
  const found = vmas.find(({ start, end }) => start <= address && address < end);
  if (found === undefined) throw new Error(`Nothing is mapped at 0x${address.toString(16)}.`);
  return found;
}

/** A field of /proc/PID/status in bytes, such as `RssShmem`. */
export function statusBytes(pid: number, field: string): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(
    readFileSync(`/proc/${pid}/status`, 'latin1'),
  );
  return Number(line?.[1]) * 1024;
}

/** Committed bytes of each arena of malloc_info(3), the main arena first. */
export function arenaBytes(mallocInfo: string): number[] {
  return mallocInfo
    .split('<heap nr="')
    .slice(1)
    .map((heap) => Number(/<system type="current" size="(\d+)"/.exec(heap)?.[1]));
}
