/** What the window may not do. Each `describe` begins with the double as Electron is without us: it allows. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventEmitter } from 'node:events';
import type { App, IpcMain, MessageChannelMain, MessagePortMain } from 'electron';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { denyNavigation } from '#electron/desktop/navigation-policy.ts';
import { isOwnAddress } from '#electron/desktop/page-address.ts';
import { bindSessions } from '#electron/desktop/permissions.ts';
import { pageSchemeRights, servePage } from '#electron/desktop/protocol.ts';
import { connectChannel, offerServicePorts, portChannel } from '#electron/desktop/service-ports.ts';
import { openWindow, windowOptions } from '#electron/desktop/window.ts';
import { caseFromArguments } from '#electron/desktop/open-file.ts';
import { listPageFiles } from '#electron/platform/page-files.ts';
import { contentSecurityPolicy } from '#electron/platform/security-headers.ts';
import { portAnswer, portRequest } from '#renderer/rpc/message-port-link.ts';
import {
  ProtocolDouble,
  SessionDouble,
  WebContentsDouble,
  WindowDouble,
  frameDouble,
  ipcEvent,
} from '#test/support/desktop/electron-double.ts';
import type { Permission } from '#test/support/desktop/electron-double.ts';

const OWN = 'memcase://app/';

describe('an address of our own', () => {
  it.each([OWN, 'memcase://app/assets/a.js', 'blob:memcase://app/6f1c3a52'])('is %s', (address) => {
    expect(isOwnAddress(address)).toBe(true);
  });

  it.each([
    '',
    'memcase:',
    'memcase:app',
    'memcase://',
    'memcase://evil/',
    'memcase://app.evil/',
    'memcase://app@evil/',
    'memcase://user@app/',
    'memcase://app:80/',
    'memcase://APP/',
    'memcases://app/',
    'https://app/',
    'file:///memcase://app/',
    'blob:https://evil.example/1',
    'blob:null/1',
    'javascript:memcase://app/',
    'data:text/html,memcase://app/',
  ])('is not %j', (address) => {
    expect(isOwnAddress(address)).toBe(false);
  });
});

describe('a session', () => {
  let app: EventEmitter;
  let session: SessionDouble;
  const permissions: Permission[] = [
    'media',
    'geolocation',
    'notifications',
    'midi',
    'hid',
    'usb',
    'serial',
    'clipboard-read',
    'openExternal',
    'fullscreen',
    'pointerLock',
    'idle-detection',
    'fileSystem',
    'local-fonts',
    'storage-access',
    'unknown',
  ];

  beforeEach(() => {
    app = new EventEmitter();
    session = new SessionDouble();
  });
  const bind = () => {
    bindSessions(app as unknown as App);
    app.emit('session-created', session);
  };

  it('allows everything without us', () => {
    expect(session.checks('media', OWN)).toBe(true);
    expect(session.grants('media', OWN)).toBe(true);
    expect(session.grantsDevice('usb', OWN)).toBe(true);
    expect(session.sharesScreen()).toBe(true);
    expect(session.lets('https://evil.example/')).toBe(true);
    expect(session.saves('https://evil.example/x.exe', 'application/octet-stream')).toBe(true);
  });

  it.each(permissions)('checks and grants no %s, not even to our own page', (permission) => {
    bind();
    expect(session.checks(permission, OWN)).toBe(false);
    expect(session.grants(permission as never, OWN)).toBe(false);
  });

  it('lets our own page copy text, and nobody else', () => {
    bind();
    const copy = 'clipboard-sanitized-write';
    expect([session.checks(copy, 'memcase://app'), session.grants(copy, OWN)]).toEqual([true, true]);
    expect([
      session.checks(copy, 'https://evil.example'),
      session.grants(copy, 'https://evil.example/'),
    ]).toEqual([false, false]);
    expect([session.checks(copy, OWN, false), session.grants(copy, OWN, false)]).toEqual([false, false]);
  });

  it('grants no device and no screen', () => {
    bind();
    expect((['hid', 'serial', 'usb'] as const).map((type) => session.grantsDevice(type, OWN))).toEqual([
      false,
      false,
      false,
    ]);
    expect(session.sharesScreen()).toBe(false);
  });

  it.each([
    'https://evil.example/',
    'http://127.0.0.1:8080/',
    'ws://127.0.0.1/',
    'file:///etc/passwd',
    'ftp://evil.example/',
    'devtools://devtools/bundled/',
    'chrome://settings/',
    'data:text/html,x',
    'memcase://evil/',
    'blob:https://evil.example/1',
  ])('sends nothing to %s', (url) => {
    bind();
    expect(session.lets(url)).toBe(false);
  });

  it('loads our own files and what the page made itself', () => {
    bind();
    expect(
      [OWN, 'memcase://app/assets/a.js', 'blob:memcase://app/1'].map((url) => session.lets(url)),
    ).toEqual([true, true, true]);
    expect(session.lets('data:image/svg+xml,%3Csvg/%3E', 'image')).toBe(true);
    expect(session.lets('data:image/svg+xml,%3Csvg/%3E', 'subFrame')).toBe(false);
  });

  it('has a proxy that leads nowhere, for loopback too', () => {
    bind();
    expect(session.proxy).toEqual({
      mode: 'fixed_servers',
      proxyRules: '127.0.0.1:9',
      proxyBypassRules: '<-loopback>',
    });
  });

  it('saves a report that the page made, and nothing else', () => {
    bind();
    expect(session.saves('blob:memcase://app/1', 'application/pdf')).toBe(true);
    expect(session.saves('blob:memcase://app/1', 'application/octet-stream')).toBe(false);
    expect(session.saves('memcase://app/report.pdf', 'application/pdf')).toBe(false);
    expect(session.saves('blob:https://evil.example/1', 'application/pdf')).toBe(false);
    expect(session.saves('https://evil.example/x.pdf', 'application/pdf')).toBe(false);
  });
});

describe('navigation', () => {
  const events = ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'];

  it('runs its course without us', () => {
    const contents = new WebContentsDouble();
    expect(events.map((name) => contents.runs(name))).toEqual([true, true, true, true]);
    expect(contents.opens('https://evil.example/')).toBe(true);
  });

  it('is denied in every web contents that is ever made', () => {
    const app = new EventEmitter();
    denyNavigation(app as unknown as App);
    for (let made = 0; made < 3; made += 1) {
      const contents = new WebContentsDouble();
      app.emit('web-contents-created', {}, contents);
      expect(events.map((name) => [name, contents.runs(name)])).toEqual(events.map((name) => [name, false]));
      expect(contents.opens(OWN)).toBe(false);
      expect(contents.opens('https://evil.example/')).toBe(false);
    }
  });
});

describe('the window', () => {
  it('is sandboxed and isolated, with nothing of Node and no webview', () => {
    expect(windowOptions('/app/preload.cjs').webPreferences).toEqual({
      preload: '/app/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      devTools: false,
    });
  });

  it('loads our own page and appears when it is ready', () => {
    let made: WindowDouble | undefined;
    openWindow((options) => (made = new WindowDouble(options)).asWindow, '/app/preload.cjs');
    expect(made?.loaded).toBe(OWN);
    expect([made?.options.show, made?.shown]).toEqual([false, false]);
    made?.emit('ready-to-show');
    expect(made?.shown).toBe(true);
  });
});

describe('memcase://', () => {
  let directory: string;
  let protocol: ProtocolDouble;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'memcase-page-'));
    mkdirSync(join(directory, 'page', 'assets'), { recursive: true });
    writeFileSync(join(directory, 'page', 'index.html'), 'entry');
    writeFileSync(join(directory, 'page', 'assets', 'a.js'), 'script');
    writeFileSync(join(directory, 'page', 'notes.exe'), 'not of a page');
    writeFileSync(join(directory, 'secret.json'), 'secret');
    protocol = new ProtocolDouble();
    servePage(protocol, listPageFiles(join(directory, 'page')));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('serves the files of the page with the headers that bind it', async () => {
    const entry = await protocol.load(OWN);
    expect(await entry.text()).toBe('entry');
    expect(entry.headers.get('content-security-policy')).toBe(contentSecurityPolicy);
    expect(entry.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect((await protocol.load('memcase://app/assets/a.js')).status).toBe(200);
  });

  it.each([
    ['memcase://app/../secret.json', 404],
    ['memcase://app/%2e%2e/secret.json', 404],
    ['memcase://app/..%2fsecret.json', 404],
    ['memcase://app/assets/..%5c..%5csecret.json', 404],
    ['memcase://app//secret.json', 404],
    ['memcase://app/notes.exe', 404],
    ['memcase://app/__proto__', 404],
    ['memcase://evil/', 403],
    ['memcase://user@app/', 403],
    ['memcase://app:1/', 403],
  ])('answers %s with %i', async (url, status) => {
    const response = await protocol.load(url);
    expect(response.status).toBe(status);
    expect(await response.text()).toBe('');
  });

  it('answers no other method', async () => {
    expect((await protocol.load(OWN, 'POST')).status).toBe(403);
  });

  it('asks for no right beyond a standard, secure origin', () => {
    expect(pageSchemeRights).toEqual({
      scheme: 'memcase',
      privileges: { standard: true, secure: true, supportFetchAPI: true },
    });
  });
});

describe('a port to the services', () => {
  let ipcMain: EventEmitter;
  let connected: MessagePortMain[];
  const ends = { port1: { end: 1 }, port2: { end: 2 } } as unknown as MessageChannelMain;

  beforeEach(() => {
    ipcMain = new EventEmitter();
    connected = [];
    offerServicePorts({
      ipcMain: ipcMain as unknown as IpcMain,
      createChannel: () => ends,
      connect: (port) => void connected.push(port),
    });
  });

  it('goes to our own page, and its other end to the services', () => {
    const { frame, received } = frameDouble();
    ipcMain.emit(connectChannel, ipcEvent(frame));
    expect(received).toEqual([{ channel: portChannel, ports: [ends.port2] }]);
    expect(connected).toEqual([ends.port1]);
  });

  it.each([
    ['a frame inside the page', { parent: frameDouble().frame }],
    ['another origin', { origin: 'https://evil.example' }],
    ['an origin that begins like ours', { origin: 'memcase://app.evil' }],
    ['an opaque origin', { origin: 'null' }],
    ['a frame that is being replaced', { detached: true }],
  ])('does not go to %s', (_name, parts) => {
    const { frame, received } = frameDouble(parts);
    ipcMain.emit(connectChannel, ipcEvent(frame));
    expect([received, connected]).toEqual([[], []]);
  });

  it('does not go to a sender that is gone, or that sends something along', () => {
    const { frame, received } = frameDouble();
    ipcMain.emit(connectChannel, ipcEvent(null));
    ipcMain.emit(connectChannel, ipcEvent(frame), { anything: 1 });
    expect([received, connected]).toEqual([[], []]);
  });

  it('listens on one channel only', () => {
    expect(ipcMain.eventNames()).toEqual([connectChannel]);
  });

  it('is asked for in the words that the page uses', () => {
    expect([portRequest, portAnswer]).toEqual([connectChannel, portChannel]);
  });
});

describe('a case on the command line', () => {
  it.each([
    [['memcase', 'a.memcase'], '/home/a.memcase'],
    [['memcase', '--inspect', '/cases/b.memcase'], '/cases/b.memcase'],
    [['memcase', '../c.memcase', 'd.memcase'], '/c.memcase'],
    [['memcase', '--x=e.memcase'], undefined],
    [['memcase', 'https://evil.example/'], undefined],
    [['f.memcase'], undefined],
  ])('%j is %s', (argv, path) => {
    expect(caseFromArguments(argv, '/home')).toBe(path);
  });
});
