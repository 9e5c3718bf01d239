import { useEffect } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { Connection } from '#renderer/rpc/client.ts';
import { useSession } from '#renderer/state/session.ts';

/** Says hello and shows the case that the launcher was started with, if any. */
export function useStart(connection: Connection) {
  const openCase = useSession((session) => session.openCase);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['hello'],
    queryFn: () => connection.hello(),
  });
  const initial = data?.initialCase ?? null;
  useEffect(() => {
    if (initial !== null) openCase(initial);
  }, [initial, openCase]);
  return { pending: isPending, error, retry: () => void refetch() };
}
