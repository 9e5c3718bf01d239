/** What every section of the report is given. */
import type { Explanation, LedgerNode, Statement } from '#shared/domain/ledger.ts';
import type { ReportWords } from '#shared/i18n/report.ts';
import { formatCount } from '#shared/units/format.ts';
import { ledgerLabel } from '#shared/i18n/ledger-label.ts';
import type { ReportInput, ReportOptions } from './report-input.ts';
import { shorten } from './visible-text.ts';

export interface ReportContext {
  readonly input: ReportInput;
  readonly options: ReportOptions;
  readonly words: ReportWords;
}

/** Rows of a table that is printed in full; what is over is counted below it. */
export const TABLE_LIMIT = 300;
/** Rows of an appendix; a file beside the report has the others. */
export const FULL_LIMIT = 2000;
/** Rows of a table in the running text; the appendix has the rest. */
export const BODY_LIMIT = 20;

/** A process is named by its command line, which may be as long as its writer likes. */
export const LABEL_LENGTH = 160;
/** The same in a heading or a running head, which is one line. */
export const NAME_LENGTH = 60;

/** Is there a baseline? Without one, columns of B and of the difference have nothing to say. */
export function isComparison(explanation: Explanation): boolean {
  return explanation.b !== null;
}

/** The name of a ledger row: ours in the report's language, a process or path as it is. */
export function nodeLabel(node: LedgerNode, { ledgerWords }: ReportWords): string {
  const label = ledgerLabel(node, ledgerWords);
  return node.labelKey === null ? shorten(label, LABEL_LENGTH) : label;
}

/** A caveat of a ledger row by its key. */
export function noteText(key: string, { ledgerWords }: ReportWords): string {
  return lookUp(ledgerWords.notes, key) ?? key;
}

/** A sentence of the analysis in the report's language; in its own English where that has none. */
export function statementText({ code, params, text }: Statement, words: ReportWords): string {
  const make =
    lookUp<(params: never) => string>(words.ledgerWords.statements, code) ??
    lookUp<(params: never) => string>(words.mechanismWords.sentences, code);
  // Code and parameters are made together (shared/analysis/statements.ts, shared/mechanisms/say.ts).
  return make === undefined ? text : make(params as never);
}

export function lookUp<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Why sides of rows are not known, each once; other caveats have a table of their own. */
export function rowNotes(
  rows: readonly { readonly notes: readonly string[] }[],
  words: ReportWords,
): string[] {
  const keys = rows
    .flatMap(({ notes }) => notes)
    .filter((note) => /^(not-listed|no-regions|no-meminfo)-|^regions-of-other/.test(note));
  return [...new Set(keys)].map((key) => noteText(key, words));
}

/** Notes below a table, in one line; those that say nothing are left out. */
export function joinNotes(...notes: readonly (string | null)[]): string | null {
  const said = notes.filter((note) => note !== null);
  return said.length === 0 ? null : said.join(' ');
}

export function notPrinted(total: number, shown: number, words: ReportWords): string | null {
  return total > shown ? words.notPrinted(formatCount(total - shown)) : null;
}
