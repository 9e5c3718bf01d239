/** Several daemons of one mechanism on one target add up. */
import { fullStandings, type Mechanism, type MechanismGroup } from '#shared/domain/mechanism.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import { say } from './say.ts';
import { weakest } from './make-mechanism.ts';

/** Largest first. */
export function groupMechanisms(mechanisms: readonly Mechanism[]): MechanismGroup[] {
  const groups = Map.groupBy(mechanisms, ({ target, id }) => JSON.stringify([target, id]));
  return [...groups.values()]
    .flatMap((members) => groupOf(members))
    .toSorted((one, other) => other.observedBytes - one.observedBytes);
}

function groupOf(members: readonly Mechanism[]): MechanismGroup[] {
  const [first] = members;
  if (first === undefined) return [];
  const { id, title, kind, target } = first;
  const processes = [...new Set(members.map(({ process }) => process))];
  const observed = sumOf(members.map(({ observed: { bytes } }) => bytes ?? 0)) ?? 0;
  const ceiling = sumOf(members.map(({ predictedCeilingBytes }) => predictedCeilingBytes));
  const atLimit = members.filter(({ standing }) => fullStandings.has(standing)).length;
  const said = { processes: processes.join(', '), count: members.length, observed };
  const refs = members.flatMap(({ evidence }) => evidence);
  return [
    {
      ...{ id, title, kind, target, processes, pids: members.map(({ pid }) => pid), atLimit },
      confidence: weakest(members.map(({ confidence }) => confidence)),
      ...{ observedBytes: observed, predictedCeilingBytes: ceiling },
      anonymousGrowthBytes: sumOf(
        members.map(({ observed: { anonymousGrowthBytes } }) => anonymousGrowthBytes ?? null),
      ),
      statement:
        ceiling === null
          ? say('group.unbounded', said, refs)
          : say('group.queue', { ...said, atLimit, ceiling }, refs),
    },
  ];
}

/** Null where one of them is. */
export function sumOf(amounts: readonly (Bytes | null)[]): Bytes | null {
  return amounts.reduce<Bytes | null>(
    (sum, amount) => (sum === null || amount === null ? null : sum + amount),
    0,
  );
}
