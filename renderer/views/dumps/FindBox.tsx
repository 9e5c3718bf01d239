import { useState, type KeyboardEvent, type Ref } from 'react';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import type { DumpSearchHandle, SearchKind } from '#renderer/rpc/use-dump-search.ts';
import { formatCount } from '#shared/units/format.ts';

export interface FindBoxProps {
  readonly ref: Ref<HTMLInputElement>;
  readonly handle: DumpSearchHandle;
  /** Index of the hit that the cursor is at; −1 at none. */
  readonly at: number;
  readonly onStep: (step: 1 | -1) => void;
  /** Escape, when nothing is going on. */
  readonly onLeave: () => void;
}

const kinds: readonly SearchKind[] = ['text', 'hex', 'regex', 'address'];

/** Looks for bytes in this dump; says in words whether it is still looking. */
export function FindBox({ ref, handle, at, onStep, onLeave }: FindBoxProps) {
  const { window: text } = useMessages();
  const [typed, setTyped] = useState('');
  const [kind, setKind] = useState<SearchKind>('text');
  /** Enter on the same again leads to the next hit. */
  const [asked, setAsked] = useState('');
  const { search, stop } = handle;
  const question = `${kind} ${typed}`;
  const run = () => {
    setAsked(question);
    handle.run(typed, kind);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && typed !== '') {
      if (asked === question && search.hits.length > 0) onStep(event.shiftKey ? -1 : 1);
      else run();
    } else if (event.key === 'F3') onStep(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape' && search.isRunning) stop();
    else if (event.key === 'Escape') onLeave();
    else return;
    event.preventDefault();
  };
  return (
    <div className="hex-find" role="search">
      <input
        ref={ref}
        type="text"
        aria-label={text.dumps.find}
        aria-keyshortcuts="Control+F"
        placeholder={text.dumps.findHint[kind]}
        spellCheck={false}
        maxLength={4096}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <select
        aria-label={text.dumps.findKind}
        value={kind}
        onChange={(event) => setKind(kinds.find((one) => one === event.target.value) ?? 'text')}
      >
        {kinds.map((one) => (
          <option key={one} value={one}>
            {text.dumps.findKinds[one]}
          </option>
        ))}
      </select>
      <button type="button" disabled={typed === ''} onClick={run}>
        {text.dumps.findRun}
      </button>
      {search.isRunning && (
        <button type="button" onClick={stop}>
          {text.dumps.findStop}
        </button>
      )}
      {search.hits.length > 0 && (
        <>
          <button type="button" title="Shift+F3" onClick={() => onStep(-1)}>
            {text.dumps.findPrevious}
          </button>
          <button type="button" title="F3" onClick={() => onStep(1)}>
            {text.dumps.findNext}
          </button>
        </>
      )}
      <span role="status" className="hex-found">
        {search.pattern !== null && search.error === null && foundText()}
      </span>
      {search.error !== null && <ErrorNotice error={search.error} />}
    </div>
  );

  function foundText(): string {
    const told = formatCount(search.hits.length);
    if (search.isRunning) return text.dumps.stillLooking(told);
    if (search.total === null) return text.dumps.stoppedAt(told);
    if (search.total === 0) return text.dumps.noHits;
    const all = formatCount(search.total);
    return at < 0 ? text.dumps.hits(all) : text.dumps.hitOf(formatCount(at + 1), all);
  }
}
