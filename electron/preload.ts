/**
 * Runs in the window's sandbox, apart from the page. Passes on one request and one port; exposes nothing.
 * Bundled as CommonJS, the only form that a sandboxed preload may have.
 */
import { ipcRenderer } from 'electron';
import { connectChannel, portChannel } from '#electron/desktop/service-ports.ts';

/** The two members of the page's window that are used here; this room has no DOM. */
interface PageWindow {
  readonly location: { readonly origin: string };
  addEventListener(type: 'message', listener: (event: { source: unknown; data: unknown }) => void): void;
  postMessage(message: string, targetOrigin: string, transfer: readonly unknown[]): void;
}
declare const window: PageWindow;

window.addEventListener('message', ({ source, data }) => {
  if (source === window && data === connectChannel) ipcRenderer.send(connectChannel);
});

ipcRenderer.on(portChannel, ({ ports }) => {
  window.postMessage(portChannel, window.location.origin, ports);
});
