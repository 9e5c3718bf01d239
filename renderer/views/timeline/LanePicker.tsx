import { useMessages } from '#renderer/components/messages.ts';
import type { LaneChoice } from '#shared/domain/timeline.ts';
import { MAX_LANES } from '#shared/contract/timeline.ts';
import { formatDelta } from '#shared/units/format.ts';
import { toPrintable } from '#shared/util/printable.ts';

export interface LanePickerProps {
  readonly choices: readonly LaneChoice[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: string[]) => void;
}

/** Processes beyond these never grew; all of them would be a list that nobody reads. */
const SHOWN = 120;

/** Which lanes there are, as boxes to tick; lanes stand in the order of this list. */
export function LanePicker({ choices, chosen, onChange }: LanePickerProps) {
  const { timeline: text } = useMessages();
  const toggle = (id: string, on: boolean) =>
    onChange(
      choices.flatMap((choice) => ((choice.id === id ? on : chosen.includes(choice.id)) ? [choice.id] : [])),
    );
  return (
    <details className="timeline-picker">
      <summary>{text.lanes(chosen.length)}</summary>
      <div className="timeline-picker-lists" role="group" aria-label={text.pickLanes} tabIndex={0}>
        {(['meminfo', 'process'] as const).map((kind) => (
          <fieldset key={kind}>
            <legend>{text.laneKind[kind]}</legend>
            {choices
              .filter((choice) => choice.kind === kind)
              .slice(0, SHOWN)
              .map(({ id, label, growthBytes }) => (
                <label key={id} title={toPrintable(id)}>
                  <input
                    type="checkbox"
                    checked={chosen.includes(id)}
                    disabled={!chosen.includes(id) && chosen.length >= MAX_LANES}
                    onChange={(event) => toggle(id, event.target.checked)}
                  />
                  <span className="timeline-picker-name">{toPrintable(label)}</span>
                  <span className="number muted">{formatDelta(growthBytes)}</span>
                </label>
              ))}
          </fieldset>
        ))}
      </div>
    </details>
  );
}
