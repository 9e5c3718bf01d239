/** What the person chose for this window; kept in the browser's storage, never in a case. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { pickLanguage, type Language } from '#shared/i18n/index.ts';
import type { ByteUnit } from '#shared/units/byte-unit.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export interface RecentCase {
  readonly path: string;
  readonly title: string;
}

const MAX_RECENT = 12;

interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
  readonly unit: ByteUnit;
  /** Single-letter keys in tables can be switched off (WCAG 2.1.4). */
  readonly letterKeys: boolean;
  readonly inspectorOpen: boolean;
  readonly recent: readonly RecentCase[];
  readonly setLanguage: (language: Language) => void;
  readonly setTheme: (theme: Theme) => void;
  readonly setUnit: (unit: ByteUnit) => void;
  readonly setLetterKeys: (on: boolean) => void;
  readonly setInspectorOpen: (open: boolean) => void;
  readonly addRecent: (opened: RecentCase) => void;
  readonly clearRecent: () => void;
}

export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      language: pickLanguage(navigator.languages),
      theme: 'system',
      unit: 'MiB',
      letterKeys: true,
      // On a narrow window it would lie over the table.
      inspectorOpen: window.innerWidth > 1080,
      recent: [],
      setLanguage: (language) => set({ language }),
      setTheme: (theme) => set({ theme }),
      setUnit: (unit) => set({ unit }),
      setLetterKeys: (letterKeys) => set({ letterKeys }),
      setInspectorOpen: (inspectorOpen) => set({ inspectorOpen }),
      addRecent: (opened) =>
        set(({ recent }) => ({
          recent: [opened, ...recent.filter(({ path }) => path !== opened.path)].slice(0, MAX_RECENT),
        })),
      clearRecent: () => set({ recent: [] }),
    }),
    { name: 'memcase.preferences', version: 1 },
  ),
);
