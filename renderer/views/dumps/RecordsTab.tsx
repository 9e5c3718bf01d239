import { useMemo, useState } from 'react';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import { useDumpRecords } from '#renderer/rpc/dump-queries.ts';
import { useSession } from '#renderer/state/session.ts';
import type { DumpRecords } from '#shared/contract/records.ts';
import type { Artifact } from '#shared/domain/evidence.ts';
import { livenesses } from '#shared/domain/heap.ts';
import { formatCount } from '#shared/units/format.ts';
import { fieldColumns, shapeColumns, shapeName, type RecordShape } from './record-columns.tsx';
import { SamplePlaces } from './SamplePlaces.tsx';
import { SlowPart } from './SlowPart.tsx';
import { TabGrid } from './TabGrid.tsx';

const MOST_SHAPES = 12;
const MOST_FIELDS = 16;

/** JSON records in a dump by their keys, those that live apart from what is left of others. */
export function RecordsTab({ caseHandle, artifact }: { caseHandle: string; artifact: Artifact }) {
  const { window: text } = useMessages();
  const { records: words } = text.dumps.tabs;
  const answer = useDumpRecords(caseHandle, artifact.id);
  return (
    <div className="dump-tab dump-tab-wide">
      <SlowPart answer={answer}>
        {(found) =>
          found.records.count === 0 ? (
            <EmptyState title={words.noneTitle} text={words.noneText} />
          ) : (
            <Shapes found={found} />
          )
        }
      </SlowPart>
    </div>
  );
}

function Shapes({ found }: { found: DumpRecords }) {
  const { window: text } = useMessages();
  const { records: words, refusal } = text.dumps.tabs;
  const showDump = useSession((session) => session.showDump);
  const [chosen, setChosen] = useState<number | null>(null);
  const columns = useMemo(() => shapeColumns(text), [text]);
  const { records, shapes, moreShapes, artifact } = found;
  const shape = shapes.find(({ id }) => id === chosen) ?? shapes[0];
  const first = (one: RecordShape) => livenesses.flatMap((side) => one.sides[side]?.samples ?? [])[0];
  const { count, whole, noHead, noTail } = records;
  const [all, wholes, headless, tailless] = [count, whole, noHead, noTail].map(formatCount) as [
    ...[string, string, string, string],
  ];
  return (
    <>
      <section>
        <h2>{words.shapes}</h2>
        <p className="small">{words.counts(all, wholes, headless, tailless)}</p>
        {found.refusal !== null && <p className="small">{refusal(found.refusal)}</p>}
        <TabGrid
          label={words.shapes}
          columns={columns}
          rows={shapes}
          rowId={({ id }) => String(id)}
          inspectedId={shape === undefined ? null : String(shape.id)}
          onCursor={({ id }) => setChosen(id)}
          onOpen={(one) => {
            const offset = first(one);
            if (offset !== undefined) showDump({ artifact, offset });
          }}
          maxRows={MOST_SHAPES}
        />
        {moreShapes > 0 && <p className="small muted">{words.more(formatCount(moreShapes))}</p>}
      </section>
      {shape !== undefined && <Shape key={shape.id} shape={shape} found={found} />}
    </>
  );
}

function Shape({ shape, found }: { shape: RecordShape; found: DumpRecords }) {
  const { window: text } = useMessages();
  const { records: words, liveness } = text.dumps.tabs;
  const columns = useMemo(() => fieldColumns(text), [text]);
  const sides = livenesses.flatMap((name) => {
    const side = shape.sides[name];
    return side === null || side.total.count === 0 ? [] : [{ name, side }];
  });
  return (
    <section aria-label={shapeName(shape)}>
      <h2 className="mono dump-shape">{shapeName(shape)}</h2>
      {sides.map(({ name, side }) => (
        <div key={name} className="dump-side">
          <h3>{words.fieldsOf(liveness[name], formatCount(side.total.count))}</h3>
          <SamplePlaces dump={found.artifact} start={found.start} offsets={side.samples} />
          {side.fields.length > 0 && (
            <TabGrid
              label={words.fieldsOf(liveness[name], formatCount(side.total.count))}
              columns={columns}
              rows={side.fields}
              rowId={({ path }) => path}
              onOpen={() => undefined}
              maxRows={MOST_FIELDS}
            />
          )}
        </div>
      ))}
    </section>
  );
}
