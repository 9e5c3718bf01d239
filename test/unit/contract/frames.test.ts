import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame } from '#shared/contract/frames.ts';
import { BYTES_TYPE, readCallerMessage } from '#shared/contract/wire.ts';
import { utf8 } from '#electron/web/websocket-wire.ts';

function roundTrip(message: unknown): unknown {
  return decodeFrame(encodeFrame(message, utf8), utf8);
}

/** A binary frame by hand, so that it can lie. */
function frameOf(head: string, bytes: number[], headLength = Buffer.byteLength(head)): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(headLength);
  return Buffer.concat([length, Buffer.from(head), Buffer.from(bytes)]);
}

const placed = (path: unknown[]) =>
  JSON.stringify({ i: '1', p: { b: { json: { x: null }, meta: [[BYTES_TYPE, ...path]] } } });

describe('a frame', () => {
  it('without bytes is text that anybody can read', () => {
    expect(encodeFrame({ i: '1', p: { u: '/app/hello', b: { json: { v: 1 } } } }, utf8)).toBe(
      '{"i":"1","p":{"u":"/app/hello","b":{"json":{"v":1}}}}',
    );
  });

  it('with bytes has them behind its head, byte for byte', () => {
    const message = {
      i: '7',
      p: {
        b: { json: { name: '内存', pdf: new Uint8Array([1, 2, 255]).buffer }, meta: [[BYTES_TYPE, 'pdf']] },
      },
    };
    const frame = Buffer.from(encodeFrame(message, utf8) as Uint8Array);
    const head =
      '{"message":{"i":"7","p":{"b":{"json":{"name":"内存","pdf":null},"meta":[[21,"pdf"]]}}},"lengths":[3]}';
    expect(frame.readUInt32LE(0)).toBe(Buffer.byteLength(head));
    expect(frame.subarray(4, -3).toString()).toBe(head);
    expect([...frame.subarray(-3)]).toEqual([1, 2, 255]);
  });

  it('gives back any bytes at any place', () => {
    const bytes = fc.uint8Array({ maxLength: 64 });
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 5 }), bytes, (list, last) => {
        const buffers = [...list, last].map((view) => new Uint8Array(view).buffer);
        const meta = buffers.map((_buffer, index) => [BYTES_TYPE, 'list', index]);
        const body = { json: { list: [...buffers] }, meta };
        const result = roundTrip({ i: '1', t: 3, p: { e: 'done', d: body } }) as {
          p: { d: { json: { list: ArrayBuffer[] } } };
        };
        expect(result.p.d.json.list.map((buffer) => [...new Uint8Array(buffer)])).toEqual(
          [...list, last].map((view) => [...view]),
        );
      }),
    );
  });

  const lies: [string, Uint8Array | string][] = [
    ['empty', new Uint8Array()],
    ['three bytes', new Uint8Array(3)],
    ['no JSON', '{'],
    ['a head longer than the frame', frameOf('{}', [], 4_000_000_000)],
    ['a head cut short', frameOf('{"message":1,"lengths":[]}', [], 5)],
    ['a head that is no UTF-8', Buffer.from([1, 0, 0, 0, 0xff])],
    ['a head that is null', frameOf('null', [])],
    ['no lengths', frameOf('{"message":{}}', [])],
    ['bytes without a place', frameOf('{"message":{},"lengths":[1]}', [1])],
    ['bytes beyond the lengths', frameOf('{"message":{},"lengths":[]}', [1])],
    ['a place without bytes', frameOf(`{"message":${placed(['x'])},"lengths":[]}`, [])],
    ['fewer bytes than promised', frameOf(`{"message":${placed(['x'])},"lengths":[2]}`, [1])],
    ['a negative length', frameOf(`{"message":${placed(['x'])},"lengths":[-1]}`, [])],
    ['a length that is no number', frameOf(`{"message":${placed(['x'])},"lengths":["1"]}`, [1])],
    ['a length beyond all integers', frameOf(`{"message":${placed(['x'])},"lengths":[1e300]}`, [1])],
    ['a place that is not there', frameOf(`{"message":${placed(['y'])},"lengths":[1]}`, [1])],
    [
      'a place that is in every object',
      frameOf(`{"message":${placed(['__proto__', 'toString'])},"lengths":[1]}`, [1]),
    ],
    ['a place in a prototype', frameOf(`{"message":${placed(['__proto__', 'y'])},"lengths":[1]}`, [1])],
    [
      'a place in a constructor',
      frameOf(`{"message":${placed(['constructor', 'prototype'])},"lengths":[1]}`, [1]),
    ],
  ];
  it.each(lies)('that lies is refused: %s', (_name, frame) => {
    expect(() => decodeFrame(frame, utf8)).toThrow();
    expect(Object.hasOwn(Object.prototype, 'y')).toBe(false);
    expect(typeof Object.prototype.toString).toBe('function');
  });
});

describe('a message of a caller', () => {
  const good = { i: '1', p: { u: '/cases/list', b: { json: null } } };

  it('passes with what the contract needs, and nothing else', () => {
    const noisy = {
      ...good,
      x: 1,
      p: {
        ...good.p,
        m: 'GET',
        h: { 'content-type': 'text/event-stream', cookie: 'a' },
        b: { json: null, maps: [] },
      },
    };
    expect(readCallerMessage(noisy)).toEqual(good);
    expect(readCallerMessage({ i: '1', t: 4, p: { anything: 1 } })).toEqual({ i: '1', t: 4 });
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['text', '{"i":"1"}'],
    ['no id', { p: good.p }],
    ['an id that is a number', { ...good, i: 1 }],
    ['an endless id', { ...good, i: 'x'.repeat(33) }],
    ['a stream from the caller', { i: '1', t: 3, p: { e: 'message', d: 1 } }],
    ['an answer', { i: '1', t: 2, p: good.p }],
    ['no payload', { i: '1' }],
    ['no path', { i: '1', p: { b: good.p.b } }],
    ['a path with a host', { i: '1', p: { ...good.p, u: 'http://evil/cases/list' } }],
    ['a path with dots', { i: '1', p: { ...good.p, u: '/cases/../list' } }],
    ['an encoded path', { i: '1', p: { ...good.p, u: '/cases%2flist' } }],
    ['an endless path', { i: '1', p: { ...good.p, u: '/a'.repeat(200) } }],
    ['no body', { i: '1', p: { u: '/cases/list' } }],
    ['a body that is a list', { i: '1', p: { ...good.p, b: [] } }],
    ['meta that is no list', { i: '1', p: { ...good.p, b: { json: 1, meta: 'x' } } }],
    ['meta of objects', { i: '1', p: { ...good.p, b: { json: 1, meta: [[1, {}]] } } }],
    ['meta without end', { i: '1', p: { ...good.p, b: { json: 1, meta: [Array(65).fill('a')] } } }],
  ])('does not pass as %s', (_name, message) => {
    expect(readCallerMessage(message)).toBeUndefined();
  });
});
