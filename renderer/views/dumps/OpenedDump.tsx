import { useId, type ReactNode } from 'react';
import { ArrowLeft } from '@blueprintjs/icons';
import { useMessages } from '#renderer/components/messages.ts';
import { useSession, type OpenDump } from '#renderer/state/session.ts';
import type { DumpPages } from '#shared/contract/dumps.ts';
import { formatEvidenceId } from '#shared/units/format.ts';
import { HeapTab } from './HeapTab.tsx';
import { HexView } from './HexView.tsx';
import { RecordsTab } from './RecordsTab.tsx';
import { SearchTab } from './SearchTab.tsx';
import { StatsTab } from './StatsTab.tsx';
import { StringsTab } from './StringsTab.tsx';
import { Tabs, tabIds } from './Tabs.tsx';
import { useVisit } from './use-visit.ts';

export interface OpenedDumpProps {
  readonly caseHandle: string;
  /** The way to open the case for writing; null where it is. */
  readonly reopen: ReactNode;
  readonly pages: DumpPages;
  readonly dump: OpenDump;
  /** The dump of the same process that holds an address. */
  readonly dumpWith: (address: bigint) => OpenDump | undefined;
}

/** A dump under its tabs. The bytes stay as they were left while another tab is looked at. */
export function OpenedDump({ caseHandle, reopen, pages, dump, dumpWith }: OpenedDumpProps) {
  const { window: text } = useMessages();
  const tab = useSession((session) => session.dumpTab);
  const showTab = useSession((session) => session.showDumpTab);
  const showDump = useSession((session) => session.showDump);
  const id = useId();
  const visit = useVisit(dump);
  const { artifact } = pages;
  const name = text.dumps.dumpName(formatEvidenceId(artifact.id), pages.process ?? '', artifact.pid);
  const shown = tabIds(id, tab);
  const isBytes = tab === 'bytes';
  const bytes = tabIds(id, 'bytes');
  return (
    <div className="hex">
      <div className="dump-head">
        <button type="button" className="hex-back" onClick={() => showDump(null)}>
          <ArrowLeft size={14} aria-hidden="true" />
          {text.dumps.back}
        </button>
        <h1>{name}</h1>
        <Tabs id={id} tab={tab} onTab={showTab} />
      </div>
      <div
        className="dump-panel"
        role="tabpanel"
        id={bytes.panel}
        aria-labelledby={bytes.tab}
        hidden={!isBytes}
      >
        <HexView
          key={visit}
          caseHandle={caseHandle}
          reopen={reopen}
          pages={pages}
          offset={dump.offset}
          length={dump.length}
          onBack={() => showDump(null)}
          dumpWith={dumpWith}
          onOpen={showDump}
        />
      </div>
      {!isBytes && (
        <div className="dump-panel" role="tabpanel" id={shown.panel} aria-labelledby={shown.tab}>
          {tab === 'heap' && <HeapTab caseHandle={caseHandle} artifact={artifact} dumpWith={dumpWith} />}
          {tab === 'records' && <RecordsTab caseHandle={caseHandle} artifact={artifact} />}
          {tab === 'strings' && <StringsTab caseHandle={caseHandle} artifact={artifact} />}
          {tab === 'stats' && <StatsTab caseHandle={caseHandle} artifact={artifact} />}
          {tab === 'search' && <SearchTab caseHandle={caseHandle} artifact={artifact} />}
        </div>
      )}
    </div>
  );
}
