/** The whole way of a call on the desktop, with only Electron itself replaced: page, preload, main, services. */
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { MessagePort as NodePort } from 'node:worker_threads';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { CONTRACT_VERSION } from '#shared/contract/index.ts';
import { createConnection } from '#renderer/rpc/client.ts';
import { openMessagePortWire } from '#renderer/rpc/message-port-link.ts';
import {
  ProtocolDouble,
  SessionDouble,
  WebContentsDouble,
  WindowDouble,
} from '#test/support/desktop/electron-double.ts';
import { asPortMain } from '#test/support/rpc/transports.ts';

/** What the modules of the program see as `electron`; filled before they are imported. */
const world = vi.hoisted(() => ({ electron: {} as Record<string, unknown> }));
vi.mock('electron', () => new Proxy(world.electron, { has: () => true }));

class AppDouble extends EventEmitter {
  readonly calls: string[] = [];
  readonly commandLine = {
    appendSwitch: (name: string, value: string) => void this.calls.push(`${name}=${value}`),
  };
  enableSandbox = () => void this.calls.push('sandbox');
  requestSingleInstanceLock = () => true;
  whenReady = () => Promise.resolve();
  quit = () => void this.calls.push('quit');
}

/** The page's window as the preload script and the page see it. */
class PageDouble extends EventTarget {
  readonly location = { origin: 'memcase://app', protocol: 'memcase:' };
  postMessage(data: unknown, _origin: string, ports: readonly unknown[] = []): void {
    this.dispatchEvent(Object.assign(new Event('message'), { source: this, data, ports }));
  }
}

const app = new AppDouble();
const session = new SessionDouble();
const protocol = new ProtocolDouble();
const ipcMain = new EventEmitter();
const errors: string[] = [];
const page = new PageDouble();
const ipcRenderer = Object.assign(new EventEmitter(), { send: (channel: string) => deliver(channel) });
const backend = { parentPort: Object.assign(new EventEmitter(), { postMessage: replyToMain }) };
const child = Object.assign(new EventEmitter(), { postMessage: postToBackend });
const windows: WindowDouble[] = [];
const rawPorts: NodePort[] = [];
let forks = 0;
let directory: string;

/** ipcRenderer.send, as it arrives in the main process. */
function deliver(channel: string): void {
  const frame = {
    origin: 'memcase://app',
    parent: null,
    detached: false,
    postMessage: (name: string, _message: unknown, ports: unknown[]) => ipcRenderer.emit(name, { ports }),
  };
  ipcMain.emit(channel, { senderFrame: frame });
}

function postToBackend(data: unknown, ports: NodePort[]): void {
  backend.parentPort.emit('message', { data, ports: ports.map(asPortMain) });
}

function replyToMain(reply: unknown): void {
  child.emit('message', reply);
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'memcase-desktop-'));
  vi.stubEnv('XDG_STATE_HOME', directory);
  vi.stubEnv('XDG_CACHE_HOME', directory);
  Object.assign(world.electron, {
    app,
    ipcMain,
    ipcRenderer,
    protocol,
    session: { defaultSession: session },
    dialog: { showErrorBox: (title: string, message: string) => void errors.push(`${title}: ${message}`) },
    Menu: { setApplicationMenu: () => undefined, buildFromTemplate: () => undefined },
    BrowserWindow: class extends WindowDouble {
      constructor(options: ConstructorParameters<typeof WindowDouble>[0]) {
        super(options);
        windows.push(this);
      }
    },
    MessageChannelMain: class {
      readonly port1: NodePort;
      readonly port2: NodePort;
      constructor() {
        const channel = new MessageChannel();
        this.port1 = channel.port1;
        this.port2 = channel.port2;
        rawPorts.push(channel.port1, channel.port2);
      }
    },
    utilityProcess: { fork: () => ((forks += 1), child) },
  });
  Object.assign(process, backend);
  Object.assign(globalThis, { window: page });
  await import('#electron/backend.ts');
  await import('#electron/preload.ts');
  await import('#electron/main.ts');
  await vi.waitFor(() => expect(windows).toHaveLength(1));
});

afterAll(() => {
  for (const port of rawPorts) port.close();
  rmSync(directory, { recursive: true });
  vi.unstubAllEnvs();
});

it('binds everything before the first window', () => {
  expect(app.calls).toEqual(['sandbox', 'host-resolver-rules=MAP * ~NOTFOUND']);
  expect(protocol.schemes.map(({ scheme }) => scheme)).toEqual(['memcase']);
  expect(session.lets('https://evil.example/')).toBe(false);
  expect(session.grants('media', 'memcase://app/')).toBe(false);
  const contents = new WebContentsDouble();
  app.emit('web-contents-created', {}, contents);
  expect(contents.runs('will-navigate')).toBe(false);
  expect(windows[0]?.options.webPreferences?.sandbox).toBe(true);
  expect(windows[0]?.options.webPreferences?.preload).toMatch(/preload\.cjs$/);
});

it('hands the page nothing but a port, over which the services answer', async () => {
  const before = Object.keys(page);
  const connection = createConnection(() => openMessagePortWire(page as unknown as Window));
  const hello = await connection.hello();
  expect(hello).toMatchObject({ contractVersion: CONTRACT_VERSION, launcher: 'desktop', initialCase: null });
  expect(await connection.client.cases.list()).toEqual([]);
  expect(Object.keys(page)).toEqual(before);
  expect(forks).toBe(1);
  connection.close();
});

it('ignores what other windows post to the page', async () => {
  const sent = vi.spyOn(ipcRenderer, 'send');
  page.dispatchEvent(Object.assign(new Event('message'), { source: {}, data: 'memcase:connect' }));
  page.postMessage('memcase:other', '*');
  expect(sent).not.toHaveBeenCalled();
  sent.mockRestore();
});

it('tells why a case cannot be opened, in a box of its own', () => {
  app.emit('second-instance', {}, ['memcase', '/no/such/file.memcase'], '/');
  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain('/no/such/file.memcase');
});

it('starts the services again after they have ended', async () => {
  child.emit('exit', 11);
  const connection = createConnection(() => openMessagePortWire(page as unknown as Window));
  await connection.hello();
  expect(forks).toBe(2);
  connection.close();
});
