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

/** A way to a target that was gone before, as it was typed. Never a secret: paths of keys, not keys. */
export interface SavedHost {
  readonly name: string;
  readonly target: string;
  readonly via: string;
  readonly identity: string;
  readonly config: string;
}

const MAX_RECENT = 12;
const MAX_HOSTS = 24;

interface Preferences {
  readonly language: Language;
  readonly theme: Theme;
  readonly unit: ByteUnit;
  /** Single-letter keys in tables can be switched off (WCAG 2.1.4). */
  readonly letterKeys: boolean;
  readonly inspectorOpen: boolean;
  /** The strip of open questions above every screen. */
  readonly questionsShown: boolean;
  readonly recent: readonly RecentCase[];
  /** Newest first; one for each name. */
  readonly hosts: readonly SavedHost[];
  readonly setLanguage: (language: Language) => void;
  readonly setTheme: (theme: Theme) => void;
  readonly setUnit: (unit: ByteUnit) => void;
  readonly setLetterKeys: (on: boolean) => void;
  readonly setInspectorOpen: (open: boolean) => void;
  readonly setQuestionsShown: (shown: boolean) => void;
  readonly addRecent: (opened: RecentCase) => void;
  readonly clearRecent: () => void;
  readonly saveHost: (host: SavedHost) => void;
  readonly removeHost: (name: string) => void;
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
      questionsShown: true,
      recent: [],
      hosts: [],
      setLanguage: (language) => set({ language }),
      setTheme: (theme) => set({ theme }),
      setUnit: (unit) => set({ unit }),
      setLetterKeys: (letterKeys) => set({ letterKeys }),
      setInspectorOpen: (inspectorOpen) => set({ inspectorOpen }),
      setQuestionsShown: (questionsShown) => set({ questionsShown }),
      addRecent: (opened) =>
        set(({ recent }) => ({
          recent: [opened, ...recent.filter(({ path }) => path !== opened.path)].slice(0, MAX_RECENT),
        })),
      clearRecent: () => set({ recent: [] }),
      saveHost: (host) =>
        set(({ hosts }) => ({
          hosts: [host, ...hosts.filter(({ name }) => name !== host.name)].slice(0, MAX_HOSTS),
        })),
      removeHost: (name) => set(({ hosts }) => ({ hosts: hosts.filter((host) => host.name !== name) })),
    }),
    { name: 'memcase.preferences', version: 1 },
  ),
);
