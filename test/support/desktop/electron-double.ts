/**
 * Stands in for Electron where there is no binary. Every member is typed from the real electron.d.ts, so that a
 * call that Electron does not have, or an option that it has renamed, does not compile.
 */
import { EventEmitter } from 'node:events';
import type {
  BrowserWindow,
  BrowserWindowConstructorOptions,
  CallbackResponse,
  CustomScheme,
  IpcMainEvent,
  MessagePortMain,
  OnBeforeRequestListenerDetails,
  Protocol,
  Session,
  WebContents,
  WebFrameMain,
} from 'electron';

type Handler<Method extends (handler: never, ...rest: never[]) => unknown> = NonNullable<
  Parameters<Method>[0]
>;
type CheckHandler = Handler<Session['setPermissionCheckHandler']>;
type RequestHandler = Handler<Session['setPermissionRequestHandler']>;
type DeviceHandler = Handler<Session['setDevicePermissionHandler']>;
type DisplayHandler = Handler<Session['setDisplayMediaRequestHandler']>;
type BeforeHandler = (
  details: OnBeforeRequestListenerDetails,
  done: (answer: CallbackResponse) => void,
) => void;
type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0];
export type Permission = Parameters<CheckHandler>[1];

/** Behaves like Electron's own session where nobody set a handler: it allows everything. */
export class SessionDouble extends EventEmitter {
  proxy: Parameters<Session['setProxy']>[0] | undefined;
  #check: CheckHandler | undefined;
  #request: RequestHandler | undefined;
  #device: DeviceHandler | undefined;
  #display: DisplayHandler | undefined;
  #before: BeforeHandler | undefined;

  readonly webRequest = {
    onBeforeRequest: (listener: BeforeHandler) => {
      this.#before = listener;
    },
  };
  setPermissionCheckHandler(handler: CheckHandler): void {
    this.#check = handler;
  }
  setPermissionRequestHandler(handler: RequestHandler): void {
    this.#request = handler;
  }
  setDevicePermissionHandler(handler: DeviceHandler): void {
    this.#device = handler;
  }
  setDisplayMediaRequestHandler(handler: DisplayHandler): void {
    this.#display = handler;
  }
  setProxy(config: NonNullable<typeof this.proxy>): Promise<void> {
    this.proxy = config;
    return Promise.resolve();
  }

  checks(permission: Permission, origin: string, isMainFrame = true): boolean {
    const details = { isMainFrame, requestingUrl: origin } as Parameters<CheckHandler>[3];
    return this.#check?.(null, permission, origin, details) ?? true;
  }
  grants(permission: Parameters<RequestHandler>[1], url: string, isMainFrame = true): boolean {
    let answer = true;
    const details = { isMainFrame, requestingUrl: url } as Parameters<RequestHandler>[3];
    this.#request?.({} as WebContents, permission, (granted) => (answer = granted), details);
    return answer;
  }
  grantsDevice(deviceType: 'hid' | 'serial' | 'usb', origin: string): boolean {
    return this.#device?.({ deviceType, origin, device: {} } as Parameters<DeviceHandler>[0]) ?? true;
  }
  sharesScreen(): boolean {
    let streams: unknown = {};
    this.#display?.({} as Parameters<DisplayHandler>[0], (given) => (streams = given));
    return streams !== null;
  }
  lets(url: string, resourceType: OnBeforeRequestListenerDetails['resourceType'] = 'xhr'): boolean {
    let cancelled = false;
    const details = { url, resourceType } as OnBeforeRequestListenerDetails;
    this.#before?.(details, ({ cancel }) => (cancelled = cancel ?? false));
    return !cancelled;
  }
  saves(url: string, mimeType: string): boolean {
    const item = { getURL: () => url, getMimeType: () => mimeType };
    return this.notPrevented('will-download', item);
  }
  /** Whether an event runs its course: no listener prevents the default. */
  notPrevented(name: string, ...args: unknown[]): boolean {
    return runsItsCourse(this, name, ...args);
  }
  get asSession(): Session {
    return this as unknown as Session;
  }
}

export class WebContentsDouble extends EventEmitter {
  #opener: OpenHandler | undefined;
  setWindowOpenHandler(handler: OpenHandler): void {
    this.#opener = handler;
  }
  opens(url: string): boolean {
    const details = { url } as Parameters<OpenHandler>[0];
    return (this.#opener?.(details).action ?? 'allow') === 'allow';
  }
  runs(name: string): boolean {
    return runsItsCourse(this, name);
  }
}

function runsItsCourse(emitter: EventEmitter, name: string, ...args: unknown[]): boolean {
  let prevented = false;
  emitter.emit(name, { preventDefault: () => (prevented = true) }, ...args);
  return !prevented;
}

export class ProtocolDouble {
  readonly schemes: CustomScheme[] = [];
  #handlers = new Map<string, Parameters<Protocol['handle']>[1]>();
  registerSchemesAsPrivileged(schemes: CustomScheme[]): void {
    this.schemes.push(...schemes);
  }
  handle(scheme: string, handler: Parameters<Protocol['handle']>[1]): void {
    this.#handlers.set(scheme, handler);
  }
  async load(url: string, method = 'GET'): Promise<Response> {
    const handler = this.#handlers.get(new URL(url).protocol.slice(0, -1));
    if (handler === undefined) throw new Error(`nobody handles ${url}`);
    // Node's Request refuses nothing here: any scheme can be asked for.
    return handler({ url, method } as GlobalRequest);
  }
}

/** A frame of a page; `received` are the messages that the main process posted to it. */
export function frameDouble(parts: Partial<WebFrameMain> = {}) {
  const received: { channel: string; ports: readonly MessagePortMain[] }[] = [];
  const frame = {
    origin: 'memcase://app',
    parent: null,
    detached: false,
    postMessage: (channel: string, _message: unknown, ports: MessagePortMain[] = []) =>
      void received.push({ channel, ports }),
    ...parts,
  };
  return { frame: frame as unknown as WebFrameMain, received };
}

export function ipcEvent(senderFrame: WebFrameMain | null): IpcMainEvent {
  return { senderFrame, ports: [] } as unknown as IpcMainEvent;
}

export class WindowDouble extends EventEmitter {
  readonly options: BrowserWindowConstructorOptions;
  loaded: string | undefined;
  shown = false;
  reloads = 0;
  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
  }
  loadURL(url: string): Promise<void> {
    this.loaded = url;
    return Promise.resolve();
  }
  show(): void {
    this.shown = true;
  }
  reload(): void {
    this.reloads += 1;
  }
  get asWindow(): BrowserWindow {
    return this as unknown as BrowserWindow;
  }
}
