/**
 * Texts that the analysis names by key. A key without an entry here is shown in the analysis' own English,
 * so that a new one is never lost.
 */
export interface AnalysisWords {
  /** By `LedgerNode.labelKey`. */
  readonly labels: Readonly<Record<string, string>>;
  /** By a member of `LedgerNode.notes`. */
  readonly notes: Readonly<Record<string, string>>;
  /** By `Statement.code`. */
  readonly statements: Readonly<Record<string, StatementText>>;
}

export type StatementText = (params: Readonly<Record<string, string | number>>) => string;

export const analysisEn: AnalysisWords = { labels: {}, notes: {}, statements: {} };
