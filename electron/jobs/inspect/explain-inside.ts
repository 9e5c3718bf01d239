/** The ledger with all of its levels: tables, what is inside the dumps, and known causes. */
import { explain, type Side } from '#shared/analysis/explain.ts';
import type { ChosenSides } from '#shared/analysis/select-sides.ts';
import type { Explanation } from '#shared/domain/ledger.ts';
import type { Mechanism } from '#shared/domain/mechanism.ts';
import { groupMechanisms } from '#shared/mechanisms/group.ts';
import type { InspectedProcess, InspectedSides } from './inspect-processes.ts';

/** @throws explain.no-evidence */
export function explainInside(
  { a, b, ...rest }: ChosenSides,
  inspected: InspectedSides,
  mechanisms: readonly Mechanism[],
  names: { readonly caseTitle: string; readonly all: boolean },
): Explanation {
  return explain({
    ...rest,
    a: withInspections(a, inspected.a),
    b: b === null ? null : withInspections(b, inspected.b),
    mechanisms: { mechanisms, mechanismGroups: groupMechanisms(mechanisms) },
    ...names,
  });
}

function withInspections(side: Side, inspected: readonly InspectedProcess[]): Side {
  if (inspected.length === 0) return side;
  return { ...side, inspections: inspected.map(({ inspection }) => inspection) };
}
