import './app.css';
import { useEffect, useState } from 'react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { BlueprintProvider } from '@blueprintjs/core';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { MessagesContext, UnitContext, useMessages } from '#renderer/components/messages.ts';
import type { Connection } from '#renderer/rpc/client.ts';
import { ConnectionContext } from '#renderer/rpc/client-context.ts';
import { usePreferences } from '#renderer/state/preferences.ts';
import { useSession } from '#renderer/state/session.ts';
import { HomeView } from '#renderer/views/home/HomeView.tsx';
import { createMessages } from '#shared/i18n/index.ts';
import { AppShell } from './AppShell.tsx';
import { KeysDialog } from './KeysDialog.tsx';
import { PaneBoundary } from './PaneBoundary.tsx';
import { StatusBar } from './StatusBar.tsx';
import { useAppearance } from './use-appearance.ts';
import { useGlobalKeys } from './use-global-keys.ts';
import { useStart } from './use-start.ts';

/** Evidence does not change under the window; what the window itself changes it invalidates. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { staleTime: Infinity, retry: false, refetchOnWindowFocus: false } },
  });
}

export interface AppProps {
  readonly connection: Connection;
  readonly queries: QueryClient;
}

export function App({ connection, queries }: AppProps) {
  const language = usePreferences((preferences) => preferences.language);
  const theme = usePreferences((preferences) => preferences.theme);
  const unit = usePreferences((preferences) => preferences.unit);
  useAppearance(language, theme);
  useGlobalKeys();
  return (
    <ConnectionContext value={connection}>
      <QueryClientProvider client={queries}>
        <MessagesContext value={createMessages(language)}>
          <UnitContext value={unit}>
            <BlueprintProvider>
              <Window connection={connection} />
            </BlueprintProvider>
          </UnitContext>
        </MessagesContext>
      </QueryClientProvider>
    </ConnectionContext>
  );
}

function Window({ connection }: { connection: Connection }) {
  const { window: text } = useMessages();
  const caseHandle = useSession((session) => session.caseHandle);
  const dialog = useSession((session) => session.dialog);
  const openDialog = useSession((session) => session.openDialog);
  const start = useStart(connection);
  const lost = useLost(connection);
  return (
    <>
      {lost && (
        <p className="lost" role="alert">
          {text.errors.lost}
        </p>
      )}
      {caseHandle !== null ? (
        <AppShell key={caseHandle} caseHandle={caseHandle} />
      ) : (
        <div className="no-case">
          <main>
            {start.pending && <p className="home muted">{text.connecting}</p>}
            {start.error !== null && <ErrorNotice error={start.error} onRetry={start.retry} />}
            {!start.pending && start.error === null && (
              <PaneBoundary>
                <HomeView />
              </PaneBoundary>
            )}
          </main>
          <StatusBar summary={undefined} />
        </div>
      )}
      {dialog === 'keys' && <KeysDialog onClose={() => openDialog(null)} />}
    </>
  );
}

/** True from a loss of the connection until a call gets through again. */
function useLost(connection: Connection): boolean {
  const [lost, setLost] = useState(false);
  useEffect(() => connection.onLost(() => setLost(true)), [connection]);
  useEffect(() => {
    if (!lost) return undefined;
    const timer = setInterval(() => {
      connection.hello().then(
        () => setLost(false),
        () => undefined,
      );
    }, RECONNECT_MS);
    return () => clearInterval(timer);
  }, [lost, connection]);
  return lost;
}

const RECONNECT_MS = 2000;
