/** oRPC's calls over any wire; the other end is electron/rpc/serve-wire.ts. */
import { RPCLink } from '@orpc/client/message-port';
import type { ClientLink } from '@orpc/client';
import { contract } from '#shared/contract/index.ts';
import { checkedLink } from '#shared/contract/checked-link.ts';
import { bytesSerializer, callIdOf } from '#shared/contract/wire.ts';
import type { Wire } from '#shared/contract/wire.ts';
import { AppError } from '#shared/errors/app-error.ts';

export type CallContext = Record<never, never>;

/** A link over one connection; once that is lost, every call ends with `rpc.disconnected`. */
export function createWireLink(wire: Wire): ClientLink<CallContext> {
  let lost = false;
  const closeListeners: (() => void)[] = [];
  const link = new RPCLink<CallContext>({
    port: {
      onMessage: {
        addListener: (listener: (message: unknown) => void) =>
          wire.onMessage((message) => {
            if (callIdOf(message) !== undefined) listener(message);
          }),
      },
      onDisconnect: { addListener: (listener: () => void) => void closeListeners.push(listener) },
      postMessage(message: unknown) {
        if (lost) throw new AppError('rpc.disconnected', 'The connection to Memcase is lost.');
        wire.post(message);
      },
    },
    customJsonSerializers: [bytesSerializer],
    experimental_transfer: () => [],
  });
  wire.onClose(() => {
    lost = true;
    for (const listener of closeListeners) listener();
  });
  return checkedLink(contract, link, () => lost);
}
