import { useEffect } from 'react';
import type { Theme } from '#renderer/state/preferences.ts';
import type { Language } from '#shared/i18n/index.ts';

/** Language and theme as attributes of the document; without a theme the system's holds. */
export function useAppearance(language: Language, theme: Theme): void {
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
}
