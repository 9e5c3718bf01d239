import type { AnalysisWords } from './analysis.en.ts';

export const analysisZhCn: AnalysisWords = { labels: {}, notes: {}, statements: {} };
