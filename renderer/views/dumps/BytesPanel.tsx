import { useMessages } from '#renderer/components/messages.ts';
import type { DumpChunk } from '#renderer/rpc/use-dump-layout.ts';
import { cellContents, cellLives } from '#shared/domain/dump-strip.ts';
import { chunkStates } from '#shared/domain/heap.ts';
import { formatBytes, formatCount } from '#shared/units/format.ts';
import { formatUtc } from '#shared/units/time.ts';
import { copyForms, type CopyForm } from './copy-as.ts';
import { addressText } from './hex-layout.ts';
import { pointerAt, readings, timesAt } from './inspect-bytes.ts';
import { chunkInks } from './paint-chunks.ts';
import { contentInks, lifeInks } from './strip-inks.ts';

export interface BytesPanelProps {
  /** Up to 8 from the cursor on; undefined on a fold and while they are on their way. */
  readonly bytes: Uint8Array | undefined;
  readonly chunk: DumpChunk | undefined;
  readonly start: bigint;
  /** Whether an address is in a dump of this process. */
  readonly isDumped: (address: bigint) => boolean;
  readonly onFollow: (address: bigint) => void;
  readonly selectedCount: number;
  readonly onCopy: (form: CopyForm) => void;
  /** What came of the last copy. */
  readonly said: string;
}

/** What the bytes at the cursor could be, the chunk that holds them, and ways to take them along. */
export function BytesPanel(props: BytesPanelProps) {
  const { window: text } = useMessages();
  const { bytes, chunk, start } = props;
  return (
    <aside className="bytes-panel" aria-label={text.dumps.panel} data-pane="inspector" tabIndex={-1}>
      <h2>{text.dumps.chunk}</h2>
      {chunk === undefined ? (
        <p className="muted">{text.dumps.noChunk}</p>
      ) : (
        <p>
          <i className={`swatch ink-${chunkInks[chunk.state]}`} aria-hidden="true" />
          {text.dumps.chunkAt(
            text.dumps.states[chunk.state],
            formatBytes(chunk.size),
            addressText(start + BigInt(chunk.offset)),
          )}
        </p>
      )}
      <h2>{text.dumps.readAs}</h2>
      {bytes === undefined ? (
        <p className="muted">{text.dumps.noBytes}</p>
      ) : (
        <Readings {...props} bytes={bytes} />
      )}
      <h2>{text.dumps.copy(formatCount(props.selectedCount))}</h2>
      <div className="copy-forms">
        {copyForms.map((form) => (
          <button key={form} type="button" onClick={() => props.onCopy(form)}>
            {text.dumps.copyForms[form]}
          </button>
        ))}
      </div>
      <p role="status" className="muted">
        {props.said}
      </p>
      <h2>{text.dumps.legend}</h2>
      <ul className="bytes-legend">
        {chunkStates.map((state) => (
          <li key={state}>
            <i className={`swatch ink-${chunkInks[state]}`} aria-hidden="true" />
            {text.dumps.states[state]}
          </li>
        ))}
      </ul>
      <h2>{text.dumps.strip}</h2>
      <ul className="bytes-legend">
        {cellContents.map((content) => (
          <li key={content}>
            <i className={`swatch ink-${contentInks[content]}`} aria-hidden="true" />
            {text.dumps.contents[content]}
          </li>
        ))}
        {cellLives.map((life) => (
          <li key={life}>
            <i className={`swatch ink-${lifeInks[life]}`} aria-hidden="true" />
            {text.dumps.lives[life]}
          </li>
        ))}
      </ul>
    </aside>
  );
}

function Readings({ bytes, isDumped, onFollow }: BytesPanelProps & { readonly bytes: Uint8Array }) {
  const { window: text } = useMessages();
  const pointer = pointerAt(bytes);
  return (
    <table className="readings">
      <thead>
        <tr>
          <th scope="col">{text.dumps.type}</th>
          <th scope="col">{text.dumps.little}</th>
          <th scope="col">{text.dumps.big}</th>
        </tr>
      </thead>
      <tbody>
        {readings(bytes).map(({ name, little, big }) => (
          <tr key={name}>
            <th scope="row">{name === 'i8' ? 'u8 / i8' : name}</th>
            <td colSpan={big === null ? 2 : 1}>{little}</td>
            {big !== null && <td>{big}</td>}
          </tr>
        ))}
        {timesAt(bytes).map(({ unit, at }) => (
          <tr key={unit}>
            <th scope="row">{text.dumps.time(unit)}</th>
            <td colSpan={2}>{formatUtc(at)}</td>
          </tr>
        ))}
        {pointer !== undefined && (
          <tr>
            <th scope="row">{text.dumps.pointer}</th>
            <td colSpan={2}>
              {isDumped(pointer) ? (
                <button type="button" className="dumps-open" onClick={() => onFollow(pointer)}>
                  {text.dumps.follow(addressText(pointer))}
                </button>
              ) : (
                <span className="muted">{text.dumps.notDumped}</span>
              )}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
