/** `npm start`, where there is no Electron: one line that says so, an address, and an end by Ctrl-C. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findElectron } from '#build/launch/find-electron.ts';
import { browserCommand } from '#electron/web/open-browser.ts';
import { formatRequest, sendRaw } from '#test/support/web/raw-request.ts';

const start = fileURLToPath(new URL('../../../build/launch/start.mjs', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'memcase-start-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('Electron', () => {
  it('is found where it is, without asking the package', () => {
    mkdirSync(join(folder, 'dist'));
    expect(findElectron({}, folder)).toBeUndefined();
    writeFileSync(join(folder, 'dist', 'electron'), '');
    if (process.platform === 'linux') expect(findElectron({}, folder)).toBe(join(folder, 'dist', 'electron'));
  });

  it('is found where it was put by hand', () => {
    writeFileSync(join(folder, 'path.txt'), 'my-electron');
    writeFileSync(join(folder, 'my-electron'), '');
    expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: folder }, folder)).toBe(join(folder, 'my-electron'));
  });
});

describe('a browser', () => {
  it.each([
    ['linux', {}, undefined],
    ['linux', { DISPLAY: ':0' }, ['xdg-open']],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open']],
    ['darwin', {}, ['open']],
    ['win32', {}, ['rundll32', 'url.dll,FileProtocolHandler']],
  ] as const)('on %s with %j is %j', (platform, environment, command) => {
    expect(browserCommand(platform, environment)).toEqual(command);
  });
});

it('serves the window on loopback and says so in one line', async () => {
  // Where this machine has an Electron, the same host is started by its own switch.
  const hasElectron = findElectron() !== undefined;
  const child = spawn(process.execPath, [start, '--no-open', ...(hasElectron ? ['--web'] : [])], {
    env: {
      ...process.env,
      XDG_STATE_HOME: folder,
      XDG_CACHE_HOME: folder,
      // A port that nobody listens on: no network is asked.
      ELECTRON_MIRROR: 'http://127.0.0.1:9/',
      ELECTRON_OVERRIDE_DIST_PATH: '',
    },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  try {
    await vi.waitFor(() => expect(output).toMatch(/token=\S+/), { timeout: 60_000, interval: 100 });
    if (!hasElectron)
      expect(output.split('\n')[0]).toBe(
        'Electron is not here and cannot be fetched: serving the same window on loopback',
      );
    const url = new URL(/http:\S+/.exec(output)?.[0] ?? '');
    expect(url.hostname).toBe('127.0.0.1');
    const target = url.pathname + url.search;
    const answer = await sendRaw(Number(url.port), formatRequest({ target, headers: [['Host', url.host]] }));
    expect(answer.status).toBe(303);
  } finally {
    child.kill('SIGINT');
  }
  expect(await once(child, 'exit')).toEqual([0, null]);
});
