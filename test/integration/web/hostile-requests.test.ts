/** The web launcher against requests that a hostile page, host or person could send. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startWeb } from '#electron/web.ts';
import type { WebHost } from '#electron/web.ts';
import { contentSecurityPolicy } from '#electron/platform/security-headers.ts';
import { Access } from '#electron/web/access.ts';
import { checks } from '#electron/web/request-guard.ts';
import type { Wire } from '#shared/contract/wire.ts';
import { createScriptedApp, testPlatform } from '#test/support/rpc/scripted-app.ts';
import {
  goodHeaders,
  goodUpgrade,
  hostileHttp,
  hostileUpgrades,
  malformedHttp,
  traversals,
} from '#test/support/web/hostile-requests.ts';
import { formatRequest, sendRaw } from '#test/support/web/raw-request.ts';
import type { RequestParts } from '#test/support/web/raw-request.ts';

const ENTRY = '<!doctype html><title>page</title>';

let directory: string;
let host: WebHost;
let cookie: string;
let served: number;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'memcase-web-'));
  const page = join(directory, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(join(page, 'index.html'), ENTRY);
  writeFileSync(join(page, 'assets', 'main-abc.js'), 'export {};');
  writeFileSync(join(directory, 'package.json'), '{"name":"beyond"}');
  symlinkSync(join(directory, 'package.json'), join(page, 'secret-link.js'));
  const { app } = createScriptedApp();
  served = 0;
  const counting = {
    ...app,
    serve(wire: Wire) {
      served += 1;
      app.serve(wire);
    },
  };
  host = await startWeb({ platform: testPlatform(), app: counting, pageDirectory: page });
  cookie = await logIn(host);
});

afterAll(async () => {
  await host.close();
  rmSync(directory, { recursive: true });
});

async function logIn(web: WebHost): Promise<string> {
  const { pathname, search } = new URL(web.url);
  const response = await send({ target: pathname + search, headers: [['Host', `127.0.0.1:${web.port}`]] });
  expect(response.status).toBe(303);
  return response.headers['set-cookie']?.split(';')[0] ?? '';
}

function send(request: RequestParts) {
  return sendRaw(
    host.port,
    formatRequest({ ...request, headers: [...(request.headers ?? []), ['Connection', 'close']] }),
  );
}

function upgrade(request: RequestParts) {
  return sendRaw(host.port, formatRequest(request));
}

describe('our own page', () => {
  it('gets its files and the headers that bind it', async () => {
    const response = await send({ headers: goodHeaders(host.port, cookie) });
    expect(response.status).toBe(200);
    expect(response.body).toBe(ENTRY);
    expect(response.headers['content-security-policy']).toBe(contentSecurityPolicy);
    expect(response.headers['x-content-type-options']).toBe('nosniff');
    expect(response.headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(response.text.toLowerCase()).not.toContain('access-control-');
  });

  it('gets in under every name of loopback, and by ::1 where there is one', async () => {
    for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
      const headers: [string, string][] = [
        ['Host', `${name}:${host.port}`],
        ['Origin', `http://${name}:${host.port}`],
        ['Cookie', cookie],
      ];
      expect((await send({ headers })).status, name).toBe(200);
    }
  });

  it('gets its WebSocket', async () => {
    const before = served;
    const response = await upgrade(goodUpgrade(host.port, cookie));
    expect(response.status).toBe(101);
    expect(response.text.toLowerCase()).not.toContain('permessage-deflate');
    await vi.waitFor(() => expect(served).toBe(before + 1));
  });
});

describe('a policy that holds', () => {
  it('allows no inline or evaluated script and no foreign source', () => {
    expect(contentSecurityPolicy).not.toMatch(/unsafe-|\*|https?:/);
    expect(contentSecurityPolicy).toContain("default-src 'none'");
    expect(contentSecurityPolicy).toContain("require-trusted-types-for 'script'");
  });
});

describe('tokens and sessions', () => {
  it('let an address work once', async () => {
    const { pathname, search } = new URL(host.newUrl());
    const request = {
      target: pathname + search,
      headers: [['Host', `127.0.0.1:${host.port}`]] as [string, string][],
    };
    const first = await send(request);
    expect(first.status).toBe(303);
    expect(first.headers['location']).toBe('/');
    expect(first.headers['set-cookie']).toMatch(
      new RegExp(`^memcase-${host.port}=[A-Za-z0-9_-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
    );
    expect(search).toMatch(/^\?token=[A-Za-z0-9_-]{43}$/);
    expect((await send(request)).status).toBe(403);
  });

  it('let the browser that is in already open its address again', async () => {
    const used = new URL(host.url);
    const response = await send({
      target: used.pathname + used.search,
      headers: goodHeaders(host.port, cookie),
    });
    expect(response.status).toBe(303);
    expect(response.headers['set-cookie']).toBeUndefined();
  });

  it.each([
    ['no cookie', ''],
    ['an empty session', 'memcase-PORT='],
    ['another session', `memcase-PORT=${'A'.repeat(43)}`],
    ['a session under another name', 'memcase=SESSION'],
    ['a session of another port', 'memcase-1=SESSION'],
    ['a session cut short', 'memcase-PORT=SHORT'],
  ])('keep out %s', async (_name, template) => {
    const session = cookie.split('=')[1] ?? '';
    const value = template
      .replace('PORT', String(host.port))
      .replace('SESSION', session)
      .replace('SHORT', session.slice(0, -1));
    const before = served;
    for (const target of [
      '/',
      '/index.html',
      '/assets/main-abc.js',
      '/?token=',
      '/?token=wrong',
      '/x?token=wrong',
    ]) {
      const response = await send({ target, headers: goodHeaders(host.port, value) });
      expect(response.status, target).toBe(403);
      expect(response.body).not.toContain('title');
    }
    expect((await upgrade(goodUpgrade(host.port, value))).status).toBe(403);
    expect(served).toBe(before);
  });
});

describe('hostile requests', () => {
  it('have a list for every guard', () => {
    expect(Object.keys(hostileHttp(1, '')).toSorted()).toEqual(Object.keys(checks).toSorted());
  });

  it('are refused one by one, with a valid session', async () => {
    let count = 0;
    const lists = { ...hostileHttp(host.port, cookie), malformed: malformedHttp(host.port, cookie) };
    for (const [guard, list] of Object.entries(lists)) {
      for (const { name, request } of list) {
        const response = await send(request);
        expect([0, 400, 403, 405, 413, 431, 501], `${guard}: ${name} → ${response.status}`).toContain(
          response.status,
        );
        expect(response.body, name).not.toContain('title');
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(60);
  });

  it('find no file beyond the page', async () => {
    for (const target of traversals) {
      const response = await send({ target, headers: goodHeaders(host.port, cookie) });
      expect([400, 404], target).toContain(response.status);
      expect(response.body, target).not.toMatch(/beyond|root:/);
    }
  });

  it('get no WebSocket', async () => {
    const before = served;
    for (const { name, request } of hostileUpgrades(host.port, cookie)) {
      const response = await upgrade(request);
      expect([0, 400, 403], `${name} → ${response.status}`).toContain(response.status);
    }
    expect(served).toBe(before);
  });

  it('do not smuggle a second request behind a refused one', async () => {
    const inner = formatRequest({ headers: goodHeaders(host.port, cookie) });
    const headers = [...goodHeaders(host.port, cookie), ['Content-Length', String(inner.length)]] as [
      string,
      string,
    ][];
    const response = await sendRaw(host.port, formatRequest({ method: 'POST', headers, body: inner }));
    expect(response.status).toBe(405);
    expect(response.text.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  it('are dropped where they never end', async () => {
    const started = performance.now();
    const response = await sendRaw(host.port, 'GET / HTTP/1.1\r\nHost: x\r\n', 15_000);
    expect([0, 400, 408]).toContain(response.status);
    expect(performance.now() - started).toBeLessThan(12_000);
  });
});

describe('a guard that is taken away', () => {
  it.each(Object.keys(checks))('is missed: %s', async (guard) => {
    const original = checks[guard]!;
    const writable = checks as Record<string, typeof original>;
    writable[guard] = () => undefined;
    try {
      const list = hostileHttp(host.port, cookie)[guard] ?? [];
      const statuses = await Promise.all(list.map(async ({ request }) => (await send(request)).status));
      expect(statuses.some((status) => status === 200 || status === 404)).toBe(true);
    } finally {
      writable[guard] = original;
    }
  });
});

describe('a guard of the upgrade that is taken away', () => {
  it.each(['host', 'origin', 'fetchSite'])('is missed: %s', async (guard) => {
    const original = checks[guard]!;
    const writable = checks as Record<string, typeof original>;
    writable[guard] = () => undefined;
    try {
      const list = hostileUpgrades(host.port, cookie);
      const statuses = await Promise.all(list.map(async ({ request }) => (await upgrade(request)).status));
      expect(statuses).toContain(101);
    } finally {
      writable[guard] = original;
    }
  });

  it('is missed: the session', async () => {
    const lookUp = vi.spyOn(Access.prototype, 'isSession').mockReturnValue(true);
    const stranger = `memcase-${host.port}=x`;
    expect((await send({ headers: goodHeaders(host.port, stranger) })).status).toBe(200);
    expect((await upgrade(goodUpgrade(host.port, stranger))).status).toBe(101);
    lookUp.mockRestore();
    expect((await send({ headers: goodHeaders(host.port, stranger) })).status).toBe(403);
  });
});

describe('the address', () => {
  it('says so when its port is taken', async () => {
    const again = startWeb({ platform: testPlatform(), app: createScriptedApp().app, port: host.port });
    await expect(again).rejects.toMatchObject({ code: 'web.port-in-use', data: { port: host.port } });
  });

  it('is given up when nobody uses it', async () => {
    const idle = await startWeb({ platform: testPlatform(), app: createScriptedApp().app, idleMs: 30 });
    await idle.closed;
    await expect(sendRaw(idle.port, 'GET / HTTP/1.1\r\n\r\n')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});
