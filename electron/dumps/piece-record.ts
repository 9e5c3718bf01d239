/** What is kept of a piece besides its bytes: `FROM TO STATE*COUNT …`, times in milliseconds of the target's clock. */
import { pageStates } from '#shared/domain/page-map.ts';
import { stateCode } from './page-table.ts';
import type { PageStates } from './page-table.ts';

export interface PieceRecord {
  readonly from: number;
  readonly to: number;
  readonly states: PageStates;
}

export function formatPieceRecord({ from, to, states }: PieceRecord): string {
  const words = [String(Math.round(from)), String(Math.round(to))];
  for (let page = 0; page < states.length;) {
    const code = states[page] ?? 0;
    const first = page;
    while (page < states.length && states[page] === code) page += 1;
    words.push(`${pageStates[code] ?? 'not-fetched'}*${page - first}`);
  }
  return words.join(' ');
}

/** @returns undefined where the text is not of this form, or of another number of pages */
export function parsePieceRecord(text: string, pages: number): PieceRecord | undefined {
  const [from = '', to = '', ...runs] = text.split(' ');
  if (!/^\d{1,15}$/.test(from) || !/^\d{1,15}$/.test(to)) return undefined;
  const states = new Uint8Array(pages);
  let at = 0;
  for (const run of runs) {
    const [name = '', count = ''] = run.split('*');
    const state = pageStates.find((known) => known === name);
    const length = /^\d{1,9}$/.test(count) ? Number(count) : 0;
    if (state === undefined || length === 0 || at + length > pages) return undefined;
    states.fill(stateCode[state], at, at + length);
    at += length;
  }
  return at === pages ? { from: Number(from), to: Number(to), states } : undefined;
}
