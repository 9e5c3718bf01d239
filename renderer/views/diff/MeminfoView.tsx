import { useState } from 'react';
import { useMessages } from '#renderer/components/messages.ts';
import { DiffView } from './DiffView.tsx';
import { meminfoColumns } from './meminfo-columns.tsx';
import type { ScreenProps } from './screen-props.ts';

export function MeminfoView({ caseHandle, onSwap }: ScreenProps) {
  const { window: text } = useMessages();
  const [filter, setFilter] = useState('');
  return (
    <DiffView
      caseHandle={caseHandle}
      level="meminfo"
      label={text.nav.meminfo}
      columnsOf={meminfoColumns}
      filter={filter}
      onFilter={setFilter}
      empty={{ title: text.diff.emptyMeminfo }}
      onSwap={onSwap}
    />
  );
}
