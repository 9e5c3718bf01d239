import { useMessages } from '#renderer/components/messages.ts';
import type { DumpCensus } from '#shared/contract/inside.ts';
import { formatBytes, formatCount } from '#shared/units/format.ts';

type SizeClass = DumpCensus['sizes'][number];

const kinds = ['used', 'cached', 'free', 'unknown'] as const;
const BAR = 100;

/** Chunks by powers of two: used, cached, freed apart, each with its bytes as a bar on one scale. */
export function SizeTable({ sizes }: { sizes: readonly SizeClass[] }) {
  const { window: text } = useMessages();
  const { heap } = text.dumps.tabs;
  const shown = kinds.filter((kind) => sizes.some((size) => size[kind].count > 0));
  const most = Math.max(1, ...sizes.flatMap((size) => shown.map((kind) => size[kind].bytes)));
  return (
    <div className="heap-sizes" tabIndex={0} role="region" aria-label={heap.sizes}>
      <table>
        <thead>
          <tr>
            <th scope="col">{heap.size}</th>
            {shown.map((kind) => (
              <th key={kind} scope="col" colSpan={3} className="heap-group">
                {heap[kind]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sizes.map((size) => (
            <tr key={size.least}>
              <th scope="row">{heap.sizeRange(formatBytes(size.least), formatBytes(size.most + 1))}</th>
              {shown.map((kind) => (
                <SizeCells key={kind} kind={kind} {...size[kind]} share={size[kind].bytes / most} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SizeCells(props: { kind: (typeof kinds)[number]; count: number; bytes: number; share: number }) {
  const { kind, count, bytes, share } = props;
  return (
    <>
      <td className="number">{count === 0 ? '' : formatCount(count)}</td>
      <td className="number">{count === 0 ? '' : formatBytes(bytes)}</td>
      <td>
        <svg
          className={`heap-bar heap-bar-${kind}`}
          viewBox={`0 0 ${BAR} 1`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <rect width={count === 0 ? 0 : Math.max(0.5, share * BAR)} height="1" />
        </svg>
      </td>
    </>
  );
}
