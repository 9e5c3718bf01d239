/**
 * A wire over Electron's `MessagePortMain`, which delivers `event.data` (a Node port delivers the value) and
 * transfers nothing but ports, so bytes are copied. Structural: the services import no Electron.
 */
import type { Wire } from '#shared/contract/wire.ts';

/** The part of `Electron.MessagePortMain` (electron.d.ts) that is used. */
export interface PortMain {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
}

export function wireOfPortMain(port: PortMain): Wire {
  return {
    post: (message) => port.postMessage(message),
    onMessage(listener) {
      port.on('message', (event) => listener(event.data));
      // Messages wait in the port until then.
      port.start();
    },
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  };
}
