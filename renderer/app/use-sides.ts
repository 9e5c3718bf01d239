import { useExplanation } from '#renderer/rpc/case-queries.ts';
import type { Side } from '#renderer/state/inspected.ts';
import { useSession } from '#renderer/state/session.ts';
import type { LedgerSide } from '#shared/domain/ledger.ts';

export interface ComparedSides {
  readonly a: LedgerSide | null;
  readonly b: LedgerSide | null;
  readonly choose: (side: Side, selector: string) => void;
  readonly swap: () => void;
}

function selectorOf(side: LedgerSide | null): string | null {
  return side === null ? null : `${side.target}@${side.snapshot}`;
}

/** The two sides as the analysis chose them or as the person did. */
export function useSides(caseHandle: string): ComparedSides {
  const chosen = useSession((session) => session.sides);
  const compare = useSession((session) => session.compare);
  const explanation = useExplanation(caseHandle, chosen).data;
  const a = explanation?.a ?? null;
  const b = explanation?.b ?? null;
  return {
    a,
    b,
    choose: (side, selector) => compare({ a: selectorOf(a), b: selectorOf(b), [side]: selector }),
    swap: () => {
      if (a !== null && b !== null) compare({ a: selectorOf(b), b: selectorOf(a) });
    },
  };
}
