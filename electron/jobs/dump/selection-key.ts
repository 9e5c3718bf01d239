import type { DumpSelection } from '#shared/contract/dumps.ts';

/** The same text for the same choice, whatever its order. */
export function canonicalSelection(selection: DumpSelection): string {
  if (selection.kind === 'class') return `class ${selection.classes.toSorted().join(' ')}`;
  if (selection.kind === 'top') return `top ${selection.count}`;
  return `range ${selection.ranges
    .map(({ start, end }) => `${start}-${end}`)
    .toSorted()
    .join(' ')}`;
}
