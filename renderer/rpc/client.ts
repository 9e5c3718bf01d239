/** The page's typed client of the contract, over whichever wire its launcher offers. */
import { createORPCClient } from '@orpc/client';
import type { ClientLink, InferClientOutputs } from '@orpc/client';
import { CONTRACT_VERSION } from '#shared/contract/index.ts';
import type { MemcaseClient } from '#shared/contract/client.ts';
import type { Wire } from '#shared/contract/wire.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { createWireLink } from './wire-link.ts';
import type { CallContext } from './wire-link.ts';

export type { MemcaseClient };
export type Hello = InferClientOutputs<MemcaseClient>['app']['hello'];

export interface Connection {
  readonly client: MemcaseClient;
  /** Says hello over a fresh or the present connection. @throws rpc.disconnected, rpc.contract-mismatch */
  hello(): Promise<Hello>;
  /** Called at each loss; the next call connects again. @returns a function that stops listening */
  onLost(listener: () => void): () => void;
  close(): void;
}

/**
 * A client that connects at its first call and again at the first call after a loss. Calls that were open
 * at a loss end with `rpc.disconnected`: whether they did their work is for the caller to find out.
 * @param openWire resolves with an open wire; rejects with `rpc.disconnected`
 */
export function createConnection(openWire: () => Promise<Wire>): Connection {
  const lostListeners = new Set<() => void>();
  let live: Promise<Live> | undefined;
  let closed = false;

  function connect(): Promise<Live> {
    if (closed)
      return Promise.reject(new AppError('rpc.disconnected', 'This window has closed its connection.'));
    live ??= open(openWire, () => {
      live = undefined;
      for (const listener of lostListeners) listener();
    }).catch((error: unknown) => {
      live = undefined;
      throw error;
    });
    return live;
  }

  const link: ClientLink<CallContext> = {
    call: async (path, input, options) => (await connect()).link.call(path, input, options),
  };
  return {
    client: createORPCClient<MemcaseClient>(link),
    hello: async () => (await connect()).hello,
    onLost(listener) {
      lostListeners.add(listener);
      return () => void lostListeners.delete(listener);
    },
    close() {
      closed = true;
      void live?.then(({ wire }) => wire.close());
    },
  };
}

interface Live {
  readonly wire: Wire;
  readonly link: ClientLink<CallContext>;
  readonly hello: Hello;
}

async function open(openWire: () => Promise<Wire>, onLost: () => void): Promise<Live> {
  const wire = await openWire();
  const link = createWireLink(wire);
  wire.onClose(onLost);
  try {
    return { wire, link, hello: await sayHello(createORPCClient<MemcaseClient>(link)) };
  } catch (error) {
    wire.close();
    throw error;
  }
}

async function sayHello(client: MemcaseClient): Promise<Hello> {
  const hello = await client.app.hello({ contractVersion: CONTRACT_VERSION });
  if (hello.contractVersion === CONTRACT_VERSION) return hello;
  throw new AppError('rpc.contract-mismatch', 'This window is of another version than Memcase.', {
    window: CONTRACT_VERSION,
    app: hello.contractVersion,
  });
}
