/** The wire of the desktop launcher: one MessagePort to the services, handed over by the preload script. */
import type { Wire } from '#shared/contract/wire.ts';
import { AppError } from '#shared/errors/app-error.ts';

/** What the page posts to its own window to ask for a port, and what comes back with it. */
export const portRequest = 'memcase:connect';
export const portAnswer = 'memcase:port';

const ANSWER_TIMEOUT_MS = 10_000;

export function wireOfPort(port: MessagePort): Wire {
  let closed = false;
  const closeListeners: (() => void)[] = [];
  const onClose = () => {
    if (closed) return;
    closed = true;
    for (const listener of closeListeners) listener();
  };
  port.addEventListener('close', onClose);
  return {
    post: (message) => port.postMessage(message),
    onMessage(listener) {
      port.addEventListener('message', (event: MessageEvent<unknown>) => listener(event.data));
      port.start();
    },
    onClose: (listener) => void closeListeners.push(listener),
    close() {
      port.close();
      onClose();
    },
  };
}

/** @throws rpc.disconnected where no port comes within ten seconds */
export function openMessagePortWire(page: Window): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      page.removeEventListener('message', receive);
      reject(new AppError('rpc.disconnected', 'The services of Memcase do not answer.'));
    }, ANSWER_TIMEOUT_MS);
    function receive(event: MessageEvent<unknown>): void {
      const port = event.ports[0];
      if (event.source !== page || event.data !== portAnswer || port === undefined) return;
      clearTimeout(timer);
      page.removeEventListener('message', receive);
      resolve(wireOfPort(port));
    }
    page.addEventListener('message', receive);
    page.postMessage(portRequest, page.location.origin);
  });
}
