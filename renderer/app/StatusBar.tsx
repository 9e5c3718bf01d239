import { useMessages } from '#renderer/components/messages.ts';
import { Segmented } from '#renderer/components/Segmented.tsx';
import { themes, usePreferences } from '#renderer/state/preferences.ts';
import { useSession } from '#renderer/state/session.ts';
import type { CaseSummary } from '#shared/contract/cases.ts';
import { languageNames, languages } from '#shared/i18n/index.ts';
import { byteUnits } from '#shared/units/byte-unit.ts';

export interface StatusBarProps {
  /** Undefined while no case is open. */
  readonly summary: CaseSummary | undefined;
}

export function StatusBar({ summary }: StatusBarProps) {
  const { window: text, notebook } = useMessages();
  const preferences = usePreferences();
  const openDialog = useSession((session) => session.openDialog);
  return (
    <footer className="status-bar" aria-label={text.status.label} data-pane="status">
      {summary !== undefined && (
        <p className="status-case">
          <span>{text.status.artifacts(summary.artifacts)}</span>
          <span className={summary.problems > 0 ? 'status-problems' : undefined}>
            {text.status.problems(summary.problems)}
          </span>
          <span>{summary.mode === 'read' ? text.status.readOnly : text.status.writable}</span>
        </p>
      )}
      <div className="status-choices">
        {summary !== undefined && (
          <>
            <button
              type="button"
              className="link small"
              aria-pressed={preferences.questionsShown}
              onClick={() => preferences.setQuestionsShown(!preferences.questionsShown)}
            >
              {notebook.questions.label}
            </button>
            <button
              type="button"
              className="link small"
              aria-pressed={preferences.inspectorOpen}
              onClick={() => preferences.setInspectorOpen(!preferences.inspectorOpen)}
            >
              {text.status.inspector}
            </button>
            <Segmented
              label={text.status.unit}
              value={preferences.unit}
              options={byteUnits.map((unit) => ({
                value: unit,
                text: unit === 'B' ? text.status.bytesUnit : unit,
              }))}
              onChange={preferences.setUnit}
            />
          </>
        )}
        <Segmented
          label={text.status.language}
          value={preferences.language}
          options={languages.map((language) => ({ value: language, text: languageNames[language] }))}
          onChange={preferences.setLanguage}
        />
        <Segmented
          label={text.status.theme}
          value={preferences.theme}
          options={themes.map((theme) => ({ value: theme, text: text.status.themes[theme] }))}
          onChange={preferences.setTheme}
        />
        <button type="button" className="link small" onClick={() => openDialog('keys')}>
          {text.status.keys} <kbd>?</kbd>
        </button>
      </div>
    </footer>
  );
}
