/**
 * Messages as WebSocket frames. Without bytes: one text frame of JSON. With bytes: one binary frame,
 * `u32 little-endian length of the head | head: { message, lengths } as UTF-8 JSON | the bytes, in order`.
 * The places of the bytes are those of the message's own `meta` entries of BYTES_TYPE.
 */
import { BYTES_TYPE, bodyOf } from './wire.ts';

/** UTF-8 both ways; passed in, since this room has no TextEncoder. `decode` throws on bytes that are none. */
export interface Utf8 {
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
}

const LENGTH_BYTES = 4;

export function encodeFrame(message: unknown, utf8: Utf8): string | Uint8Array {
  const places = bytePlaces(message);
  if (places.length === 0) return JSON.stringify(message);
  const buffers: ArrayBuffer[] = [];
  for (const place of places) {
    const { holder, key } = place;
    const buffer = holder[key];
    if (!(buffer instanceof ArrayBuffer)) throw new TypeError('bytes expected where meta says so');
    buffers.push(buffer);
    // The serializer made these holders for this message alone, so taking the bytes out is safe.
    holder[key] = null;
  }
  const head = utf8.encode(JSON.stringify({ message, lengths: buffers.map((buffer) => buffer.byteLength) }));
  return join(head, buffers);
}

/** @throws TypeError, SyntaxError where the frame is none of ours */
export function decodeFrame(frame: string | Uint8Array, utf8: Utf8): unknown {
  if (typeof frame === 'string') return JSON.parse(frame);
  if (frame.byteLength < LENGTH_BYTES) throw new TypeError('frame too short');
  const headLength = new DataView(frame.buffer, frame.byteOffset, LENGTH_BYTES).getUint32(0, true);
  const headEnd = LENGTH_BYTES + headLength;
  if (headEnd > frame.byteLength) throw new TypeError('head longer than its frame');
  const head: unknown = JSON.parse(utf8.decode(frame.subarray(LENGTH_BYTES, headEnd)));
  const { message, lengths } = head as { message?: unknown; lengths?: unknown };
  if (!Array.isArray(lengths)) throw new TypeError('lengths expected');
  putBytesBack(message, lengths, frame, headEnd);
  return message;
}

function putBytesBack(message: unknown, lengths: unknown[], frame: Uint8Array, start: number): void {
  const places = bytePlaces(message);
  if (places.length !== lengths.length) throw new TypeError('as many bytes as places expected');
  let offset = start;
  for (const [index, { holder, key }] of places.entries()) {
    const length = lengths[index];
    if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0) {
      throw new TypeError('length expected');
    }
    if (offset + length > frame.byteLength) throw new TypeError('bytes beyond the frame');
    holder[key] = new Uint8Array(frame.subarray(offset, offset + length)).buffer;
    offset += length;
  }
  if (offset !== frame.byteLength) throw new TypeError('bytes that belong nowhere');
}

interface Place {
  readonly holder: Record<string | number, unknown>;
  readonly key: string | number;
}

function bytePlaces(message: unknown): Place[] {
  const body = bodyOf(message);
  if (body === undefined || !Array.isArray(body.meta)) return [];
  const places: Place[] = [];
  for (const entry of body.meta) {
    if (!Array.isArray(entry) || entry[0] !== BYTES_TYPE) continue;
    places.push(findPlace(body, ['json', ...entry.slice(1)] as (string | number)[]));
  }
  return places;
}

function findPlace(root: object, path: readonly (string | number)[]): Place {
  let holder = root as Place['holder'];
  for (const key of path.slice(0, -1)) {
    const next = Object.hasOwn(holder, key) ? holder[key] : undefined;
    if (typeof next !== 'object' || next === null) throw new TypeError('place of bytes not found');
    holder = next as Place['holder'];
  }
  const key = path.at(-1);
  if (key === undefined || !Object.hasOwn(holder, key)) throw new TypeError('place of bytes not found');
  return { holder, key };
}

function join(head: Uint8Array, buffers: readonly ArrayBuffer[]): Uint8Array {
  const bytes = buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0);
  const frame = new Uint8Array(LENGTH_BYTES + head.byteLength + bytes);
  new DataView(frame.buffer).setUint32(0, head.byteLength, true);
  frame.set(head, LENGTH_BYTES);
  let offset = LENGTH_BYTES + head.byteLength;
  for (const buffer of buffers) {
    frame.set(new Uint8Array(buffer), offset);
    offset += buffer.byteLength;
  }
  return frame;
}
