import { useDeferredValue, useMemo, useState } from 'react';
import { useMessages } from '#renderer/components/messages.ts';
import { useDumpStrings, type StringsAsked } from '#renderer/rpc/dump-queries.ts';
import { useSession } from '#renderer/state/session.ts';
import { LEAST_STRING_BYTES, type DumpStrings } from '#shared/contract/strings.ts';
import type { Artifact } from '#shared/domain/evidence.ts';
import { livenesses } from '#shared/domain/heap.ts';
import { stringEncodings } from '#shared/domain/strings.ts';
import { formatBytes, formatCount } from '#shared/units/format.ts';
import { SlowPart } from './SlowPart.tsx';
import { stringColumns, templateColumns } from './string-columns.tsx';
import { TabGrid } from './TabGrid.tsx';

const MOST_TEMPLATES = 10;
const MOST_ROWS = 18;
const leasts = [LEAST_STRING_BYTES, 16, 64, 256, 1024];

/** The texts of a dump: how many live, what stays the same in them, and each. */
export function StringsTab({ caseHandle, artifact }: { caseHandle: string; artifact: Artifact }) {
  const [asked, setAsked] = useState<StringsAsked>({ least: LEAST_STRING_BYTES });
  const answer = useDumpStrings(caseHandle, artifact.id, asked);
  return (
    <div className="dump-tab dump-tab-wide">
      <Filters asked={asked} onChange={setAsked} />
      <SlowPart answer={answer}>{(found) => <Texts found={found} />}</SlowPart>
    </div>
  );
}

function Filters({ asked, onChange }: { asked: StringsAsked; onChange: (asked: StringsAsked) => void }) {
  const { window: text } = useMessages();
  const { strings: words, liveness: names } = text.dumps.tabs;
  return (
    <div className="dump-filters">
      <label>
        {words.least}{' '}
        <select
          value={asked.least}
          onChange={({ target }) => onChange({ ...asked, least: Number(target.value) })}
        >
          {leasts.map((least) => (
            <option key={least} value={least}>
              {formatCount(least)}
            </option>
          ))}
        </select>
      </label>
      <select
        aria-label={words.encoding}
        value={asked.encoding ?? ''}
        onChange={({ target }) =>
          onChange({ ...asked, encoding: stringEncodings.find((one) => one === target.value) })
        }
      >
        <option value="">{words.anyEncoding}</option>
        {stringEncodings.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <select
        aria-label={words.state}
        value={asked.liveness ?? ''}
        onChange={({ target }) =>
          onChange({ ...asked, liveness: livenesses.find((one) => one === target.value) })
        }
      >
        <option value="">{words.anyLiveness}</option>
        {livenesses.map((one) => (
          <option key={one} value={one}>
            {names[one]}
          </option>
        ))}
      </select>
    </div>
  );
}

function Texts({ found }: { found: DumpStrings }) {
  const { window: text } = useMessages();
  const { strings: words, refusal } = text.dumps.tabs;
  const showDump = useSession((session) => session.showDump);
  const [part, setPart] = useState('');
  const sought = useDeferredValue(part.toLowerCase());
  const { artifact, templates, moreTemplates, strings, matching } = found;
  const goTo = (offset: number | undefined, length = 0) => {
    if (offset !== undefined) showDump({ artifact, offset, ...(length > 0 ? { length } : {}) });
  };
  const columns = useMemo(
    () => stringColumns(text, ({ offset, length }) => showDump({ artifact, offset, length })),
    [text, artifact, showDump],
  );
  const shapes = useMemo(() => templateColumns(text), [text]);
  const shown = useMemo(
    () => (sought === '' ? strings : strings.filter((one) => one.text.toLowerCase().includes(sought))),
    [strings, sought],
  );
  return (
    <>
      {found.refusal !== null && <p className="small">{refusal(found.refusal)}</p>}
      <section>
        <h2>{words.all}</h2>
        <div className="dump-filters">
          <label>
            {words.contains}{' '}
            <input
              type="text"
              value={part}
              onChange={({ target }) => setPart(target.value)}
              spellCheck={false}
            />
          </label>
          <span className="small muted" role="status">
            {sought === ''
              ? words.told(formatCount(strings.length), formatCount(matching))
              : words.told(formatCount(shown.length), formatCount(shown.length))}
          </span>
        </div>
        {shown.length === 0 ? (
          <p className="small">{words.none}</p>
        ) : (
          <TabGrid
            label={words.all}
            columns={columns}
            rows={shown}
            rowId={({ offset, encoding }) => `${offset} ${encoding}`}
            onOpen={({ offset, length }) => goTo(offset, length)}
            maxRows={MOST_ROWS}
          />
        )}
      </section>
      <section>
        <h2>{words.templates}</h2>
        <TabGrid
          label={words.templates}
          columns={shapes}
          rows={templates}
          rowId={({ pattern }) => pattern}
          onOpen={({ samples }) => goTo(samples[0])}
          maxRows={MOST_TEMPLATES}
        />
        {moreTemplates > 0 && <p className="small muted">{words.more(formatCount(moreTemplates))}</p>}
      </section>
      <Totals totals={found.totals} />
    </>
  );
}

function Totals({ totals }: { totals: DumpStrings['totals'] }) {
  const { window: text } = useMessages();
  const { strings: words } = text.dumps.tabs;
  const heads = [words.live, words.ghosts, words.unknown];
  return (
    <section>
      <h2>{words.totals}</h2>
      <p className="small muted">{words.totalsNote}</p>
      <div className="heap-states" tabIndex={0} role="region" aria-label={words.totals}>
        <table>
          <thead>
            <tr>
              <th rowSpan={2} scope="col">
                {words.encoding}
              </th>
              {heads.map((head) => (
                <th key={head} colSpan={2} scope="colgroup" className="heap-group">
                  {head}
                </th>
              ))}
            </tr>
            <tr>
              {heads.flatMap((head) =>
                [words.count, words.bytes].map((name) => (
                  <th key={`${head} ${name}`} scope="col" className="number">
                    {name}
                  </th>
                )),
              )}
            </tr>
          </thead>
          <tbody>
            {stringEncodings.map((encoding) => (
              <tr key={encoding}>
                <th scope="row">{encoding}</th>
                {livenesses.flatMap((side) => {
                  const { count, bytes } = totals[encoding][side];
                  return [
                    <td key={`${side} count`} className="number">
                      {formatCount(count)}
                    </td>,
                    <td key={`${side} bytes`} className="number">
                      {formatBytes(bytes)}
                    </td>,
                  ];
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
