import { useState } from 'react';
import { useMessages } from '#renderer/components/messages.ts';
import { useSession } from '#renderer/state/session.ts';
import { DiffView } from './DiffView.tsx';
import { processColumns } from './process-columns.tsx';
import type { ScreenProps } from './screen-props.ts';

export function ProcessesView({ caseHandle, onSwap }: ScreenProps) {
  const { window: text } = useMessages();
  const [filter, setFilter] = useState('');
  const showRegions = useSession((session) => session.showRegions);
  return (
    <DiffView
      caseHandle={caseHandle}
      level="processes"
      label={text.nav.processes}
      columnsOf={processColumns}
      filter={filter}
      onFilter={setFilter}
      empty={{ title: text.diff.emptyProcesses }}
      onOpen={(row) => {
        if (row.kind !== 'process') return;
        const pid = row.aPids[0] ?? row.bPids[0];
        showRegions(row.parentId !== null && pid !== undefined ? String(pid) : row.executable);
      }}
      onSwap={onSwap}
    />
  );
}
