/** What of each region is in the case now; each opens in the hex view. */
import { useMessages } from '#renderer/components/messages.ts';
import { useSession } from '#renderer/state/session.ts';
import type { DumpResult, TakenDump } from '#shared/contract/dumps.ts';
import { formatBytes, formatCount, formatEvidenceId } from '#shared/units/format.ts';
import { toPrintable } from '#shared/util/printable.ts';

const SECOND_MS = 1000;

export function DumpOutcome({ result }: { result: DumpResult }) {
  const { collect } = useMessages();
  const text = collect.dump;
  const { stops, guard, reconnects, resentBytes } = result;
  return (
    <section role="status">
      <h2>{text.done(result.dumps.length)}</h2>
      <ul className="collect-notes">
        {result.dumps.map((taken) => (
          <Taken key={taken.artifact.id} taken={taken} />
        ))}
      </ul>
      <p>
        {stops.count === 0
          ? text.neverStopped
          : text.stopped(stops.count, formatCount(Math.round(stops.longestMs)))}
      </p>
      {reconnects > 0 && <p>{text.reconnected(reconnects, formatBytes(resentBytes))}</p>}
      {guard.map((line) => (
        <p key={line} className="muted">
          {text.guard(toPrintable(line))}
        </p>
      ))}
    </section>
  );
}

function Taken({ taken: { artifact, region, isComplete, tornMs, resumedBytes } }: { taken: TakenDump }) {
  const { collect, ledger } = useMessages();
  const text = collect.dump;
  const showDump = useSession((session) => session.showDump);
  const name = formatEvidenceId(artifact.id);
  return (
    <li>
      <button type="button" className="link" onClick={() => showDump({ artifact: artifact.id, offset: 0 })}>
        {text.open(name)}
      </button>{' '}
      <span className="mono">
        {region.start}-{region.end}
      </span>{' '}
      {region.class !== null && ledger.classes[region.class]}{' '}
      <span className="muted">
        {text.over(formatBytes(artifact.sizeBytes), (tornMs / SECOND_MS).toFixed(2))}
      </span>
      {!isComplete && <strong> {text.partial}</strong>}
      {resumedBytes > 0 && <span className="muted"> {text.resumed(formatBytes(resumedBytes))}</span>}
    </li>
  );
}
