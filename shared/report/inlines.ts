/** Short ways to write the pieces of a document. */
import { placesOf, type EvidenceRef } from '#shared/domain/evidence.ts';
import { formatCount, formatEvidenceId } from '#shared/units/format.ts';
import type { Cell, Column, Inline, Row } from './document.ts';

export function text(value: string): Inline {
  return { kind: 'text', text: value };
}

export function strong(value: string): Inline {
  return { kind: 'strong', text: value };
}

export function muted(value: string): Inline {
  return { kind: 'muted', text: value };
}

export function code(value: string): Inline {
  return { kind: 'code', text: value };
}

export function cell(...inlines: readonly Inline[]): Cell {
  return { inlines, indent: 0 };
}

export function left(heading: string, weight: number): Column {
  return { heading, align: 'left', weight };
}

export function right(heading: string): Column {
  return { heading, align: 'right', weight: 0 };
}

export function row(cells: readonly Cell[], tone: Row['tone'] = 'plain'): Row {
  return { cells, tone };
}

/** `E-004:12` for a line, `E-031+0x2000` for a place in a dump, `E-004` for the whole. */
export function evidence(ref: EvidenceRef): Inline {
  if ('dump' in ref) {
    const at = ref.offset === 0 ? '' : `+0x${ref.offset.toString(16)}`;
    return { kind: 'evidence', artifact: ref.dump, text: formatEvidenceId(ref.dump) + at };
  }
  const line = ref.line > 0 ? `:${ref.line}` : '';
  return { kind: 'evidence', artifact: ref.artifact, text: formatEvidenceId(ref.artifact) + line };
}

function distinctRefs(refs: readonly EvidenceRef[]): EvidenceRef[] {
  return [...new Map(refs.map((ref) => [evidence(ref).text, ref])).values()];
}

/**
 * The first `limit` places, each once, and how many more there are.
 * The register's order is not kept: the analysis puts the strongest evidence first.
 */
export function evidenceList(refs: readonly EvidenceRef[], limit: number): Inline[] {
  const distinct = distinctRefs(refs);
  const places = distinct.map(evidence);
  const shown = places
    .slice(0, limit)
    .flatMap((place, index) => (index === 0 ? [place] : [text(' '), place]));
  // What a shown place stands for besides itself, and the places that are not shown.
  const more = placesOf(distinct) - Math.min(limit, places.length);
  return more > 0 ? [...shown, muted(` +${formatCount(more)}`)] : shown;
}
