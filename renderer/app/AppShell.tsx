/** The window around an open case. */
import { useCallback, useState, type ComponentType, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import { useCaseSummary } from '#renderer/rpc/case-queries.ts';
import { useClient } from '#renderer/rpc/client-context.ts';
import { usePreferences } from '#renderer/state/preferences.ts';
import { useSession, type Screen } from '#renderer/state/session.ts';
import { MeminfoView } from '#renderer/views/diff/MeminfoView.tsx';
import { ProcessesView } from '#renderer/views/diff/ProcessesView.tsx';
import { RegionsView } from '#renderer/views/diff/RegionsView.tsx';
import { DumpsView } from '#renderer/views/dumps/DumpsView.tsx';
import { CollectView } from '#renderer/views/imports/live/CollectView.tsx';
import { ImportDialog } from '#renderer/views/imports/ImportDialog.tsx';
import { ReopenForWriting } from '#renderer/views/imports/ReopenForWriting.tsx';
import { InspectorView } from '#renderer/views/inspector/InspectorView.tsx';
import { FindingDialog } from '#renderer/views/notebook/FindingDialog.tsx';
import { NotebookView } from '#renderer/views/notebook/NotebookView.tsx';
import { OverviewView } from '#renderer/views/overview/OverviewView.tsx';
import { TimelineView } from '#renderer/views/timeline/TimelineView.tsx';
import { OpenQuestions } from './OpenQuestions.tsx';
import { PaneBoundary } from './PaneBoundary.tsx';
import { RangeChip } from './RangeChip.tsx';
import { SavedChip } from './SavedChip.tsx';
import { SoughtChip } from './SoughtChip.tsx';
import { Rail } from './Rail.tsx';
import { StatusBar } from './StatusBar.tsx';
import { TitleBar } from './TitleBar.tsx';
import { useSides } from './use-sides.ts';

interface ScreenProps {
  readonly caseHandle: string;
  readonly onSwap: () => void;
  /** The way to write into a case that is open for reading only; null where it can be written. */
  readonly reopen: ReactNode;
}

const views: Record<Screen, ComponentType<ScreenProps>> = {
  overview: OverviewView,
  meminfo: MeminfoView,
  processes: ProcessesView,
  regions: RegionsView,
  collect: CollectView,
  dumps: DumpsView,
  timeline: TimelineView,
  notebook: NotebookView,
};

export function AppShell({ caseHandle }: { caseHandle: string }) {
  const { window: text, notebook } = useMessages();
  const client = useClient();
  const queries = useQueryClient();
  const { screen, dialog, openDialog, closeCase } = useSession();
  const inspectorOpen = usePreferences((preferences) => preferences.inspectorOpen);
  const summary = useCaseSummary(caseHandle);
  const sides = useSides(caseHandle);
  const [saved, setSaved] = useState<string | null>(null);
  const forgetSaved = useCallback(() => setSaved(null), []);
  const View = views[screen];
  // Dumps has a pane of its own there, about bytes.
  const hasInspector = inspectorOpen && screen !== 'dumps';

  const reopen =
    summary.data?.mode === 'read' ? (
      <ReopenForWriting
        path={summary.data.path}
        caseHandle={caseHandle}
        text={notebook.readOnly}
        action={notebook.reopen}
      />
    ) : null;

  async function close(): Promise<void> {
    closeCase();
    // The window lets go of the case in any event; a service that is lost has closed it already.
    await client.cases.close({ case: caseHandle }).catch(() => undefined);
    queries.removeQueries({ queryKey: [caseHandle] });
    await queries.invalidateQueries({ queryKey: ['open-cases'] });
  }

  return (
    <div className={hasInspector ? 'shell' : 'shell shell-wide'}>
      <a className="skip" href="#main">
        {text.nav.skip}
      </a>
      {summary.data === undefined ? (
        <header className="title-bar" />
      ) : (
        <TitleBar summary={summary.data} sides={sides} onClose={() => void close()} />
      )}
      <Rail />
      <main id="main" className="main" tabIndex={-1} data-pane="main">
        {summary.error !== null && (
          <ErrorNotice error={summary.error} onRetry={() => void summary.refetch()} />
        )}
        {screen !== 'notebook' && <OpenQuestions caseHandle={caseHandle} />}
        <RangeChip />
        <SoughtChip />
        <PaneBoundary key={screen}>
          <View caseHandle={caseHandle} onSwap={sides.swap} reopen={reopen} />
        </PaneBoundary>
      </main>
      {hasInspector && (
        <PaneBoundary>
          <InspectorView caseHandle={caseHandle} a={sides.a} b={sides.b} />
        </PaneBoundary>
      )}
      <StatusBar summary={summary.data} />
      {dialog === 'finding' && (
        <FindingDialog
          caseHandle={caseHandle}
          a={sides.a}
          b={sides.b}
          reopen={reopen}
          onSaved={(id) => {
            setSaved(id);
            openDialog(null);
          }}
          onClose={() => openDialog(null)}
        />
      )}
      <SavedChip id={saved} onGone={forgetSaved} />
      {dialog === 'import' && (
        <ImportDialog key={caseHandle} caseHandle={caseHandle} onClose={() => openDialog(null)} />
      )}
    </div>
  );
}
