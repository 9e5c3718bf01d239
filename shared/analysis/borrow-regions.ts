/**
 * Regions of processes whose own snapshot has none: people paste meminfo, ps and pmap one after the other, and
 * each may have become a snapshot. A process is the same where target and pid are, and start time and name do
 * not speak against it.
 */
import type { Snapshot } from '#shared/domain/evidence.ts';
import type { ClassTotal, ProcessMemory, SnapshotReader } from '#shared/domain/memory.ts';
import type { DurationMs } from '#shared/units/time.ts';
import type { BorrowedRegions } from './explain.ts';
import { isKernelThread } from './process-names.ts';

/** A snapshot of the same target that has regions. */
export interface Lender {
  readonly snapshot: Snapshot;
  readonly reader: SnapshotReader;
  readonly awayMs: DurationMs;
  /** The compared snapshot itself, where its process list had to be borrowed: then it lends all it has. */
  readonly isChosen: boolean;
}

interface Loan {
  readonly from: Lender;
  /** Of the process, in the lender's tables. */
  readonly id: number;
}

interface Borrowing {
  readonly reader: SnapshotReader;
  readonly borrowed: readonly BorrowedRegions[];
  /** Snapshots that regions were taken from. */
  readonly lent: readonly Snapshot[];
}

/** @param lenders nearest first */
export function borrowRegions(list: SnapshotReader, lenders: readonly Lender[]): Borrowing {
  if (lenders.length === 0) return { reader: list, borrowed: [], lent: [] };
  const processes = [...list.processes()];
  const loans = new Map<number, Loan>();
  for (const lender of lenders) lend(processes, lender, loans);
  const borrowed = processes.flatMap(({ id, name }) => {
    const loan = loans.get(id);
    if (loan === undefined || loan.from.isChosen) return [];
    return [{ processId: id, name, awayMs: loan.from.awayMs }];
  });
  if (loans.size === 0) return { reader: list, borrowed: [], lent: [] };
  let totals: ClassTotal[] | undefined;
  return {
    borrowed,
    lent: [...new Set([...loans.values()].map(({ from }) => from.snapshot))],
    reader: {
      ...list,
      processes: () => processes,
      classTotals: () => (totals ??= [...list.classTotals(), ...totalsOf(loans)]),
      regions: (id) => {
        const loan = loans.get(id);
        return loan === undefined ? list.regions(id) : loan.from.reader.regions(loan.id);
      },
    },
  };
}

/** Adds to `processes` and `loans` what this lender has. */
function lend(processes: ProcessMemory[], lender: Lender, loans: Map<number, Loan>): void {
  const { reader, isChosen } = lender;
  if (!isChosen && !processes.some(lacksRegions)) return;
  const byPid = new Map(processes.map(({ pid }, index) => [pid, index]));
  for (const other of reader.processes()) {
    if (other.regionArtifact === null) continue;
    const index = findSame(processes, byPid, other);
    const own = processes[index];
    if (own === undefined && !isChosen) continue;
    if (own !== undefined && !lacksRegions(own)) continue;
    // Row numbers of two snapshots may be the same where they are not from one file.
    const id = own?.id ?? Math.max(0, ...processes.map((process) => process.id)) + 1;
    const { regionArtifact, regionSource } = other;
    processes[own === undefined ? processes.length : index] = {
      ...(own ?? other),
      id,
      regionArtifact,
      regionSource,
    };
    loans.set(id, { from: lender, id: other.id });
  }
}

function lacksRegions({ regionArtifact, executable }: ProcessMemory): boolean {
  return regionArtifact === null && !isKernelThread(executable);
}

function findSame(
  processes: readonly ProcessMemory[],
  byPid: ReadonlyMap<number | null, number>,
  other: ProcessMemory,
): number {
  if (other.pid !== null) {
    const index = byPid.get(other.pid) ?? -1;
    const found = processes[index];
    return found !== undefined && isSame(found, other) ? index : -1;
  }
  // Named by a person: the one process of that name.
  const named = processes.filter(({ name }) => name === other.name);
  return named.length === 1 ? processes.indexOf(named[0] as ProcessMemory) : -1;
}

function isSame(x: ProcessMemory, y: ProcessMemory): boolean {
  return startsAlike(x.startText, y.startText) && namedAlike(x, y);
}

/** `10:23` and `Nov22` may be the same time, `10:23` and `11:02` are not. */
function startsAlike(x: string | null, y: string | null): boolean {
  if (x === null || y === null || x === y) return true;
  const shape = (text: string) => text.replace(/\d+/g, '0').replace(/[A-Za-z]+/g, 'a');
  return shape(x) !== shape(y);
}

/** `ps -e` cuts a name to 15 characters; regions alone tell the program, not its script. */
function namedAlike(x: ProcessMemory, y: ProcessMemory): boolean {
  const [first, second] = [x, y].map(({ name }) => name.split(' ')[0] ?? '');
  if (first === undefined || second === undefined) return true;
  if (first === '(unnamed)' || second === '(unnamed)') return true;
  return first.startsWith(second) || second.startsWith(first);
}

function totalsOf(loans: ReadonlyMap<number, Loan>): ClassTotal[] {
  const byReader = Map.groupBy(loans, ([, { from }]) => from);
  return [...byReader].flatMap(([from, entries]) => {
    const borrowers = new Map(entries.map(([processId, { id }]) => [id, processId]));
    return from.reader.classTotals().flatMap((total) => {
      const processId = borrowers.get(total.processId);
      return processId === undefined ? [] : [{ ...total, processId }];
    });
  });
}
