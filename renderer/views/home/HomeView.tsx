/** What is seen while no case is open: the sample, open, new, recent. */
import './home.css';
import { useState, type FormEvent } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@blueprintjs/core';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import { useClient } from '#renderer/rpc/client-context.ts';
import { usePreferences } from '#renderer/state/preferences.ts';
import { useSession } from '#renderer/state/session.ts';
import type { CaseSummary } from '#shared/contract/cases.ts';

/** Runs what opens a case, remembers the case, and shows it; one at a time. */
function useOpening() {
  const queries = useQueryClient();
  const openCase = useSession((session) => session.openCase);
  const openDialog = useSession((session) => session.openDialog);
  const addRecent = usePreferences((preferences) => preferences.addRecent);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function run(open: () => Promise<CaseSummary>, addEvidence = false): Promise<void> {
    setBusy(true);
    setError(null);
    try {
      const summary = await open();
      queries.removeQueries({ queryKey: [summary.handle] });
      addRecent({ path: summary.path, title: summary.title });
      openCase(summary.handle);
      if (addEvidence) openDialog('import');
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  }
  return { busy, error, run };
}

type Opening = ReturnType<typeof useOpening>;

export function HomeView() {
  const { window: text } = useMessages();
  const client = useClient();
  const opening = useOpening();
  return (
    <div className="home">
      <div className="home-lead">
        <h1>{text.home.heading}</h1>
        <p className="muted">{text.home.lead}</p>
      </div>
      {opening.error !== null && <ErrorNotice error={opening.error} />}
      <section className="home-sample">
        <Button
          intent="primary"
          size="large"
          disabled={opening.busy}
          text={text.home.sample}
          onClick={() => void opening.run(() => client.cases.openSample({}))}
        />
        <p className="muted small">{text.home.sampleHint}</p>
      </section>
      <div className="home-columns">
        <OpenForm opening={opening} />
        <CreateForm opening={opening} />
      </div>
      <RecentCases opening={opening} />
    </div>
  );
}

function OpenForm({ opening }: { opening: Opening }) {
  const { window: text } = useMessages();
  const client = useClient();
  const [path, setPath] = useState('');
  const [writable, setWritable] = useState(false);
  function submit(event: FormEvent): void {
    event.preventDefault();
    const mode = writable ? ('write' as const) : ('read' as const);
    void opening.run(() => client.cases.open({ path: path.trim(), mode }));
  }
  return (
    <form className="home-form" onSubmit={submit}>
      <h2>{text.home.open}</h2>
      <label>
        <span>{text.home.openPath}</span>
        <input
          type="text"
          spellCheck={false}
          value={path}
          onChange={(event) => setPath(event.target.value)}
        />
      </label>
      <label className="home-check">
        <input type="checkbox" checked={writable} onChange={(event) => setWritable(event.target.checked)} />
        <span>{text.home.openWritable}</span>
      </label>
      <Button type="submit" disabled={opening.busy || path.trim() === ''} text={text.home.openAction} />
    </form>
  );
}

function CreateForm({ opening }: { opening: Opening }) {
  const { window: text } = useMessages();
  const client = useClient();
  const [path, setPath] = useState('');
  const [title, setTitle] = useState('');
  function submit(event: FormEvent): void {
    event.preventDefault();
    const named = title.trim() === '' ? {} : { title: title.trim() };
    void opening.run(() => client.cases.create({ path: path.trim(), ...named }), true);
  }
  return (
    <form className="home-form" onSubmit={submit}>
      <h2>{text.home.create}</h2>
      <label>
        <span>{text.home.createPath}</span>
        <input
          type="text"
          spellCheck={false}
          value={path}
          onChange={(event) => setPath(event.target.value)}
        />
      </label>
      <label>
        <span>{text.home.createTitle}</span>
        <input type="text" maxLength={200} value={title} onChange={(event) => setTitle(event.target.value)} />
      </label>
      <Button type="submit" disabled={opening.busy || path.trim() === ''} text={text.home.createAction} />
    </form>
  );
}

/** Cases that the service has open, then those that this window opened before. */
function RecentCases({ opening }: { opening: Opening }) {
  const { window: text } = useMessages();
  const client = useClient();
  const recent = usePreferences((preferences) => preferences.recent);
  const clearRecent = usePreferences((preferences) => preferences.clearRecent);
  const open = useQuery({ queryKey: ['open-cases'], queryFn: () => client.cases.list() }).data ?? [];
  const others = recent.filter(({ path }) => !open.some((summary) => summary.path === path));
  return (
    <section>
      <h2>{text.home.recent}</h2>
      {open.length + others.length === 0 && <p className="muted">{text.home.recentEmpty}</p>}
      <ul className="home-recent">
        {open.map((summary) => (
          <li key={summary.handle}>
            <button type="button" className="link" onClick={() => void opening.run(async () => summary)}>
              {summary.title}
            </button>
            <span className="tag-plain">{text.home.alreadyOpen}</span>
            <code className="muted">{summary.path}</code>
          </li>
        ))}
        {others.map(({ path, title }) => (
          <li key={path}>
            <button
              type="button"
              className="link"
              disabled={opening.busy}
              onClick={() => void opening.run(() => client.cases.open({ path, mode: 'read' }))}
            >
              {title}
            </button>
            <code className="muted">{path}</code>
          </li>
        ))}
      </ul>
      {recent.length > 0 && (
        <button type="button" className="link small" onClick={clearRecent}>
          {text.home.forget}
        </button>
      )}
    </section>
  );
}
