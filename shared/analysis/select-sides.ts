/** Chooses what is compared: which targets, which snapshot of each, and where missing evidence is borrowed. */
import type { Snapshot } from '#shared/domain/evidence.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { composeSide, hasList, hasMeminfo, hasProcesses, type ReaderOf } from './compose-side.ts';
import { usedBytes, type Side, type SideChoice } from './explain.ts';

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
  /** Targets that could not be chosen: what they use is not known. */
  readonly passedOver?: readonly string[];
}

/**
 * Sides as named; a side that is not named is chosen by use: A is the target that uses most, B the one
 * that uses least; but two that are called A and B are what they are called. One target alone has no B.
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
  const letters = a === undefined && b === undefined ? calledAB([...byTarget.keys()]) : undefined;
  if (letters !== undefined) return { a: named(letters[0]), b: named(letters[1]) };

  const taken = a ?? b;
  const free = [...byTarget.keys()].filter((target) => target !== taken?.target).map(named);
  const measured = comparable(free);
  const others = measured.toSorted((x, y) => (usedBytes(y.reader) ?? 0) - (usedBytes(x.reader) ?? 0));
  const by = (side: Side | undefined, target: SideChoice['target']) =>
    side === undefined ? null : chosenBy(side, byTarget.size === 1 ? 'only' : target, byTarget.size);
  const told = { ...count(byTarget.size), ...passed(free, measured) };
  if (a !== undefined) return { a, b: by(others.at(-1), 'least'), ...told };
  const most = by(others[0], 'most');
  if (b !== undefined) return most === null ? { a: b, b: null } : { a: most, b, ...told };
  const least = others.length > 1 ? by(others.at(-1), 'least') : null;
  return { a: most as Side, b: least, ...told };
}

/** Two targets that people called A and B: another order would only confuse them. */
function calledAB(names: readonly string[]): readonly [string, string] | undefined {
  const [a, b, ...others] = names.toSorted();
  if (a === undefined || b === undefined || others.length > 0) return undefined;
  return a.toLowerCase() === 'a' && b.toLowerCase() === 'b' ? [a, b] : undefined;
}

function chosenBy(side: Side, target: SideChoice['target'], targets: number): Side {
  return side.choice === undefined ? side : { ...side, choice: { ...side.choice, target, targets } };
}

/** Of several targets only those whose use is known are chosen from: one that tells nothing is no baseline. */
function comparable(sides: readonly Side[]): readonly Side[] {
  const measured = sides.filter(({ reader }) => usedBytes(reader) !== undefined);
  return measured.length > 0 && sides.length > 1 ? measured : sides;
}

function count(targets: number): { chosenFrom?: number } {
  return targets > 2 ? { chosenFrom: targets } : {};
}

function passed(sides: readonly Side[], measured: readonly Side[]): { passedOver?: readonly string[] } {
  const names = sides.filter((side) => !measured.includes(side)).map(({ target }) => target);
  return names.length > 0 ? { passedOver: names } : {};
}

function sideOf(byTarget: Map<string, Snapshot[]>, selector: string, readerOf: ReaderOf): Side {
  const { target, ordinal } = parseSelector(byTarget, selector);
  const ofTarget = (byTarget.get(target) ?? []).toSorted((x, y) => x.ordinal - y.ordinal);
  const useful = newestUseful(ofTarget);
  const chosen = ordinal === undefined ? useful.snapshot : ofTarget.find((one) => one.ordinal === ordinal);
  if (chosen === undefined) {
    const known = ofTarget.map((one) => one.ordinal).join(', ');
    const data = { target, snapshot: ordinal ?? null, known };
    throw new AppError(
      'input.unknown-snapshot',
      `${target} has no snapshot ${ordinal}; it has ${known}`,
      data,
    );
  }
  const snapshot = ordinal !== undefined ? 'named' : ofTarget.length === 1 ? 'only' : useful.by;
  const choice: SideChoice = {
    target: 'named',
    targets: byTarget.size,
    snapshot,
    snapshots: ofTarget.length,
  };
  return { ...composeSide(ofTarget, chosen, readerOf), choice };
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

/** The newest snapshot with everything, else with meminfo, else with a process list or processes, else the newest. */
function newestUseful(snapshots: readonly Snapshot[]): {
  readonly snapshot: Snapshot | undefined;
  readonly by: SideChoice['snapshot'];
} {
  const both = snapshots.findLast((one) => hasMeminfo(one) && hasList(one));
  if (both !== undefined) return { snapshot: both, by: 'both' };
  const meminfo =
    snapshots.findLast((one) => hasMeminfo(one) && hasProcesses(one)) ?? snapshots.findLast(hasMeminfo);
  if (meminfo !== undefined) return { snapshot: meminfo, by: 'meminfo' };
  const processes = snapshots.findLast(hasList) ?? snapshots.findLast(hasProcesses);
  return processes === undefined
    ? { snapshot: snapshots.at(-1), by: 'newest' }
    : { snapshot: processes, by: 'processes' };
}
