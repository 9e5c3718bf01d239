import { useMessages } from '#renderer/components/messages.ts';
import { useSession } from '#renderer/state/session.ts';
import { parseAddress } from '#shared/units/address.ts';
import { addressText } from './hex-layout.ts';

export interface SamplePlacesProps {
  readonly dump: number;
  /** Address of the dump's first byte. */
  readonly start: string;
  /** In the dump. */
  readonly offsets: readonly number[];
}

/** Where some of many lie; each leads to its bytes. */
export function SamplePlaces({ dump, start, offsets }: SamplePlacesProps) {
  const { window: text } = useMessages();
  const showDump = useSession((session) => session.showDump);
  const base = parseAddress(start) ?? 0n;
  if (offsets.length === 0) return null;
  return (
    <p className="dump-samples small">
      {text.dumps.tabs.samples}{' '}
      {offsets.map((offset) => {
        const address = addressText(base + BigInt(offset));
        return (
          <button
            key={offset}
            type="button"
            className="dump-jump mono"
            aria-label={text.dumps.tabs.jump(address)}
            onClick={() => showDump({ artifact: dump, offset })}
          >
            {address}
          </button>
        );
      })}
    </p>
  );
}
