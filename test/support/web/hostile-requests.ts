/** What must not get through, by the guard that stops it. `good` is the request of our own page. */
import type { RequestParts } from './raw-request.ts';

export interface Hostile {
  readonly name: string;
  readonly request: RequestParts;
}

type Headers = readonly (readonly [string, string])[];

export function goodHeaders(port: number, cookie: string): Headers {
  return [
    ['Host', `127.0.0.1:${port}`],
    ['Cookie', cookie],
  ];
}

export function goodUpgrade(port: number, cookie: string): RequestParts {
  return {
    target: '/rpc',
    headers: [
      ...goodHeaders(port, cookie),
      ['Origin', `http://127.0.0.1:${port}`],
      ['Sec-Fetch-Site', 'same-origin'],
      ...upgradeHeaders,
    ],
  };
}

const upgradeHeaders: Headers = [
  ['Connection', 'Upgrade'],
  ['Upgrade', 'websocket'],
  ['Sec-WebSocket-Version', '13'],
  ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
];

const foreignHosts = (port: number) => [
  'evil.example',
  `evil.example:${port}`,
  '127.0.0.1',
  'localhost',
  `127.0.0.1:${port === 65535 ? port - 1 : port + 1}`,
  `127.0.0.1.nip.io:${port}`,
  `localhost.:${port}`,
  `LOCALHOST:${port}`,
  `0.0.0.0:${port}`,
  `127.1:${port}`,
  `2130706433:${port}`,
  `[::ffff:127.0.0.1]:${port}`,
  `[::]:${port}`,
  `evil@127.0.0.1:${port}`,
  `127.0.0.1:${port}@evil.example`,
  `127.0.0.1:${port} `.padEnd(30, 'x'),
  `127.0.0.1:0${port}`,
  `127.0.0.1:${port}/`,
  '',
];

const foreignOrigins = (port: number) => [
  'http://evil.example',
  `http://evil.example:${port}`,
  'null',
  'http://127.0.0.1',
  `https://127.0.0.1:${port}`,
  `http://localhost:${port}`,
  `http://127.0.0.1:${port}.evil.example`,
  `http://127.0.0.1:${port}/`,
  `http://127.0.0.1:${port + 1}`,
  'file://',
  'chrome-extension://abcdefghijklmnop',
  'memcase://app',
  '',
];

const badTargets = [
  '//evil.example/',
  'http://evil.example/',
  'https://127.0.0.1/',
  '/\\evil',
  '*',
  'evil.example:443',
  '/a\tb',
  '/caf\u00e9',
  '?token=x',
  '/rpc#x\x7f',
];

/** Each must be refused by the guard alone: they carry a valid session. */
export function hostileHttp(port: number, cookie: string): Record<string, readonly Hostile[]> {
  const good = goodHeaders(port, cookie);
  const withoutHost = good.slice(1);
  return {
    host: [
      ...foreignHosts(port).map((host) =>
        hostile(`Host ${host}`, { headers: [['Host', host], ...withoutHost] }),
      ),
      hostile('two hosts', { headers: [...good, ['Host', 'evil.example']] }),
      hostile('two equal hosts', { headers: [...good, good[0]!] }),
      hostile('no host', { headers: withoutHost }),
    ],
    origin: foreignOrigins(port).map((origin) =>
      hostile(`Origin ${origin}`, { headers: [...good, ['Origin', origin]] }),
    ),
    fetchSite: ['cross-site', 'same-site', 'Same-Origin', 'x', ''].map((site) =>
      hostile(`Sec-Fetch-Site ${site}`, { headers: [...good, ['Sec-Fetch-Site', site]] }),
    ),
    target: badTargets.map((target) =>
      hostile(`target ${JSON.stringify(target)}`, { target, headers: good }),
    ),
    method: ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'].map((method) =>
      hostile(`method ${method}`, { method, headers: [...good, ['Content-Length', '0']] }),
    ),
    body: [
      hostile('a body', { headers: [...good, ['Content-Length', '5']], body: 'hello' }),
      hostile('a huge body', { headers: [...good, ['Content-Length', '99999999999']], body: 'x' }),
      hostile('a chunked body', { headers: [...good, ['Transfer-Encoding', 'chunked']], body: '0\r\n\r\n' }),
    ],
  };
}

/** Refused by Node's own parser or by its limits, before the guard. */
export function malformedHttp(port: number, cookie: string): readonly Hostile[] {
  const good = goodHeaders(port, cookie);
  return [
    hostile('both lengths', {
      headers: [...good, ['Content-Length', '6'], ['Transfer-Encoding', 'chunked']],
      body: '0\r\n\r\nGET',
    }),
    hostile('two lengths', {
      headers: [...good, ['Content-Length', '0'], ['Content-Length', '5']],
      body: 'hello',
    }),
    hostile('an obfuscated chunked', {
      headers: [...good, ['Transfer-Encoding', ' chunked, identity']],
      body: '',
    }),
    hostile('a header of 64 KiB', { headers: [...good, ['X-Long', 'x'.repeat(65_536)]] }),
    hostile('a target of 64 KiB', { target: `/${'a'.repeat(65_536)}`, headers: good }),
    hostile('a line feed in a header', { headers: [...good, ['X-A', 'b\nHost: evil.example']] }),
    hostile('a NUL in the target', { target: '/\0', headers: good }),
    hostile('a space before the colon', { headers: [...good, ['X-A ', 'b']] }),
    hostile('an unknown method', { method: 'MEMCASE', headers: good }),
    hostile('CONNECT', { method: 'CONNECT', target: 'evil.example:80', headers: good }),
  ];
}

/** Paths that lead nowhere, with a valid session: 404, and never a file beyond the page. */
export const traversals: readonly string[] = [
  '/../package.json',
  '/../../etc/passwd',
  '/assets/../../package.json',
  '/%2e%2e/package.json',
  '/%2e%2e%2fpackage.json',
  '/..%2fpackage.json',
  '/..%5cpackage.json',
  '/.%2e/package.json',
  '/assets/%2e%2e/%2e%2e/package.json',
  '/%252e%252e/package.json',
  '/....//package.json',
  '/./../package.json',
  '/index.html/../../package.json',
  '/index.html%00.png',
  '/%c0%ae%c0%ae/package.json',
  '/etc/passwd',
  '/package.json',
  '/.git/config',
  '/secret-link.js',
  '/INDEX.HTML',
  '/__proto__',
  '/constructor',
];

/** Upgrades that carry a valid session but must be refused. */
export function hostileUpgrades(port: number, cookie: string): readonly Hostile[] {
  const good = goodUpgrade(port, cookie).headers ?? [];
  const without = (name: string) => good.filter(([key]) => key !== name);
  const replace = (name: string, value: string): Headers => [...without(name), [name, value]];
  return [
    hostile('no origin', { target: '/rpc', headers: without('Origin') }),
    ...foreignOrigins(port).map((origin) =>
      hostile(`Origin ${origin}`, { target: '/rpc', headers: replace('Origin', origin) }),
    ),
    ...foreignHosts(port).map((host) =>
      hostile(`Host and Origin ${host}`, {
        target: '/rpc',
        headers: [['Host', host], ...replace('Origin', `http://${host}`).filter(([key]) => key !== 'Host')],
      }),
    ),
    ...['cross-site', 'same-site'].map((site) =>
      hostile(`Sec-Fetch-Site ${site}`, { target: '/rpc', headers: replace('Sec-Fetch-Site', site) }),
    ),
    ...['/', '/rpc/', '/rpc?token=x', '/RPC', '/other', '//rpc', '/rpc/../rpc'].map((target) =>
      hostile(`target ${target}`, { target, headers: good }),
    ),
    hostile('POST', { method: 'POST', target: '/rpc', headers: [...good, ['Content-Length', '0']] }),
    hostile('a body', { target: '/rpc', headers: [...good, ['Content-Length', '4']], body: 'abcd' }),
  ];
}

function hostile(name: string, request: RequestParts): Hostile {
  return { name, request };
}
