/** What a session of the window may do: next to nothing. Electron's own default is to allow everything. */
import type { App, Session } from 'electron';
import { isOwnAddress } from './page-address.ts';

/** Every session, the default one included, from the moment it exists. */
export function bindSessions(app: Pick<App, 'on'>): void {
  app.on('session-created', (session) => bindSession(session));
}

export function bindSession(session: Session): void {
  denyPermissions(session);
  blockNetwork(session);
  denyDownloads(session);
}

/**
 * The one permission of our own page: to put text that a person copied on the clipboard. Reading it, devices,
 * media, notifications and whatever comes later are denied.
 */
const allowed = 'clipboard-sanitized-write';

function denyPermissions(session: Session): void {
  session.setPermissionCheckHandler(
    (_contents, permission, origin, details) =>
      permission === allowed && details.isMainFrame && isOwnAddress(`${origin.replace(/\/$/, '')}/`),
  );
  session.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(permission === allowed && details.isMainFrame && isOwnAddress(details.requestingUrl)),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null));
}

/** The window talks to its services through a port. Nothing of it reaches a network, not even this machine's. */
function blockNetwork(session: Session): void {
  session.webRequest.onBeforeRequest((details, callback) => {
    const isInlineImage = details.resourceType === 'image' && details.url.startsWith('data:image/');
    callback({ cancel: !isInlineImage && !isOwnAddress(details.url) });
  });
  // Should a request ever come past that: a proxy that does not exist, for loopback as well.
  void session.setProxy({
    mode: 'fixed_servers',
    proxyRules: '127.0.0.1:9',
    proxyBypassRules: '<-loopback>',
  });
}

/** Only the report that our own page made in memory may be saved; Electron then asks where to. */
function denyDownloads(session: Session): void {
  session.on('will-download', (event, item) => {
    const isReport = item.getMimeType() === 'application/pdf' && item.getURL().startsWith('blob:');
    if (!isReport || !isOwnAddress(item.getURL())) event.preventDefault();
  });
}
