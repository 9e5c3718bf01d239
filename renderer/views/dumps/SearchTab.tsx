import { useMemo, useState, type FormEvent } from 'react';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { JobProgress } from '#renderer/components/JobProgress.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import { useDumpSearch, type DumpSearch, type SearchKind } from '#renderer/rpc/use-dump-search.ts';
import { useSession } from '#renderer/state/session.ts';
import { searchKinds } from '#shared/contract/search.ts';
import type { Artifact } from '#shared/domain/evidence.ts';
import { formatBytes, formatCount } from '#shared/units/format.ts';
import { hitColumns } from './hit-columns.tsx';
import { TabGrid } from './TabGrid.tsx';

const MOST_ROWS = 24;

/** Text, bytes, expressions and addresses, in this dump or in all of the case; hits come as they are found. */
export function SearchTab({ caseHandle, artifact }: { caseHandle: string; artifact: Artifact }) {
  const { window: text } = useMessages();
  const { search: words } = text.dumps.tabs;
  const [typed, setTyped] = useState('');
  const [kind, setKind] = useState<SearchKind>('text');
  const [isWide, setIsWide] = useState(false);
  const [ignoreCase, setIgnoreCase] = useState(false);
  const { search, run, stop } = useDumpSearch(caseHandle, isWide ? null : artifact.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== '') run(typed, kind, ignoreCase);
  };
  return (
    <div className="dump-tab dump-tab-wide">
      <form className="dump-filters" role="search" onSubmit={submit}>
        <input
          type="text"
          className="dump-sought"
          aria-label={words.label}
          placeholder={text.dumps.findHint[kind]}
          spellCheck={false}
          maxLength={4096}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <select
          aria-label={text.dumps.findKind}
          value={kind}
          onChange={({ target }) => setKind(searchKinds.find((one) => one === target.value) ?? 'text')}
        >
          {searchKinds.map((one) => (
            <option key={one} value={one}>
              {text.dumps.findKinds[one]}
            </option>
          ))}
        </select>
        <select
          aria-label={words.where}
          value={isWide ? 'all' : 'one'}
          onChange={({ target }) => setIsWide(target.value === 'all')}
        >
          <option value="one">{words.here}</option>
          <option value="all">{words.everywhere}</option>
        </select>
        <label>
          <input
            type="checkbox"
            checked={ignoreCase}
            disabled={kind === 'hex' || kind === 'address'}
            onChange={({ target }) => setIgnoreCase(target.checked)}
          />{' '}
          {words.ignoreCase}
        </label>
        <button type="submit" className="plain-button" disabled={typed === ''}>
          {text.dumps.findRun}
        </button>
        {search.isRunning && (
          <button type="button" className="plain-button" onClick={stop}>
            {text.dumps.findStop}
          </button>
        )}
      </form>
      {search.error !== null && (
        <ErrorNotice error={search.error} onRetry={() => run(typed, kind, ignoreCase)} />
      )}
      {search.pattern !== null && search.error === null && <Hits search={search} />}
    </div>
  );
}

function Hits({ search }: { search: DumpSearch }) {
  const { window: text } = useMessages();
  const { search: words } = text.dumps.tabs;
  const showDump = useSession((session) => session.showDump);
  const { hits, result, isRunning, progress } = search;
  const columns = useMemo(() => hitColumns(text, showDump), [text, showDump]);
  const shown = formatCount(hits.length);
  const said =
    result !== null
      ? words.found(formatCount(result.hits), formatCount(result.dumps), formatBytes(result.bytes))
      : isRunning
        ? words.looking(shown)
        : words.stopped(shown);
  return (
    <section>
      {isRunning && <JobProgress label={words.looking(shown)} progress={progress} />}
      <p className="small" role="status">
        {said} {result !== null && result.hits > hits.length && words.shown(shown)}
      </p>
      {hits.length > 0 && (
        <TabGrid
          label={words.hits}
          columns={columns}
          rows={hits}
          rowId={({ artifact, offset, encoding }) => `${artifact} ${offset} ${encoding}`}
          onOpen={({ artifact, offset, length }) => showDump({ artifact, offset, length })}
          maxRows={MOST_ROWS}
        />
      )}
    </section>
  );
}
