/**
 * Looks at a request before anything else does. A browser that runs someone else's page must not be able to
 * use this host: not by a foreign name for our address (DNS rebinding), not across origins, not by a form.
 */
import type { IncomingMessage } from 'node:http';

export interface Refusal {
  readonly status: 400 | 403 | 405 | 413;
  readonly reason: string;
}

/** The names under which this host may be addressed, exactly. */
export function allowedHosts(port: number): ReadonlySet<string> {
  return new Set([`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]);
}

type Check = (request: IncomingMessage, hosts: ReadonlySet<string>) => Refusal | undefined;

/** In this order; exported by name so that a test can take one away and see the suite turn red. */
export const checks: Readonly<Record<string, Check>> = {
  /** Only a path: no absolute form, no `//host`, nothing that a proxy might read in another way. */
  target: ({ url = '' }) =>
    /^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/.test(url) ? undefined : refuse(400, 'request target'),
  host: (request, hosts) => {
    const names = headerValues(request, 'host');
    return names.length === 1 && hosts.has(names[0] ?? '') ? undefined : refuse(403, 'host');
  },
  /** A page of ours sends our own origin or none; `null` and everything else is another's. */
  origin: (request) => {
    const { origin, host } = request.headers;
    return origin === undefined || origin === `http://${host}` ? undefined : refuse(403, 'origin');
  },
  /** What browsers say themselves about who asks. */
  fetchSite: (request) => {
    const site = request.headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none'
      ? undefined
      : refuse(403, 'cross-site request');
  },
  method: ({ method }) => (method === 'GET' || method === 'HEAD' ? undefined : refuse(405, 'method')),
  /** Nothing here takes a body. */
  body: ({ headers }) =>
    headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0'
      ? undefined
      : refuse(413, 'body'),
};

export function checkRequest(request: IncomingMessage, hosts: ReadonlySet<string>): Refusal | undefined {
  for (const check of Object.values(checks)) {
    const refusal = check(request, hosts);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** An upgrade must name its origin: browsers always do, and a WebSocket has no other protection. */
export function checkUpgrade(request: IncomingMessage, hosts: ReadonlySet<string>): Refusal | undefined {
  if (request.headers.origin === undefined) return refuse(403, 'origin');
  if (request.url !== '/rpc') return refuse(400, 'request target');
  return checkRequest(request, hosts);
}

function refuse(status: Refusal['status'], reason: string): Refusal {
  return { status, reason };
}

/** All values as they were sent: Node keeps only the first `Host`. */
function headerValues(request: IncomingMessage, name: string): string[] {
  const { rawHeaders } = request;
  return rawHeaders.filter(
    (_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name,
  );
}
