/** HTTP on loopback: the token exchange and the files of the page. Everything else is an upgrade or refused. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { securityHeaders } from '#electron/platform/security-headers.ts';
import type { PageFiles } from '#electron/platform/page-files.ts';
import type { Platform } from '#electron/platform/platform.ts';
import { cookieName, readCookie, sessionCookie } from './access.ts';
import type { Access } from './access.ts';
import { checkRequest } from './request-guard.ts';

export interface HostContext {
  readonly access: Access;
  readonly files: PageFiles;
  readonly log: Platform['log'];
  /** Known once the server listens. */
  readonly port: () => number;
  readonly hosts: () => ReadonlySet<string>;
}

/** A header of a browser on loopback is far below; a request that takes longer is no browser's. */
const limits = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
};
const MAX_CONNECTIONS = 64;

export function createHttpServer(context: HostContext): Server {
  const server = createServer(limits, (request, response) => {
    answer(request, response, context).catch((error: unknown) => {
      context.log('error', 'a request failed', { error: String(error) });
      response.destroy();
    });
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  return server;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  context: HostContext,
): Promise<void> {
  const refusal = checkRequest(request, context.hosts());
  if (refusal !== undefined) {
    context.log('warn', 'request refused', { reason: refusal.reason });
    return sendText(response, refusal.status, `Refused: ${refusal.reason}.\n`);
  }
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://loopback');
  const token = searchParams.get('token');
  if (pathname === '/' && token !== null) return exchange(token, request, response, context);
  if (!hasSession(request, context)) {
    return sendText(response, 403, 'Open the address that Memcase printed; each works once.\n');
  }
  return sendFile(request, response, context);
}

export function hasSession(request: IncomingMessage, { access, port }: HostContext): boolean {
  const session = readCookie(request.headers.cookie, cookieName(port()));
  return session !== undefined && access.isSession(session);
}

function exchange(
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
  context: HostContext,
): void {
  // A browser that is in already may open its address again.
  if (hasSession(request, context)) return redirectHome(response);
  const session = context.access.exchange(token);
  if (session === undefined) {
    return sendText(response, 403, 'This address was used before. Ask Memcase for another one.\n');
  }
  response.setHeader('Set-Cookie', sessionCookie(context.port(), session));
  redirectHome(response);
}

/** Away from the address with the token, so that it does not stay in the history as a page. */
function redirectHome(response: ServerResponse): void {
  response.writeHead(303, { ...securityHeaders, Location: '/', 'Cache-Control': 'no-store' }).end();
}

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  context: HostContext,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const file = context.files.get(path);
  if (file === undefined) {
    const text =
      context.files.size === 0 ? 'The page is not built: npm run build\n' : 'There is no such page.\n';
    return sendText(response, 404, text);
  }
  const body = await file.read();
  response.writeHead(200, {
    ...securityHeaders,
    'Content-Type': file.contentType,
    'Content-Length': body.length,
    'Cache-Control': file.cacheControl,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    ...securityHeaders,
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    // Whoever was refused starts over: nothing that it sent behind is read as a request.
    Connection: 'close',
  });
  response.end(text);
}
