/**
 * The services of the desktop launcher, in a utility process of their own, so that reading a large case never
 * freezes the window. Started by main.ts; knows no Electron but the port to its parent.
 */
import { createApp } from '#electron/app.ts';
import { wireOfPortMain } from '#electron/desktop/message-port-transport.ts';
import type { PortMain } from '#electron/desktop/message-port-transport.ts';
import type { ServicesMessage, ServicesReply } from '#electron/desktop/services-process.ts';
import { createLocalPlatform } from '#electron/platform/local-platform.ts';
import { isAppError } from '#shared/errors/app-error.ts';

/** `process.parentPort` of a utility process (electron.d.ts: ParentPort). */
interface ParentPort {
  on(event: 'message', listener: (event: { data: ServicesMessage; ports: PortMain[] }) => void): void;
  postMessage(message: ServicesReply): void;
}

const parent = (process as unknown as { parentPort: ParentPort }).parentPort;
const platform = createLocalPlatform('desktop');
const app = createApp(platform);

parent.on('message', ({ data, ports }) => {
  if (data.kind === 'open-case') openCase(data.path);
  else if (ports[0] !== undefined) app.serve(wireOfPortMain(ports[0]));
});

function openCase(path: string): void {
  try {
    app.openInitialCase(path);
    parent.postMessage({ kind: 'case-opened' });
  } catch (error) {
    const message = isAppError(error)
      ? error.message
      : 'The file could not be opened; the log has the cause.';
    platform.log('error', 'a case could not be opened', { path, error: String(error) });
    parent.postMessage({ kind: 'case-failed', path, message });
  }
}
