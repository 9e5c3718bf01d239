import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from '@blueprintjs/core';
import { ErrorNotice } from '#renderer/components/ErrorNotice.tsx';
import { useMessages } from '#renderer/components/messages.ts';
import { useClient } from '#renderer/rpc/client-context.ts';
import { useSession } from '#renderer/state/session.ts';

export interface ReopenForWritingProps {
  readonly path: string;
  readonly caseHandle: string;
  /** Instead of the words about evidence. */
  readonly text?: string;
  readonly action?: string;
}

/** A case that was opened for reading is closed and opened again, so that something can be added to it. */
export function ReopenForWriting({ path, caseHandle, ...said }: ReopenForWritingProps) {
  const { window: text } = useMessages();
  const client = useClient();
  const openCase = useSession((session) => session.openCase);
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);

  async function reopen(): Promise<void> {
    try {
      const summary = await client.cases.open({ path, mode: 'write' });
      if (summary.handle !== caseHandle) await client.cases.close({ case: caseHandle });
      if (summary.handle !== caseHandle) openCase(summary.handle);
      await queries.invalidateQueries({ queryKey: [caseHandle] });
    } catch (failure) {
      setError(failure);
    }
  }
  return (
    <div className="imports-reopen">
      <p>{said.text ?? text.imports.openToWrite}</p>
      <Button intent="primary" text={said.action ?? text.imports.reopen} onClick={() => void reopen()} />
      {error !== null && <ErrorNotice error={error} />}
    </div>
  );
}
