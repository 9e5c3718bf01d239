import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useMessages, useUnit } from '#renderer/components/messages.ts';
import { Segmented } from '#renderer/components/Segmented.tsx';
import { sideInput } from '#renderer/rpc/case-queries.ts';
import { useClient } from '#renderer/rpc/client-context.ts';
import { useSession } from '#renderer/state/session.ts';
import { formatDeltaIn } from '#shared/units/byte-unit.ts';
import { unitName } from './diff-columns.tsx';
import { DiffView } from './DiffView.tsx';
import { classColumns, regionColumns } from './region-columns.tsx';
import type { ScreenProps } from './screen-props.ts';

type Level = 'classes' | 'regions';

/** Regions of one process: all of them, or summed by class; a class opens into its regions. */
export function RegionsView({ caseHandle, onSwap }: ScreenProps) {
  const { window: text } = useMessages();
  // A class that is sought is found among classes.
  const sought = useSession((session) => session.sought);
  const [level, setLevel] = useState<Level>(sought?.of === 'class' ? 'classes' : 'regions');
  const [filter, setFilter] = useState('');
  const process = useSession((session) => session.regionProcess);
  return (
    <DiffView
      key={level}
      caseHandle={caseHandle}
      level={level}
      label={text.nav.regions}
      process={process ?? undefined}
      columnsOf={level === 'classes' ? classColumns : regionColumns}
      filter={filter}
      onFilter={setFilter}
      controls={
        <>
          <ProcessPicker caseHandle={caseHandle} />
          <Segmented
            label={text.diff.level}
            value={level}
            options={[
              { value: 'regions', text: text.diff.byRegion },
              { value: 'classes', text: text.diff.byClass },
            ]}
            onChange={setLevel}
          />
        </>
      }
      empty={{ title: text.diff.emptyRegions }}
      onOpen={(row) => {
        if (row.kind !== 'class') return;
        setFilter(row.class);
        setLevel('regions');
      }}
      onSwap={onSwap}
    />
  );
}

function ProcessPicker({ caseHandle }: { caseHandle: string }) {
  const messages = useMessages();
  const { window: text } = messages;
  const unit = useUnit();
  const client = useClient();
  const sides = useSession((session) => session.sides);
  const chosen = useSession((session) => session.regionProcess);
  const showRegions = useSession((session) => session.showRegions);
  const choices = useQuery({
    queryKey: [caseHandle, 'region-processes', sides.a, sides.b],
    queryFn: ({ signal }) =>
      client.analysis.regionProcesses({ case: caseHandle, ...sideInput(sides) }, { signal }),
  }).data;
  const value = chosen ?? choices?.[0]?.value ?? '';
  const known = choices?.some((choice) => choice.value === value) ?? false;
  return (
    <label className="diff-pick">
      <span className="spoken">{text.diff.pickProcess}</span>
      <select value={value} onChange={(event) => showRegions(event.target.value)}>
        {!known && value !== '' && <option value={value}>{value}</option>}
        {choices?.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
            {choice.deltaBytes === null
              ? ''
              : `  ${formatDeltaIn(choice.deltaBytes, unit)} ${unitName(unit, messages)}`}
          </option>
        ))}
      </select>
    </label>
  );
}
