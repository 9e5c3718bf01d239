import './filter-box.css';
import { useEffect, useState, type Ref } from 'react';
import { Cross, Search } from '@blueprintjs/icons';
import { useMessages } from './messages.ts';

export interface FilterBoxProps {
  readonly ref?: Ref<HTMLInputElement>;
  readonly value: string;
  /** Called when typing pauses, and at once for Enter and when it is cleared. */
  readonly onChange: (value: string) => void;
  /** Enter or arrow down: on to the rows. */
  readonly onLeave: () => void;
}

const PAUSE_MS = 150;

export function FilterBox({ ref, value, onChange, onLeave }: FilterBoxProps) {
  const { window: text } = useMessages();
  const [draft, setDraft] = useState(value);
  const [given, setGiven] = useState(value);
  if (given !== value) {
    // Cleared or set from outside.
    setGiven(value);
    setDraft(value);
  }
  useEffect(() => {
    if (draft === value) return undefined;
    const timer = setTimeout(() => onChange(draft), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft, value, onChange]);

  return (
    <div className="filter-box">
      <Search size={14} aria-hidden="true" />
      <input
        ref={ref}
        type="text"
        aria-label={text.diff.filter}
        placeholder={text.diff.filterHint}
        spellCheck={false}
        maxLength={500}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Escape' && draft !== '') {
            event.stopPropagation();
            setDraft('');
            onChange('');
          } else if (event.key === 'Enter' || event.key === 'ArrowDown') {
            event.preventDefault();
            onChange(draft);
            onLeave();
          }
        }}
      />
      {draft !== '' && (
        <button
          type="button"
          aria-label={text.diff.clearFilter}
          title={text.diff.clearFilter}
          onClick={() => {
            setDraft('');
            onChange('');
          }}
        >
          <Cross size={14} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}
