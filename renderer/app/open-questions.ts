/** What is still to be answered in a case: hypotheses without a verdict, what they lack, and what is not explained. */
import type { AppStatement } from '#shared/domain/app-statement.ts';
import type { Notebook } from '#shared/domain/notebook.ts';

export type OpenQuestion =
  | { readonly kind: 'hypothesis' | 'missing'; readonly id: string; readonly text: string }
  | { readonly kind: 'rest'; readonly statement: AppStatement };

/** In the order in which they are asked; the rest comes last, since it is always there. */
export function openQuestions(
  { hypotheses, dismissed }: Notebook,
  statements: readonly AppStatement[],
): OpenQuestion[] {
  const asked = hypotheses
    .filter(({ status }) => status === 'open' || status === 'inconclusive')
    .flatMap(({ id, claim, evidence }): OpenQuestion[] => [
      { kind: 'hypothesis', id, text: claim },
      ...evidence
        .filter(({ mark }) => mark === 'missing')
        .map(({ text }) => ({ kind: 'missing' as const, id, text })),
    ]);
  const rest = statements
    .filter(({ rule, id }) => rule === 'rest.unexplained' && !dismissed.some((one) => one.id === id))
    .map((statement) => ({ kind: 'rest' as const, statement }));
  return [...asked, ...rest];
}
