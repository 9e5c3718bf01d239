import { useMessages } from '#renderer/components/messages.ts';
import type { TimeRange } from '#shared/domain/timeline.ts';

export interface RangeActionsProps {
  readonly selection: TimeRange | null;
  /** All of the axis is seen. */
  readonly isWhole: boolean;
  readonly onCommit: () => void;
  /** Undefined where the range holds no two snapshots of side A. */
  readonly onCompare: (() => void) | undefined;
  readonly onFit: () => void;
  readonly onWhole: () => void;
}

/** What the keys do, for hands on a mouse. */
export function RangeActions({ selection, isWhole, onCommit, onCompare, onFit, onWhole }: RangeActionsProps) {
  const { timeline: text } = useMessages();
  return (
    <span className="timeline-actions">
      {selection !== null && (
        <>
          <button type="button" className="link small" onClick={onCommit}>
            {text.keep} <kbd>Enter</kbd>
          </button>
          {onCompare !== undefined && (
            <button type="button" className="link small" onClick={onCompare}>
              {text.compareEnds}
            </button>
          )}
          <button type="button" className="link small" onClick={onFit}>
            {text.fit} <kbd>F</kbd>
          </button>
        </>
      )}
      {!isWhole && (
        <button type="button" className="link small" onClick={onWhole}>
          {text.whole} <kbd>0</kbd>
        </button>
      )}
    </span>
  );
}
