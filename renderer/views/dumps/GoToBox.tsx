import { useState, type Ref } from 'react';
import { useMessages } from '#renderer/components/messages.ts';
import { parseGoTo, type GoTo, type GoToContext } from './go-to.ts';
import { addressText } from './hex-layout.ts';

export interface GoToBoxProps {
  readonly ref: Ref<HTMLInputElement>;
  readonly context: GoToContext;
  readonly onGo: (offset: number) => void;
  /** An address outside of this dump: tells whether another dump has it and was opened. */
  readonly onOutside: (address: bigint) => boolean;
  /** Escape: back to the bytes. */
  readonly onLeave: () => void;
}

/** Always in sight: a box that only a key opens is found by nobody. */
export function GoToBox({ ref, context, onGo, onOutside, onLeave }: GoToBoxProps) {
  const { window: text } = useMessages();
  const [typed, setTyped] = useState('');
  const [refused, setRefused] = useState<GoTo | null>(null);
  const go = () => {
    const place = parseGoTo(typed, context);
    if (place.kind === 'offset') onGo(place.offset);
    const isRefused = place.kind === 'unclear' || (place.kind === 'outside' && !onOutside(place.address));
    setRefused(isRefused ? place : null);
  };
  return (
    <div className="hex-goto">
      <input
        ref={ref}
        type="text"
        aria-label={text.dumps.goTo}
        aria-invalid={refused !== null}
        aria-describedby="hex-goto-refused"
        aria-keyshortcuts="Control+G"
        placeholder={text.dumps.goToHint}
        title={text.dumps.goToHelp}
        spellCheck={false}
        maxLength={100}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setRefused(null);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter') go();
          else if (event.key === 'Escape') onLeave();
          else return;
          event.preventDefault();
        }}
      />
      <span id="hex-goto-refused" className="hex-refused" role="status">
        {refused?.kind === 'unclear' && text.dumps.goToUnclear}
        {refused?.kind === 'outside' && text.dumps.goToOutside(addressText(refused.address))}
      </span>
    </div>
  );
}
