/** The services in a utility process, started when first needed and again after it ended. */
import type { MessagePortMain, UtilityProcess } from 'electron';

/** What the main process says to backend.ts; ports go along as transfers. */
export type ServicesMessage =
  | { readonly kind: 'connect' }
  | { readonly kind: 'open-case'; readonly path: string };
/** What backend.ts says. */
export type ServicesReply =
  | { readonly kind: 'case-opened' }
  | { readonly kind: 'case-failed'; readonly path: string; readonly message: string };

export interface ServicesProcess {
  readonly connect: (port: MessagePortMain) => void;
  /** The window that connects next finds this case open. */
  readonly openCase: (path: string) => void;
}

export function createServicesProcess(
  fork: () => UtilityProcess,
  onReply: (reply: ServicesReply) => void,
): ServicesProcess {
  let running: UtilityProcess | undefined;

  function services(): UtilityProcess {
    if (running !== undefined) return running;
    const child = fork();
    child.on('message', (reply: ServicesReply) => onReply(reply));
    child.on('exit', () => {
      // The ports of the window close with it; the window connects again and lands here.
      if (running === child) running = undefined;
    });
    running = child;
    return child;
  }
  const send = (message: ServicesMessage, ports: MessagePortMain[] = []) =>
    services().postMessage(message, ports);
  return {
    connect: (port) => send({ kind: 'connect' }, [port]),
    openCase: (path) => send({ kind: 'open-case', path }),
  };
}
