/** What a broken or hostile peer sends over the transports that have a wire. */
import { createORPCClient } from '@orpc/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAX_BAD_MESSAGES, MAX_OPEN_CALLS } from '#electron/rpc/serve-wire.ts';
import type { VerifyResult } from '#shared/contract/cases.ts';
import type { MemcaseClient } from '#shared/contract/client.ts';
import type { Wire } from '#shared/contract/wire.ts';
import { createConnection } from '#renderer/rpc/client.ts';
import { createWireLink } from '#renderer/rpc/wire-link.ts';
import { createScriptedApp, zeroHash } from '#test/support/rpc/scripted-app.ts';
import type { ScriptedApp } from '#test/support/rpc/scripted-app.ts';
import { connect } from '#test/support/rpc/transports.ts';
import type { Transport } from '#test/support/rpc/transports.ts';

const verified: VerifyResult = { case: 'x', ok: true, journalHead: zeroHash, rawBytes: 0, checks: [] };

describe.each(['MessagePort', 'WebSocket'] as const)('over %s', (name) => {
  let scripted: ScriptedApp;
  let transport: Transport;
  let handle: string;

  beforeEach(async () => {
    scripted = createScriptedApp();
    transport = await connect(name, scripted.app);
    handle = (await transport.client.cases.open({ path: '/cases/x.memcase', mode: 'read' })).handle;
  });
  afterEach(async () => {
    await transport.close();
    await scripted.app.close();
  });

  it('malformed messages do not disturb the calls beside them', async () => {
    for (const message of [
      {},
      { i: '900' },
      { i: '901', p: { u: '/nope', b: {} } },
      { i: '902', t: 3, p: {} },
    ]) {
      transport.sendRaw?.(name === 'WebSocket' ? JSON.stringify(message) : message);
    }
    await sleep(20);
    expect((await transport.client.cases.summary({ case: handle })).title).toBe('Scripted');
  });

  it('a connection that goes on with them is ended', async () => {
    const summary = () => transport.client.cases.summary({ case: handle });
    for (let sent = 0; sent < MAX_BAD_MESSAGES; sent += 1) {
      transport.sendRaw?.(name === 'WebSocket' ? '{"x":1}' : { x: 1 });
    }
    await vi.waitFor(() =>
      expect(scripted.log.some((line) => line.message.includes('malformed'))).toBe(true),
    );
    // Over a socket the client connects again, once it has heard of the end; a port's other end is gone for good.
    if (name === 'WebSocket')
      await vi.waitFor(async () => expect((await summary()).title).toBe('Scripted'), 5000);
  });

  it('a lost connection ends open calls and streams with its own code', async () => {
    async function* verifyCase(_file: unknown, signal: { aborted: boolean }) {
      yield { phase: 'x', done: 0, unit: 'items' as const };
      while (!signal.aborted) await sleep(2);
      ended.push('stopped');
      return verified;
    }
    const ended: string[] = [];
    const other = createScriptedApp({ jobs: { verifyCase } });
    const line = await connect(name, other.app);
    const open = await line.client.cases.open({ path: '/cases/x.memcase', mode: 'read' });
    const stream = await line.client.cases.verify({ case: open.handle });
    await stream.next();
    const pending = stream.next();
    line.cut?.();
    await expect(pending).rejects.toMatchObject({ code: 'rpc.disconnected' });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    await vi.waitFor(() => expect(ended).toEqual(['stopped']));
    await line.close();
    await other.app.close();
  });
});

describe('frames that are none', () => {
  it.each([
    ['text that is no JSON', '{'],
    ['bytes that are no frame', Buffer.from([1, 2, 3])],
    ['a head that promises too much', Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7b])],
  ])('end a WebSocket: %s', async (_name, data) => {
    const scripted = createScriptedApp();
    const transport = await connect('WebSocket', scripted.app);
    await transport.client.cases.list();
    transport.sendRaw?.(data);
    await sleep(30);
    // A new connection is made for the next call; the process is unharmed.
    expect(await transport.client.cases.list()).toEqual([]);
    await transport.close();
  });
});

/** One end of a wire in the hands of the test. */
function heldWire() {
  let listener: (message: unknown) => void = () => undefined;
  const closeListeners: (() => void)[] = [];
  const posted: Posted[] = [];
  let closes = 0;
  const wire: Wire = {
    post: (message) => void posted.push(message as Posted),
    onMessage: (given) => {
      listener = given;
    },
    onClose: (given) => void closeListeners.push(given),
    close: () => {
      closes += 1;
      for (const given of closeListeners) given();
    },
  };
  return { wire, posted, send: (message: unknown) => listener(message), closes: () => closes };
}

interface Posted {
  readonly i: string;
  readonly p: {
    readonly u?: string;
    readonly s?: number;
    readonly b?: { readonly json?: { readonly code?: string } };
  };
}

describe('a peer that calls without end', () => {
  it('is answered with an error beyond a number of open calls', async () => {
    let stop = false;
    async function* verifyCase() {
      while (!stop) await sleep(2);
      yield { phase: 'x', done: 0, unit: 'items' as const };
      return verified;
    }
    const { app } = createScriptedApp({ jobs: { verifyCase } });
    const { wire, posted, send } = heldWire();
    app.serve(wire);
    const { handle } = await app.client.cases.open({ path: '/cases/x.memcase', mode: 'read' });
    for (let id = 0; id < MAX_OPEN_CALLS + 5; id += 1) {
      send({ i: String(id), p: { u: '/cases/verify', b: { json: { case: handle } } } });
    }
    await vi.waitFor(() => expect(posted.filter(({ p }) => p.s === 500)).toHaveLength(5));
    expect(posted.find(({ p }) => p.s === 500)?.p.b?.json?.code).toBe('rpc.invalid-request');
    stop = true;
    await app.close();
  });
});

describe('a peer that sends nonsense without end', () => {
  it('is answered where it has an id, and then cut off', () => {
    const { app } = createScriptedApp();
    const { wire, posted, send, closes } = heldWire();
    app.serve(wire);
    for (let sent = 1; sent < MAX_BAD_MESSAGES; sent += 1) send({ i: String(sent), p: { u: '../x' } });
    expect(posted.map(({ i, p }) => [i, p.b?.json?.code])).toEqual(
      Array.from({ length: MAX_BAD_MESSAGES - 1 }, (_, index) => [String(index + 1), 'rpc.invalid-request']),
    );
    expect(closes()).toBe(0);
    send('nonsense');
    expect(closes()).toBe(1);
  });
});

describe('a client whose other side does not keep the contract', () => {
  function clientOver(wire: Wire): MemcaseClient {
    return createORPCClient<MemcaseClient>(createWireLink(wire));
  }
  const answer = (i: string, json: unknown) => ({ i, p: { b: { json } } });

  it('refuses an answer of another form', async () => {
    const { wire, posted, send } = heldWire();
    const targets = clientOver(wire).evidence.targets({ case: 'c' });
    await vi.waitFor(() => expect(posted).toHaveLength(1));
    send(answer(posted[0]!.i, [{ id: 'one', name: 7 }]));
    await expect(targets).rejects.toMatchObject({ code: 'rpc.contract-mismatch', data: { path: '0.id' } });
  });

  it('takes an unknown error for what it is', async () => {
    const { wire, posted, send } = heldWire();
    const targets = clientOver(wire).evidence.targets({ case: 'c' });
    await vi.waitFor(() => expect(posted).toHaveLength(1));
    const error = { defined: false, code: 'future.code', status: 500, message: 'New.', data: {} };
    send({ i: posted[0]!.i, p: { s: 500, b: { json: error } } });
    await expect(targets).rejects.toMatchObject({ code: 'internal' });
  });

  it('sends no request that does not fit', async () => {
    const { wire, posted } = heldWire();
    const call = clientOver(wire).evidence.excerpt({ case: 'c', artifact: 1, line: 1, context: 1e9 });
    await expect(call).rejects.toMatchObject({ code: 'rpc.invalid-request', data: { path: 'context' } });
    expect(posted).toEqual([]);
  });

  it('is not disturbed by messages that answer nothing', async () => {
    const { wire, posted, send } = heldWire();
    const targets = clientOver(wire).evidence.targets({ case: 'c' });
    await vi.waitFor(() => expect(posted).toHaveLength(1));
    for (const noise of [undefined, null, 7, 'x', {}, { i: 5 }, answer('nobody', 1)]) send(noise);
    send(answer(posted[0]!.i, [{ id: 1, name: 'alpha' }]));
    expect(await targets).toEqual([{ id: 1, name: 'alpha' }]);
  });

  it('says that it is disconnected when the wire closes', async () => {
    const { wire, posted } = heldWire();
    const client = clientOver(wire);
    const targets = client.evidence.targets({ case: 'c' });
    await vi.waitFor(() => expect(posted).toHaveLength(1));
    wire.close();
    await expect(targets).rejects.toMatchObject({ code: 'rpc.disconnected' });
    await expect(client.cases.list()).rejects.toMatchObject({ code: 'rpc.disconnected' });
  });
});

describe('a window of another version', () => {
  it('is told at its first call, and its connection is not kept', async () => {
    const { wire, posted, send, closes } = heldWire();
    const connection = createConnection(async () => wire);
    const call = connection.client.cases.list();
    await vi.waitFor(() => expect(posted).toHaveLength(1));
    expect(posted[0]?.p.u).toBe('/app/hello');
    const hello = { contractVersion: 99, appVersion: '99.0.0', launcher: 'web', initialCase: null };
    send({ i: posted[0]!.i, p: { b: { json: hello } } });
    await expect(call).rejects.toMatchObject({ code: 'rpc.contract-mismatch', data: { app: 99 } });
    expect(closes()).toBe(1);
  });
});
