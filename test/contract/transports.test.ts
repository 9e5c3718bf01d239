/** Every behaviour that the contract promises, over every transport. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#shared/errors/app-error.ts';
import { CONTRACT_VERSION } from '#shared/contract/index.ts';
import { MAX_READ_BYTES } from '#shared/contract/evidence.ts';
import type { Progress, VerifyResult } from '#shared/contract/cases.ts';
import type { Job } from '#electron/jobs/types.ts';
import { createScriptedApp, zeroHash } from '#test/support/rpc/scripted-app.ts';
import type { Script, ScriptedApp } from '#test/support/rpc/scripted-app.ts';
import { connect, transports } from '#test/support/rpc/transports.ts';
import type { Transport } from '#test/support/rpc/transports.ts';

const verified: VerifyResult = { case: 'Scripted', ok: true, journalHead: zeroHash, rawBytes: 0, checks: [] };

function progress(done: number, phase = 'chunks'): Progress {
  return { phase, done, total: 10, unit: 'items' };
}

async function failure(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

/** All events and the return value of a stream. */
async function drain<Event, Result>(stream: AsyncIterator<Event, Result, unknown>) {
  const events: Event[] = [];
  for (;;) {
    const step = await stream.next();
    if (step.done) return { events, result: step.value };
    events.push(step.value);
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 5) {
    if (waited > 3000) throw new Error('nothing happened within three seconds');
    await sleep(5);
  }
}

describe.each(transports)('over %s', (name) => {
  let scripted: ScriptedApp;
  let transport: Transport;
  let handle: string;

  async function start(script: Script = {}): Promise<void> {
    await stop();
    scripted = createScriptedApp(script);
    transport = await connect(name, scripted.app);
    handle = (await transport.client.cases.open({ path: '/cases/scripted.memcase', mode: 'write' })).handle;
  }
  async function stop(): Promise<void> {
    await transport?.close();
    await scripted?.app.close();
  }
  beforeEach(() => start());
  afterEach(stop);

  it('answers a call with the value of its handler', async () => {
    const hello = await transport.client.app.hello({ contractVersion: CONTRACT_VERSION });
    expect(hello).toEqual({
      contractVersion: CONTRACT_VERSION,
      appVersion: '9.9.9',
      launcher: 'test',
      initialCase: null,
    });
  });

  it('keeps calls apart that are open at once', async () => {
    await start({ file: { targets: () => [{ id: 1, name: 'alpha' }], snapshots: () => [] } });
    const answers = await Promise.all([
      transport.client.evidence.targets({ case: handle }),
      transport.client.evidence.snapshots({ case: handle }),
      transport.client.cases.summary({ case: handle }),
    ]);
    expect(answers[0]).toEqual([{ id: 1, name: 'alpha' }]);
    expect(answers[1]).toEqual([]);
    expect(answers[2].title).toBe('Scripted');
  });

  it('refuses another contract version', async () => {
    const error = await failure(transport.client.app.hello({ contractVersion: CONTRACT_VERSION + 1 }));
    expect(error.code).toBe('rpc.contract-mismatch');
    expect(error.data).toEqual({ window: CONTRACT_VERSION + 1, app: CONTRACT_VERSION });
  });

  describe('validation', () => {
    it('refuses a request that does not fit before it reaches a handler', async () => {
      const request = { case: handle, artifact: 1, offset: -1, length: 4 };
      const error = await failure(transport.client.evidence.bytes(request));
      expect(error.code).toBe('rpc.invalid-request');
      expect(error.data).toMatchObject({ procedure: 'evidence.bytes', path: 'offset' });
      expect(scripted.log).toEqual([]);
    });

    it('refuses an answer that does not fit, as our own fault', async () => {
      await start({ file: { targets: () => [{ id: -1, name: 'alpha' }] } });
      const error = await failure(transport.client.evidence.targets({ case: handle }));
      expect(error.code).toBe('internal');
      expect(scripted.log).toHaveLength(1);
    });

    it('refuses an event of a stream that does not fit', async () => {
      async function* verifyCase() {
        yield { ...progress(1), done: -1 };
        return verified;
      }
      await start({ jobs: { verifyCase } });
      const error = await failure(transport.client.cases.verify({ case: handle }).then(drain));
      expect(error.code).toBe('internal');
    });

    it('knows no procedure beyond the contract', async () => {
      const client = transport.client as unknown as Record<string, Record<string, () => Promise<unknown>>>;
      const error = await failure(client['cases']!['destroy']!());
      expect(error.code).toBe('rpc.invalid-request');
    });
  });

  describe('errors', () => {
    it('lets a declared error cross with code, message and data', async () => {
      const thrown = new AppError('input.unknown-artifact', 'There is no E-042.', {
        artifact: 42,
        near: null,
      });
      await start({ file: { readBytes: () => fail(thrown) } });
      const error = await failure(readBytes());
      expect(error).toMatchObject({ code: thrown.code, message: thrown.message, data: thrown.data });
    });

    it('turns anything else into `internal` with an id, and keeps cause and stack in the log', async () => {
      const secret = new Error('password=hunter2', { cause: new Error('deep') });
      await start({ file: { readBytes: () => fail(secret) } });
      const error = await failure(readBytes());
      expect(error.code).toBe('internal');
      expect(error.data['id']).toMatch(/^[0-9a-f]{8}$/);
      expect(JSON.stringify([error.message, error.data, String(error.cause)])).not.toContain('hunter2');
      expect(scripted.log).toHaveLength(1);
      expect(scripted.log[0]?.data).toMatchObject({
        id: error.data['id'],
        message: 'password=hunter2',
        cause: { message: 'deep' },
      });
      expect(String(scripted.log[0]?.data?.['stack'])).toContain('transports.test.ts');
    });

    it.each([
      ['undefined', undefined],
      ['a string', 'oops'],
      ['a function', () => 1],
      [
        'a proxy that throws',
        new Proxy({}, { get: () => fail(new Error('no')), getPrototypeOf: () => fail(new Error('no')) }),
      ],
      [
        'an error with a getter that throws',
        Object.defineProperty(new Error('x'), 'message', { get: () => fail(new Error('no')) }),
      ],
    ])('settles the caller when a handler throws %s', async (_what, thrown) => {
      await start({ file: { readBytes: () => fail(thrown) } });
      expect((await failure(readBytes())).code).toBe('internal');
    });

    it('replaces error data that cannot be cloned instead of losing the error', async () => {
      const data = { call: () => 1, big: 12n, nested: { a: 1 }, nan: NaN } as unknown as Record<
        string,
        string
      >;
      await start({ file: { readBytes: () => fail(new AppError('casefile.io', 'No.', data)) } });
      const error = await failure(readBytes());
      expect(error.code).toBe('casefile.io');
      expect(error.data).toEqual({ call: '(function)', big: '12', nested: '(object)', nan: 'NaN' });
    });

    it('settles the caller when an answer cannot be sent', async () => {
      const entry = {
        sequence: 1,
        at: 0,
        actor: 'test',
        action: 'x',
        detail: { unsendable: () => 1 },
        previousHash: zeroHash,
        hash: zeroHash,
      };
      await start({ file: { journal: () => [entry] } });
      const outcome = transport.client.cases.journal({ case: handle });
      // In-process nothing is cloned, and JSON leaves functions out: both are answers; a port must not stay silent.
      if (name === 'MessagePort') expect((await failure(outcome)).code).toBe('internal');
      else expect(await outcome).toHaveLength(1);
    });

    it('lets an error cross in the middle of a stream', async () => {
      async function* verifyCase(): Job<VerifyResult> {
        yield progress(1);
        throw new AppError('casefile.corrupt', 'Chunk 7 is damaged.', { chunk: 7 });
      }
      await start({ jobs: { verifyCase } });
      const stream = await transport.client.cases.verify({ case: handle });
      expect(await stream.next()).toEqual({ done: false, value: progress(1) });
      expect(await failure(stream.next())).toMatchObject({ code: 'casefile.corrupt', data: { chunk: 7 } });
    });
  });

  describe('streams', () => {
    it('carries events in order and the return value', async () => {
      async function* verifyCase() {
        for (const phase of ['chunks', 'artifacts', 'journal']) yield progress(1, phase);
        return verified;
      }
      await start({ jobs: { verifyCase } });
      const { events, result } = await drain(await transport.client.cases.verify({ case: handle }));
      expect(events.map((event) => event.phase)).toEqual(['chunks', 'artifacts', 'journal']);
      expect(result).toEqual(verified);
    });

    it('paces progress but never leaves out the last of a phase', async () => {
      async function* verifyCase() {
        for (let done = 0; done <= 5000; done += 1) yield progress(done);
        return verified;
      }
      await start({ jobs: { verifyCase } });
      const { events } = await drain(await transport.client.cases.verify({ case: handle }));
      expect(events.length).toBeLessThan(500);
      expect(events.at(0)?.done).toBe(0);
      expect(events.at(-1)?.done).toBe(5000);
    });
  });

  describe('cancellation', () => {
    /** A job that waits for its signal and tells how it ended. */
    function waitingJob() {
      const ended: string[] = [];
      async function* verifyCase(_file: unknown, signal: { aborted: boolean }) {
        try {
          yield progress(0);
          while (!signal.aborted) await sleep(2);
          return verified;
        } finally {
          ended.push(signal.aborted ? 'stopped' : 'not stopped');
        }
      }
      return { ended, verifyCase };
    }

    it('stops the handler when the caller aborts, and says so', async () => {
      const { ended, verifyCase } = waitingJob();
      await start({ jobs: { verifyCase } });
      const controller = new AbortController();
      const stream = await transport.client.cases.verify({ case: handle }, { signal: controller.signal });
      await stream.next();
      const next = failure(stream.next() as Promise<unknown>);
      controller.abort();
      expect((await next).code).toBe('job.cancelled');
      await until(() => ended.length > 0);
      expect(ended).toEqual(['stopped']);
    });

    it('stops the handler when the caller leaves the stream', async () => {
      const { ended, verifyCase } = waitingJob();
      await start({ jobs: { verifyCase } });
      for await (const _event of await transport.client.cases.verify({ case: handle })) break;
      await until(() => ended.length > 0);
      expect(ended).toEqual(['stopped']);
    });

    it('does not call at all when the caller has aborted already', async () => {
      let calls = 0;
      await start({ file: { targets: () => [(calls += 1)] as never } });
      const options = { signal: AbortSignal.abort() };
      expect((await failure(transport.client.evidence.targets({ case: handle }, options))).code).toBe(
        'job.cancelled',
      );
      await sleep(20);
      expect(calls).toBe(0);
    });

    it('survives a job whose `finally` throws after the caller has gone', async () => {
      async function* verifyCase(_file: unknown, signal: { aborted: boolean }) {
        try {
          yield progress(0);
          while (!signal.aborted) await sleep(2);
          return verified;
        } finally {
          await Promise.reject(new Error('cleaning up failed'));
        }
      }
      await start({ jobs: { verifyCase } });
      for await (const _event of await transport.client.cases.verify({ case: handle })) break;
      await sleep(50);
      expect((await transport.client.cases.summary({ case: handle })).title).toBe('Scripted');
    });

    it('survives a job that throws when it is left at a step', async () => {
      const left: string[] = [];
      async function* verifyCase(): Job<VerifyResult> {
        try {
          for (let step = 0; ; step += 1) {
            yield progress(0, `step ${step}`);
            await sleep(2);
          }
        } finally {
          left.push('left');
          await Promise.reject(new Error('cleaning up failed'));
        }
      }
      await start({ jobs: { verifyCase } });
      for await (const _event of await transport.client.cases.verify({ case: handle })) break;
      await until(() => left.length > 0);
      await sleep(20);
      expect((await transport.client.cases.summary({ case: handle })).title).toBe('Scripted');
    });

    it('ends the jobs of a case before it closes it', async () => {
      const { ended, verifyCase } = waitingJob();
      const order: string[] = [];
      await start({
        jobs: { verifyCase },
        file: { close: () => void order.push(`closed after ${ended.length}`) },
      });
      const stream = await transport.client.cases.verify({ case: handle });
      await stream.next();
      const rest = stream.next();
      expect(await transport.client.cases.close({ case: handle })).toEqual({ closed: true });
      expect(order).toEqual(['closed after 1']);
      await rest;
      expect((await failure(transport.client.cases.summary({ case: handle }))).code).toBe('casefile.closed');
    });
  });

  describe('bytes', () => {
    it.each([0, 1, 64 * 1024, MAX_READ_BYTES])('come back as they are: %i', async (length) => {
      const source = new Uint8Array(length + 64).map((_byte, index) => (index * 31 + (index >> 8)) % 256);
      await start({ file: { readBytes: (_id, offset, size) => source.subarray(offset, offset + size) } });
      const bytes = await transport.client.evidence.bytes({ case: handle, artifact: 1, offset: 32, length });
      expect(bytes).toBeInstanceOf(Uint8Array);
      expect(Buffer.from(bytes).equals(Buffer.from(source.subarray(32, 32 + length)))).toBe(true);
    });

    it('never bring along what lies beside them in a pooled buffer', async () => {
      const pool = Buffer.alloc(4096, 'secret');
      await start({ file: { readBytes: () => pool.subarray(100, 104) } });
      const bytes = await transport.client.evidence.bytes({
        case: handle,
        artifact: 1,
        offset: 0,
        length: 4,
      });
      expect(bytes.buffer.byteLength).toBe(4);
    });

    it('go in with a request and out at the end of a stream', async () => {
      const received: Uint8Array[] = [];
      const pdf = Buffer.alloc(4096, 'secret').fill('%PDF\0\xff', 64, 70, 'latin1').subarray(64, 70);
      async function* renderReport() {
        yield progress(1, 'layout');
        return { pdf, pages: 3, sha256: zeroHash };
      }
      async function* importEvidence(_file: unknown, request: { sources: readonly object[] }) {
        for (const source of request.sources)
          if ('bytes' in source) received.push(source.bytes as Uint8Array);
        yield progress(1);
        return { target: 'a', snapshots: [], parts: [], refused: [], leftOut: [], warnings: [] };
      }
      await start({ jobs: { renderReport, importEvidence } });
      const sources = [
        { name: 'a.txt', bytes: new Uint8Array([1, 2, 3]) },
        { name: 'b.txt', bytes: new Uint8Array(0) },
        { name: 'c.bin', bytes: new Uint8Array([255]) },
      ];
      await drain(await transport.client.imports.run({ case: handle, target: 'a', sources }));
      expect(received.map((bytes) => [...bytes])).toEqual([[1, 2, 3], [], [255]]);
      const { result } = await drain(await transport.client.reports.render({ case: handle }));
      expect([...result.pdf]).toEqual([0x25, 0x50, 0x44, 0x46, 0x00, 0xff]);
      // In-process nothing crosses; on a wire the rest of the pool must not.
      if (name !== 'in-process') expect(result.pdf.buffer.byteLength).toBe(6);
    });
  });

  it('lets writing jobs on one case take turns', async () => {
    const steps: string[] = [];
    let running = 0;
    async function* reparseCase() {
      running += 1;
      steps.push(`start with ${running}`);
      yield progress(0);
      await sleep(10);
      running -= 1;
      return { snapshots: 0, artifacts: 0, changedSnapshots: [] };
    }
    await start({ jobs: { reparseCase } });
    const run = async () => drain(await transport.client.cases.reparse({ case: handle }));
    await Promise.all([run(), run(), run()]);
    expect(steps).toEqual(['start with 1', 'start with 1', 'start with 1']);
  });

  function readBytes(): Promise<unknown> {
    return transport.client.evidence.bytes({ case: handle, artifact: 1, offset: 0, length: 4 });
  }
});

function fail(thrown: unknown): never {
  throw thrown;
}
