/** The web launcher: the same window in a browser, on loopback, behind a token. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '#shared/errors/app-error.ts';
import { createApp } from '#electron/app.ts';
import type { App } from '#electron/app.ts';
import { listPageFiles } from '#electron/platform/page-files.ts';
import { pageDirectory } from '#electron/platform/places.ts';
import type { Platform } from '#electron/platform/platform.ts';
import { Access } from '#electron/web/access.ts';
import { createHttpServer } from '#electron/web/http-server.ts';
import type { HostContext } from '#electron/web/http-server.ts';
import { openBrowser } from '#electron/web/open-browser.ts';
import { allowedHosts } from '#electron/web/request-guard.ts';
import { hostWebSockets } from '#electron/web/websocket-host.ts';
import type { WebSocketHost } from '#electron/web/websocket-host.ts';

/** A host that nobody looked at for a working day has been forgotten. */
const IDLE_MS = 8 * 60 * 60 * 1000;
const IDLE_CHECK_MS = 60_000;

export interface WebOptions {
  readonly platform: Platform;
  /** Opened for reading at the start. */
  readonly casePath?: string | undefined;
  /** 0: any free one. */
  readonly port?: number | undefined;
  /** Shows the address in a browser where there is one. */
  readonly openBrowser?: boolean | undefined;
  /** Where the built page is; default: the one of this project. */
  readonly pageDirectory?: string | undefined;
  /** Ends the host after this long without a window. */
  readonly idleMs?: number | undefined;
  readonly app?: App | undefined;
}

export interface WebHost {
  /** Works once, in one browser. */
  readonly url: string;
  readonly port: number;
  /** Another address that works once. */
  newUrl(): string;
  /** Resolves when the host has ended, by `close` or because nobody used it. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** @throws web.port-in-use, casefile.* */
export async function startWeb(options: WebOptions): Promise<WebHost> {
  const { platform } = options;
  const app = options.app ?? createApp(platform);
  if (options.casePath !== undefined) app.openInitialCase(options.casePath);
  const access = new Access();
  let port = 0;
  const context: HostContext = {
    access,
    files: listPageFiles(options.pageDirectory ?? pageDirectory),
    log: platform.log,
    port: () => port,
    hosts: () => allowedHosts(port),
  };
  const servers = await listen(context, options.port ?? 0).catch(async (error: unknown) => {
    await app.close();
    throw error;
  });
  port = portOf(servers[0]);
  const sockets = servers.map((server) => hostWebSockets(server, context, app.serve));
  const newUrl = () => `http://127.0.0.1:${port}/?token=${access.issueToken()}`;
  const ending = createEnding(servers, sockets, app);
  stopWhenIdle(sockets, options.idleMs ?? IDLE_MS, ending.close);
  if (options.openBrowser) openBrowser(newUrl());
  return { url: newUrl(), port, newUrl, ...ending };
}

/** On 127.0.0.1 and, where the machine has it, on ::1 with the same port. Never elsewhere. */
async function listen(context: HostContext, wanted: number): Promise<[Server, ...Server[]]> {
  const first = createHttpServer(context);
  await listenOn(first, wanted, '127.0.0.1').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
    throw new AppError('web.port-in-use', `Port ${wanted} cannot be used.`, { port: wanted }, error);
  });
  const second = createHttpServer(context);
  const hasSecond = await listenOn(second, portOf(first), '::1').then(
    () => true,
    () => false,
  );
  return hasSecond ? [first, second] : [first];
}

async function listenOn(server: Server, port: number, host: string): Promise<void> {
  server.listen({ port, host, ipv6Only: host === '::1', exclusive: true });
  await once(server, 'listening');
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function createEnding(servers: readonly Server[], sockets: readonly WebSocketHost[], app: App) {
  let started: Promise<void> | undefined;
  let tellClosed = (): void => undefined;
  const closed = new Promise<void>((resolve) => {
    tellClosed = resolve;
  });
  async function end(): Promise<void> {
    for (const host of sockets) host.close();
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
    await app.close();
    tellClosed();
  }
  return { closed, close: () => (started ??= end()) };
}

function stopWhenIdle(sockets: readonly WebSocketHost[], idleMs: number, close: () => Promise<void>): void {
  let idleSince = performance.now();
  const timer = setInterval(
    () => {
      if (sockets.some((host) => host.windows() > 0)) idleSince = performance.now();
      if (performance.now() - idleSince < idleMs) return;
      clearInterval(timer);
      void close();
    },
    Math.min(IDLE_CHECK_MS, idleMs),
  );
  timer.unref();
}
