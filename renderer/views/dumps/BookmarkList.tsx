import type { ReactNode } from 'react';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import { addressText } from './hex-layout.ts';
import type { Bookmarks, Mark } from './use-bookmarks.ts';

export interface BookmarkListProps {
  readonly marks: Bookmarks;
  /** The way to open the case for writing; null where it is. */
  readonly reopen: ReactNode;
  readonly onGo: (offset: number) => void;
  readonly onMark: () => void;
}

/** Marked places of the dump; folded away until one looks. */
export function BookmarkList({ marks, reopen, onGo, onMark }: BookmarkListProps) {
  const { window: text } = useMessages();
  const { bookmarks: words } = text.dumps.tabs;
  return (
    <details className="hex-marks" {...(marks.isRefused ? { open: true } : {})}>
      <summary>
        <span role="status">{words.heading(marks.all.length)}</span>
      </summary>
      {marks.error !== null && <ErrorNotice error={marks.error} />}
      {reopen}
      <p className="small muted">
        {words.hint}{' '}
        <button type="button" className="link" disabled={reopen !== null} onClick={onMark}>
          {words.add}
        </button>
      </p>
      <ul>
        {marks.all.map((mark) => (
          <Place key={mark.address} mark={mark} marks={marks} isFixed={reopen !== null} onGo={onGo} />
        ))}
      </ul>
    </details>
  );
}

interface PlaceProps {
  readonly mark: Mark;
  readonly marks: Bookmarks;
  readonly isFixed: boolean;
  readonly onGo: (offset: number) => void;
}

function Place({ mark, marks, isFixed, onGo }: PlaceProps) {
  const { window: text } = useMessages();
  const { tabs } = text.dumps;
  const address = addressText(BigInt(mark.address));
  const save = (input: HTMLInputElement) => {
    if (input.value.trim() !== mark.text) marks.rename(mark, input.value.trim());
  };
  return (
    <li>
      <button
        type="button"
        className="dump-jump mono"
        title={tabs.jump(address)}
        onClick={() => onGo(mark.offset)}
      >
        {address}
      </button>
      <input
        type="text"
        aria-label={tabs.bookmarks.text(address)}
        defaultValue={mark.text}
        maxLength={500}
        readOnly={isFixed}
        onBlur={({ target }) => save(target)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') save(event.currentTarget);
        }}
      />
      <button type="button" className="link" disabled={isFixed} onClick={() => marks.toggle(mark.offset)}>
        {tabs.bookmarks.remove}
      </button>
    </li>
  );
}
