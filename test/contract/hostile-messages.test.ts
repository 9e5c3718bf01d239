/** What a broken or hostile peer sends over the transports that have a wire. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAX_BAD_MESSAGES, MAX_OPEN_CALLS } from '#electron/rpc/serve-wire.ts';
import type { VerifyResult } from '#shared/contract/cases.ts';
import type { Wire } from '#shared/contract/wire.ts';
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
    // Over a socket the client connects again; a port's other end is gone for good.
    if (name === 'WebSocket') expect((await summary()).title).toBe('Scripted');
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

describe('a peer that calls without end', () => {
  it('is answered with an error beyond a number of open calls', async () => {
    let listener: (message: unknown) => void = () => undefined;
    const posted: { i: string; p: { s?: number; b?: { json?: { code?: string } } } }[] = [];
    const wire: Wire = {
      post: (message) => void posted.push(message as (typeof posted)[number]),
      onMessage: (given) => (listener = given),
      onClose: () => undefined,
      close: () => undefined,
    };
    let stop = false;
    async function* verifyCase() {
      while (!stop) await sleep(2);
      yield { phase: 'x', done: 0, unit: 'items' as const };
      return verified;
    }
    const { app } = createScriptedApp({ jobs: { verifyCase } });
    app.serve(wire);
    const { handle } = await app.client.cases.open({ path: '/cases/x.memcase', mode: 'read' });
    for (let id = 0; id < MAX_OPEN_CALLS + 5; id += 1) {
      listener({ i: String(id), p: { u: '/cases/verify', b: { json: { case: handle } } } });
    }
    await vi.waitFor(() => expect(posted.filter(({ p }) => p.s === 500)).toHaveLength(5));
    expect(posted.find(({ p }) => p.s === 500)?.p.b?.json?.code).toBe('rpc.invalid-request');
    stop = true;
    await app.close();
  });
});
