/** All texts in one language. Dictionaries are plain typed objects: a missing key does not compile. */
import { collectEn, type CollectMessages } from './collect.en.ts';
import { collectZhCn } from './collect.zh-CN.ts';
import { errorsEn, type ErrorMessages } from './errors.en.ts';
import { errorsZhCn } from './errors.zh-CN.ts';
import { eventsEn, type EventTexts } from './events.en.ts';
import { eventsZhCn } from './events.zh-CN.ts';
import { ledgerEn, type LedgerMessages } from './ledger.en.ts';
import { ledgerZhCn } from './ledger.zh-CN.ts';
import { mechanismsEn, type MechanismMessages } from './mechanisms.en.ts';
import { mechanismsZhCn } from './mechanisms.zh-CN.ts';
import { notebookEn, type NotebookMessages } from './notebook.en.ts';
import { notebookZhCn } from './notebook.zh-CN.ts';
import { timelineEn, type TimelineMessages } from './timeline.en.ts';
import { timelineZhCn } from './timeline.zh-CN.ts';
import { windowEn, type WindowMessages } from './window.en.ts';
import { windowZhCn } from './window.zh-CN.ts';

export const languages = ['en', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

/** A language in its own words. */
export const languageNames: Record<Language, string> = { en: 'English', 'zh-CN': '简体中文' };

export interface Messages {
  readonly language: Language;
  readonly window: WindowMessages;
  readonly collect: CollectMessages;
  readonly errors: ErrorMessages;
  readonly events: EventTexts;
  readonly ledger: LedgerMessages;
  readonly mechanisms: MechanismMessages;
  readonly notebook: NotebookMessages;
  readonly timeline: TimelineMessages;
}

const dictionaries: Record<Language, Messages> = {
  en: {
    language: 'en',
    window: windowEn,
    collect: collectEn,
    errors: errorsEn,
    events: eventsEn,
    ledger: ledgerEn,
    mechanisms: mechanismsEn,
    notebook: notebookEn,
    timeline: timelineEn,
  },
  'zh-CN': {
    language: 'zh-CN',
    window: windowZhCn,
    collect: collectZhCn,
    errors: errorsZhCn,
    events: eventsZhCn,
    ledger: ledgerZhCn,
    mechanisms: mechanismsZhCn,
    notebook: notebookZhCn,
    timeline: timelineZhCn,
  },
};

export function createMessages(language: Language): Messages {
  return dictionaries[language];
}

/** The first of the user's languages that is spoken here; English where none is. */
export function pickLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    if (/^zh\b/i.test(tag)) return 'zh-CN';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}
