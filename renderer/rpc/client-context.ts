/** Gives the connection to every view; the shell provides it once. */
import { createContext, useContext } from 'react';
import type { Connection, MemcaseClient } from './client.ts';

export const ConnectionContext = createContext<Connection | null>(null);

export function useConnection(): Connection {
  const connection = useContext(ConnectionContext);
  if (connection === null) throw new Error('No connection is provided.');
  return connection;
}

export function useClient(): MemcaseClient {
  return useConnection().client;
}
