import { useEffect, useMemo, useState } from 'react';
import { DumpBlocks, type ReadBytes } from '#renderer/rpc/dump-blocks.ts';
import { useClient } from '#renderer/rpc/client-context.ts';

export interface LoadedBlocks {
  readonly blocks: DumpBlocks;
  /** Grows with each block that came. */
  readonly version: number;
  readonly error: unknown;
}

/** Blocks of one dump for as long as it is shown. */
export function useDumpBlocks(caseHandle: string, artifact: number, sizeBytes: number): LoadedBlocks {
  const client = useClient();
  const [news, setNews] = useState<{ version: number; error: unknown }>({ version: 0, error: null });
  const blocks = useMemo(() => {
    const read: ReadBytes = (offset, length, signal) =>
      client.evidence.bytes({ case: caseHandle, artifact, offset, length }, { signal });
    return new DumpBlocks(sizeBytes, read, (error) =>
      setNews(({ version }) => ({ version: version + 1, error })),
    );
  }, [client, caseHandle, artifact, sizeBytes]);
  useEffect(() => () => blocks.close(), [blocks]);
  return { blocks, ...news };
}
