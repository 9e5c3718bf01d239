/** Chooses what is compared: which targets, which snapshot of each, and where missing evidence is borrowed. */
import type { ArtifactKind, Snapshot } from '#shared/domain/evidence.ts';
import type { SnapshotReader } from '#shared/domain/memory.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { usedBytes, type Side } from './explain.ts';

/** `TARGET` or `TARGET@ORDINAL`, as a person names a side. */
export interface SideSelectors {
  readonly a?: string | undefined;
  readonly b?: string | undefined;
}

export interface ChosenSides {
  readonly a: Side;
  readonly b: Side | null;
  /** Number of targets, where more than two had to be chosen from. */
  readonly chosenFrom?: number;
}

type ReaderOf = (snapshot: Snapshot) => SnapshotReader;

/**
 * Sides as named; a side that is not named is chosen by use: A is the target that uses most, B the one
 * that uses least. One target alone has no B.
 * @throws input.unknown-target, input.unknown-snapshot, explain.no-evidence (a case without snapshots)
 */
export function selectSides(
  snapshots: readonly Snapshot[],
  selectors: SideSelectors,
  readerOf: ReaderOf,
): ChosenSides {
  const byTarget = Map.groupBy(snapshots, ({ targetName }) => targetName);
  if (byTarget.size === 0) throw new AppError('explain.no-evidence', 'The case has no snapshots yet');
  const named = (selector: string) => sideOf(byTarget, selector, readerOf);
  const a = selectors.a === undefined ? undefined : named(selectors.a);
  const b = selectors.b === undefined ? undefined : named(selectors.b);
  if (a !== undefined && b !== undefined) return { a, b };

  const taken = a ?? b;
  const others = comparable(
    [...byTarget.keys()].filter((target) => target !== taken?.target).map(named),
  ).toSorted((x, y) => (usedBytes(y.reader) ?? 0) - (usedBytes(x.reader) ?? 0));
  if (a !== undefined) return { a, b: others.at(-1) ?? null, ...count(byTarget.size) };
  if (b !== undefined)
    return others[0] === undefined ? { a: b, b: null } : { a: others[0], b, ...count(byTarget.size) };
  const [most] = others as [Side, ...Side[]];
  return { a: most, b: others.length > 1 ? (others.at(-1) ?? null) : null, ...count(byTarget.size) };
}

/** Of several targets only those whose use is known are chosen from: one that tells nothing is no baseline. */
function comparable(sides: readonly Side[]): readonly Side[] {
  const measured = sides.filter(({ reader }) => usedBytes(reader) !== undefined);
  return measured.length > 0 && sides.length > 1 ? measured : sides;
}

function count(targets: number): { chosenFrom?: number } {
  return targets > 2 ? { chosenFrom: targets } : {};
}

function sideOf(byTarget: Map<string, Snapshot[]>, selector: string, readerOf: ReaderOf): Side {
  const { target, ordinal } = parseSelector(byTarget, selector);
  const ofTarget = (byTarget.get(target) ?? []).toSorted((x, y) => x.ordinal - y.ordinal);
  const chosen =
    ordinal === undefined ? newestUseful(ofTarget) : ofTarget.find((one) => one.ordinal === ordinal);
  if (chosen === undefined) {
    const known = ofTarget.map((one) => one.ordinal).join(', ');
    const data = { target, snapshot: ordinal ?? null, known };
    throw new AppError(
      'input.unknown-snapshot',
      `${target} has no snapshot ${ordinal}; it has ${known}`,
      data,
    );
  }
  return composeSide(ofTarget, chosen, readerOf);
}

/** A target's name may contain `@`: the whole selector is tried first. */
function parseSelector(
  byTarget: Map<string, Snapshot[]>,
  selector: string,
): { target: string; ordinal: number | undefined } {
  if (byTarget.has(selector)) return { target: selector, ordinal: undefined };
  const [, target, ordinal] = /^(.*)@(\d{1,9})$/.exec(selector) ?? [];
  if (target !== undefined && byTarget.has(target)) return { target, ordinal: Number(ordinal) };
  const known = [...byTarget.keys()].join(', ');
  throw new AppError('input.unknown-target', `The case has no target ${selector}; it has ${known}`, {
    target: selector,
    known,
  });
}

const processKinds: readonly ArtifactKind[] = ['smaps-rollup', 'ps', 'smaps', 'pmap', 'status'];

function hasProcesses({ kinds }: Snapshot): boolean {
  return processKinds.some((kind) => kinds.includes(kind));
}

function hasMeminfo({ kinds }: Snapshot): boolean {
  return kinds.includes('meminfo');
}

/** The newest snapshot with everything, else with meminfo, else with processes, else the newest. */
function newestUseful(snapshots: readonly Snapshot[]): Snapshot | undefined {
  return (
    snapshots.findLast((one) => hasMeminfo(one) && hasProcesses(one)) ??
    snapshots.findLast(hasMeminfo) ??
    snapshots.findLast(hasProcesses) ??
    snapshots.at(-1)
  );
}

/** Evidence that the snapshot lacks comes from the nearest snapshot of the same target, and says so. */
function composeSide(ofTarget: readonly Snapshot[], chosen: Snapshot, readerOf: ReaderOf): Side {
  const own = memoise(readerOf(chosen));
  const meminfo = hasMeminfo(chosen) ? undefined : nearest(ofTarget, chosen, hasMeminfo);
  const processes = hasProcesses(chosen) ? undefined : nearest(ofTarget, chosen, hasProcesses);
  const meminfoReader = meminfo === undefined ? own : memoise(readerOf(meminfo));
  const processReader = processes === undefined ? own : memoise(readerOf(processes));
  return {
    target: chosen.targetName,
    snapshot: chosen,
    reader: { ...processReader, meminfo: () => meminfoReader.meminfo() },
    borrowed: {
      ...(meminfo === undefined ? {} : { meminfo: minutesBetween(chosen, meminfo) }),
      ...(processes === undefined ? {} : { processes: minutesBetween(chosen, processes) }),
    },
  };
}

function nearest(
  ofTarget: readonly Snapshot[],
  chosen: Snapshot,
  wanted: (snapshot: Snapshot) => boolean,
): Snapshot | undefined {
  const distance = (snapshot: Snapshot) => Math.abs(snapshot.takenAt - chosen.takenAt);
  return ofTarget.filter(wanted).toSorted((x, y) => distance(x) - distance(y))[0];
}

function minutesBetween(x: Snapshot, y: Snapshot): number {
  return Math.round(Math.abs(x.takenAt - y.takenAt) / 60_000);
}

/** Reads each table once. */
function memoise(reader: SnapshotReader): SnapshotReader {
  const once = <T>(read: () => T) => {
    let value: { readonly read: T } | undefined;
    return () => (value ??= { read: read() }).read;
  };
  return {
    meminfo: once(() => reader.meminfo()),
    processes: once(() => reader.processes()),
    classTotals: once(() => reader.classTotals()),
    regions: (processId) => reader.regions(processId),
  };
}
