/** A real browser that is logged in, and shows somebody else's page: nothing of it reaches us. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startWeb } from '#electron/web.ts';
import type { WebHost } from '#electron/web.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { createScriptedApp, testPlatform } from '#test/support/rpc/scripted-app.ts';

let folder: string;
let host: WebHost;
let browser: Browser;
let context: BrowserContext;
let evil: Server;
let page: Page;
let served = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'memcase-origins-'));
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><title>ours</title><script src="/ours.js"></script>',
  );
  writeFileSync(join(folder, 'ours.js'), 'globalThis.ours = true;');
  const { app } = createScriptedApp();
  const counting = {
    ...app,
    serve(wire: Parameters<typeof app.serve>[0]) {
      served += 1;
      app.serve(wire);
    },
  };
  host = await startWeb({ platform: testPlatform(), app: counting, pageDirectory: folder });
  evil = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>evil</title>');
  });
  evil.listen(0, '127.0.0.1');
  await once(evil, 'listening');
  browser = await launchChromium();
  context = await browser.newContext();
  const own = await context.newPage();
  await own.goto(host.url);
  expect(await own.evaluate('globalThis.ours')).toBe(true);
  page = await context.newPage();
  await page.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`);
});

afterAll(async () => {
  await browser.close();
  evil.close();
  await host.close();
  rmSync(folder, { recursive: true });
});

/** Names that lead to this machine; a cookie goes with some of them, since a site has no port. */
const names = ['127.0.0.1', 'localhost', 'localhost.', '0.0.0.0', '[::1]', '[::ffff:127.0.0.1]', '127.1'];

describe.each(names)("somebody else's page, by the name %s", (name) => {
  const base = () => `http://${name}:${host.port}`;

  it('reads nothing', async () => {
    const outcome = await page.evaluate(
      (url) =>
        fetch(url, { credentials: 'include' }).then(
          (answer) => answer.text(),
          () => 'refused',
        ),
      `${base()}/`,
    );
    expect(outcome).toBe('refused');
  });

  it('runs no script of ours and frames nothing', async () => {
    const outcome = await page.evaluate(
      (url) =>
        new Promise((resolve) => {
          const script = document.createElement('script');
          script.addEventListener('load', () => resolve('loaded'));
          script.addEventListener('error', () => resolve('refused'));
          script.src = url;
          document.body.append(script);
        }),
      `${base()}/ours.js`,
    );
    expect(outcome).toBe('refused');
    expect(await page.evaluate('globalThis.ours')).toBeUndefined();
  });

  it('opens no WebSocket and no event stream', async () => {
    const outcome = await page.evaluate(
      (address) =>
        Promise.all([
          new Promise((resolve) => {
            const socket = new WebSocket(`${address.replace('http', 'ws')}/rpc`);
            socket.addEventListener('open', () => resolve('open'));
            socket.addEventListener('error', () => resolve('refused'));
          }),
          new Promise((resolve) => {
            const events = new EventSource(`${address}/rpc`, { withCredentials: true });
            events.addEventListener('open', () => resolve('open'));
            events.addEventListener('error', () => resolve('refused'));
          }),
        ]),
      base(),
    );
    expect(outcome).toEqual(['refused', 'refused']);
    expect(served).toBe(0);
  });

  it('posts no form and navigates to nothing of ours', async () => {
    const victim = await context.newPage();
    await victim.goto(page.url());
    for (const method of ['POST', 'GET']) {
      await victim.goto(page.url());
      await victim.evaluate(
        ({ action, how }) => {
          const form = document.createElement('form');
          Object.assign(form, { action, method: how });
          document.body.append(form);
          form.submit();
        },
        { action: `${base()}/`, how: method },
      );
      // Somebody else's page is empty; a refusal and a browser's own error page have words.
      await vi.waitFor(async () => expect(await victim.locator('body').innerText()).not.toBe(''), 5000);
      expect(await victim.evaluate('globalThis.ours')).toBeUndefined();
    }
    await victim.close();
  });
});
