import { useEffect } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { Connection } from '#renderer/rpc/client.ts';
import { useSession } from '#renderer/state/session.ts';

/** Of this tab alone, so that a reload comes back to the case that was open in it. */
const KEY = 'memcase.case';

/** Says hello and shows the case of before a reload, or the one that the launcher was started with, if it is open. */
export function useStart(connection: Connection) {
  const openCase = useSession((session) => session.openCase);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['hello'],
    queryFn: async () => {
      const { initialCase } = await connection.hello();
      const open = await connection.client.cases.list();
      const wanted = [sessionStorage.getItem(KEY), initialCase];
      return wanted.find((handle) => open.some((summary) => summary.handle === handle)) ?? null;
    },
  });
  useEffect(() => {
    if (typeof data === 'string') openCase(data);
  }, [data, openCase]);
  useEffect(
    () =>
      useSession.subscribe(({ caseHandle }) => {
        if (caseHandle === null) sessionStorage.removeItem(KEY);
        else sessionStorage.setItem(KEY, caseHandle);
      }),
    [],
  );
  return { pending: isPending, error, retry: () => void refetch() };
}
