/** The report's language is chosen for its reader, whatever the window speaks. */
import { reportEn, type ReportWords } from './report.en.ts';
import { reportZhCn } from './report.zh-CN.ts';

export const reportLanguages = ['en', 'zh-CN'] as const;
export type ReportLanguage = (typeof reportLanguages)[number];

const words: Readonly<Record<ReportLanguage, ReportWords>> = { en: reportEn, 'zh-CN': reportZhCn };

export function reportWords(language: ReportLanguage): ReportWords {
  return words[language];
}

export type { ReportWords };
