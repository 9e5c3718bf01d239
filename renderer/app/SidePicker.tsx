import { useMessages } from '#renderer/components/messages.ts';
import { useSnapshots } from '#renderer/rpc/case-queries.ts';
import type { Side } from '#renderer/state/inspected.ts';
import type { LedgerSide } from '#shared/domain/ledger.ts';
import { formatUtc, type EpochMs } from '#shared/units/time.ts';

const toSecond = (at: EpochMs) => at - (at % 1000);

export interface SidePickerProps {
  readonly caseHandle: string;
  readonly side: Side;
  readonly label: string;
  /** What is compared now; null for nothing. */
  readonly chosen: LedgerSide | null;
  readonly onChoose: (selector: string) => void;
}

/** Which snapshot stands on a side; grouped by target, in the order of time. */
export function SidePicker({ caseHandle, side, label, chosen, onChoose }: SidePickerProps) {
  const { window: text } = useMessages();
  const snapshots = useSnapshots(caseHandle).data ?? [];
  const byTarget = Map.groupBy(snapshots, ({ targetName }) => targetName);
  const value = chosen === null ? '' : `${chosen.target}@${chosen.snapshot}`;
  return (
    <label className={`side-picker side-${side}`}>
      <span className="side-letter" aria-hidden="true">
        {text.side[side]}
      </span>
      <select
        aria-label={label}
        title={label}
        value={value}
        onChange={(event) => event.target.value !== '' && onChoose(event.target.value)}
      >
        {chosen === null && <option value="">{text.title.nothing}</option>}
        {[...byTarget].map(([target, ofTarget]) => (
          <optgroup key={target} label={target}>
            {ofTarget.map(({ id, ordinal, takenAt }) => (
              <option key={id} value={`${target}@${ordinal}`}>
                {target} #{ordinal} · {formatUtc(toSecond(takenAt))}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}
