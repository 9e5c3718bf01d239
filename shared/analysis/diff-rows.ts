/** The A|B|Δ tables: rows of one level for two snapshots. */
import type { DiffLevel, DiffRow } from '#shared/domain/diff.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import { meminfoRows } from './diff-meminfo.ts';
import { processRows } from './diff-processes.ts';
import { classRows, groupsWithRegions, regionGroup, regionRows } from './diff-regions.ts';
import type { Side } from './explain.ts';

export interface DiffTable {
  /** The process that classes and regions belong to; null at the other levels. */
  readonly process: string | null;
  readonly rows: readonly DiffRow[];
}

/**
 * @param process a name or pid, for classes and regions; without it the program with the largest difference
 * @throws input.unknown-process where there is no such process with regions
 */
export function diffRows(level: DiffLevel, a: Side, b: Side | null, process?: string): DiffTable {
  if (level === 'meminfo') return { process: null, rows: meminfoRows(a, b) };
  if (level === 'processes') return { process: null, rows: processRows(a, b) };
  const group = regionGroup(a, b, process);
  const rows = level === 'classes' ? classRows(group, a, b) : regionRows(group, a, b);
  return { process: group.label, rows };
}

/** Choices for `process`, largest difference first. */
export function regionProcesses(
  a: Side,
  b: Side | null,
): { value: string; label: string; deltaBytes: Bytes | null }[] {
  return groupsWithRegions(a, b).map(({ group, deltaBytes }) => ({
    value: group.key,
    label: group.label,
    deltaBytes,
  }));
}
