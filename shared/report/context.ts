/** What every section of the report is given. */
import type { Explanation, LedgerNode, Statement } from '#shared/domain/ledger.ts';
import type { ReportWords } from '#shared/i18n/report.ts';
import { formatCount } from '#shared/units/format.ts';
import type { ReportInput, ReportOptions } from './report-input.ts';

export interface ReportContext {
  readonly input: ReportInput;
  readonly options: ReportOptions;
  readonly words: ReportWords;
}

/** Rows of a table that is printed in full; what is over is counted below it. */
export const TABLE_LIMIT = 300;
/** Rows of a table in the running text; the appendix has the rest. */
export const BODY_LIMIT = 20;

/** Is there a baseline? Without one, columns of B and of the difference have nothing to say. */
export function isComparison(explanation: Explanation): boolean {
  return explanation.b !== null;
}

/** The name of a ledger row: ours in the report's language, a process or path as it is. */
export function nodeLabel(node: LedgerNode, words: ReportWords): string {
  const ours = node.labelKey === null ? undefined : words.analysis.labels[node.labelKey];
  return ours ?? node.label;
}

/** A sentence of the analysis in the report's language; in its own English where that has none. */
export function statementText(statement: Statement, words: ReportWords): string {
  return words.analysis.statements[statement.code]?.(statement.params) ?? statement.text;
}

/** Notes below a table, in one line; those that say nothing are left out. */
export function joinNotes(...notes: readonly (string | null)[]): string | null {
  const said = notes.filter((note) => note !== null);
  return said.length === 0 ? null : said.join(' ');
}

export function notPrinted(total: number, shown: number, words: ReportWords): string | null {
  return total > shown ? words.notPrinted(formatCount(total - shown)) : null;
}
