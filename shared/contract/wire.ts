/**
 * What every transport carries: oRPC's peer messages (`@orpc/standard-server-peer` 1.16.1) as plain objects,
 * `{ i: call id, t?: type, p?: payload }`. MessagePorts clone them as they are; WebSockets frame them
 * (frames.ts). Bytes travel as ArrayBuffer with an entry of `BYTES_TYPE` in the body's `meta`.
 */

/** One end of a connection. `post` may throw where a value cannot be sent. */
export interface Wire {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, however the connection ended. */
  onClose(listener: () => void): void;
  close(): void;
}

/** Largest message on any transport: a dropped archive fits, a flood does not. */
export const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

/** Number of the `meta` entry that says "here was a Uint8Array"; below 20 is oRPC's own. */
export const BYTES_TYPE = 21;

/**
 * Hands Uint8Arrays over as exact ArrayBuffers: never more than the view, so that no neighbour of a pooled
 * buffer leaves the process.
 */
export const bytesSerializer = {
  type: BYTES_TYPE,
  condition: (value: unknown): boolean => value instanceof Uint8Array,
  serialize: (value: unknown): ArrayBuffer => exactBuffer(value as Uint8Array),
  deserialize: (value: unknown): Uint8Array => {
    if (!(value instanceof ArrayBuffer)) throw new TypeError('bytes expected');
    return new Uint8Array(value);
  },
};

function exactBuffer(view: Uint8Array): ArrayBuffer {
  const exact = new Uint8Array(view.byteLength);
  exact.set(view);
  return exact.buffer;
}

export const messageTypes = { event: 3, abort: 4 } as const;

interface SerializedBody {
  readonly json?: unknown;
  readonly meta?: readonly (readonly (string | number)[])[];
}

/** The body of a message, wherever its type keeps it; undefined where it has none. */
export function bodyOf(message: unknown): SerializedBody | undefined {
  const payload = isRecord(message) && isRecord(message.p) ? message.p : undefined;
  const body = payload?.b ?? payload?.d;
  return isRecord(body) ? body : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface RequestMessage {
  readonly i: string;
  readonly p: { readonly u: string; readonly b: SerializedBody };
}
export interface AbortMessage {
  readonly i: string;
  readonly t: typeof messageTypes.abort;
}

/** The call id of a message, or undefined where there is none that could be answered. */
export function callIdOf(message: unknown): string | undefined {
  return isRecord(message) && typeof message.i === 'string' && message.i.length <= 32 ? message.i : undefined;
}

/**
 * A copy of a caller's message that holds only what the contract needs, or undefined where it has another
 * shape: no headers, no other method than POST, no streams from the caller.
 */
export function readCallerMessage(message: unknown): RequestMessage | AbortMessage | undefined {
  const id = callIdOf(message);
  if (id === undefined || !isRecord(message)) return undefined;
  if (message.t === messageTypes.abort) return { i: id, t: messageTypes.abort };
  if (message.t !== undefined || !isRecord(message.p)) return undefined;
  const { u: path, b: body } = message.p;
  if (typeof path !== 'string' || path.length > 200 || !/^(\/[A-Za-z]+)+$/.test(path)) return undefined;
  if (!isRecord(body) || !isMeta(body.meta)) return undefined;
  return {
    i: id,
    p: { u: path, b: body.meta === undefined ? { json: body.json } : { json: body.json, meta: body.meta } },
  };
}

function isMeta(meta: unknown): meta is SerializedBody['meta'] {
  return meta === undefined || (Array.isArray(meta) && meta.every(isMetaEntry));
}

function isMetaEntry(entry: unknown): boolean {
  return (
    Array.isArray(entry) &&
    entry.length <= 64 &&
    entry.every((part) => typeof part === 'string' || typeof part === 'number')
  );
}
