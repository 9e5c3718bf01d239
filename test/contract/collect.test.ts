/** Live jobs over every transport: their questions and answers, what ends them, and that nothing outlives its caller. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CollectResult, RemoteEvent } from '#shared/contract/collect.ts';
import { isAppError } from '#shared/errors/app-error.ts';
import type { Jobs } from '#electron/rpc/services.ts';
import { createScriptedApp } from '#test/support/rpc/scripted-app.ts';
import type { ScriptedApp } from '#test/support/rpc/scripted-app.ts';
import { connect, transports } from '#test/support/rpc/transports.ts';
import type { Transport } from '#test/support/rpc/transports.ts';

const route = { hops: [{ user: null, host: 'gw-a', port: null }], configFile: null, identityFiles: [] };
const nothing: CollectResult = {
  target: 'gw-a',
  snapshots: [],
  parts: [],
  refused: [],
  leftOut: [],
  warnings: [],
  hops: [],
  gaps: [],
  clock: null,
};
const hostKey = {
  kind: 'host-key',
  hop: 0,
  name: 'gw-a',
  keyType: 'ssh-ed25519',
  fingerprint: 'SHA256:abc',
} as const;
const password = {
  kind: 'password',
  hop: 0,
  subject: 'root@gw-a',
  title: '',
  instruction: '',
  prompts: [{ text: 'Password: ', echo: false }],
  attempt: 1,
} as const;

describe.each(transports)('over %s', (name) => {
  let scripted: ScriptedApp;
  let transport: Transport;
  let handle: string;
  const told: unknown[] = [];

  const collectLive: Jobs['collectLive'] = async (_file, _request, { prompter, emit, signal }) => {
    told.length = 0;
    signal.addEventListener('abort', () => told.push('aborted'));
    emit({ event: 'notice', text: 'started' });
    told.push(await prompter.hostKey(hostKey));
    told.push(await prompter.secret(password));
    return nothing;
  };

  beforeEach(async () => {
    scripted = createScriptedApp({ jobs: { collectLive } });
    transport = await connect(name, scripted.app);
    handle = (await transport.client.cases.open({ path: '/cases/scripted.memcase', mode: 'write' })).handle;
  });
  afterEach(async () => {
    await transport.close();
    await scripted.app.close();
  });

  const start = (signal?: AbortSignal) =>
    transport.client.collect.run(
      { case: handle, route, target: 'gw-a', recipe: 'quick', processes: [] },
      signal === undefined ? {} : { signal },
    );

  /** The events up to the next question. */
  async function nextQuestion(stream: AsyncIterator<RemoteEvent, CollectResult, void>) {
    for (;;) {
      const step = await stream.next();
      if (step.done === true) throw new Error('ended without a question');
      if (step.value.event === 'question') return step.value.question;
    }
  }

  async function codeOf(promise: Promise<unknown>): Promise<string> {
    try {
      await promise;
      return 'nothing';
    } catch (error) {
      return isAppError(error) ? error.code : String(error);
    }
  }

  it('asks on the stream and takes the answer by a call of its own', async () => {
    const stream = await start();
    const first = await nextQuestion(stream);
    expect(first).toEqual({ ...hostKey, id: first.id });
    await transport.client.collect.answer({ id: first.id, answer: 'remember' });
    const second = await nextQuestion(stream);
    expect(second).toEqual({ ...password, id: second.id });
    await transport.client.collect.answer({ id: second.id, answer: ['s3cret'] });
    const end = await stream.next();
    expect(end).toEqual({ done: true, value: nothing });
    expect(told).toEqual(['remember', ['s3cret'], ...told.slice(2)]);
  });

  it('passes a refusal on as none', async () => {
    const stream = await start();
    await transport.client.collect.answer({ id: (await nextQuestion(stream)).id, answer: null });
    await transport.client.collect.answer({ id: (await nextQuestion(stream)).id, answer: null });
    await stream.next();
    expect(told.slice(0, 2)).toEqual([null, null]);
  });

  it('refuses an answer to no question, of another form, and a second one', async () => {
    const stream = await start();
    const { id } = await nextQuestion(stream);
    const { answer } = transport.client.collect;
    expect(await codeOf(answer({ id: 'another', answer: 'once' }))).toBe('input.bad-option');
    expect(await codeOf(answer({ id, answer: ['s3cret'] }))).toBe('input.bad-option');
    await answer({ id, answer: 'once' });
    expect(await codeOf(answer({ id, answer: 'once' }))).toBe('input.bad-option');
    const { id: secret } = await nextQuestion(stream);
    expect(await codeOf(answer({ id: secret, answer: ['one', 'two'] }))).toBe('input.bad-option');
    expect(await codeOf(answer({ id: secret, answer: 'once' }))).toBe('input.bad-option');
    await answer({ id: secret, answer: null });
    await stream.next();
  });

  it.each(['cancel', 'leave'] as const)('ends a question whose caller is gone (%s)', async (how) => {
    const caller = new AbortController();
    const stream = await start(caller.signal);
    const { id } = await nextQuestion(stream);
    if (how === 'cancel') {
      caller.abort();
      expect(await codeOf(stream.next())).toBe('job.cancelled');
    } else await stream.return?.();
    for (let waited = 0; told.length < 3 && waited < 3000; waited += 5) await sleep(5);
    expect(told).toEqual(['aborted', null, null]);
    expect(await codeOf(transport.client.collect.answer({ id, answer: 'once' }))).toBe('input.bad-option');
  });

  it('ends it when the case closes', async () => {
    const stream = await start();
    await nextQuestion(stream);
    const closing = transport.client.cases.close({ case: handle });
    for (;;) {
      const step = await stream.next().catch(() => ({ done: true }));
      if (step.done === true) break;
    }
    expect(await closing).toEqual({ closed: true });
    expect(told).toEqual(['aborted', null, null]);
  });

  it('keeps answers out of the log', async () => {
    const stream = await start();
    await transport.client.collect.answer({ id: (await nextQuestion(stream)).id, answer: 'once' });
    await transport.client.collect.answer({ id: (await nextQuestion(stream)).id, answer: ['s3cret'] });
    await stream.next();
    expect(JSON.stringify(scripted.log)).not.toContain('s3cret');
  });

  it('tests a route', async () => {
    await transport.close();
    await scripted.app.close();
    const testRoute: Jobs['testRoute'] = async (_route, { emit }) => {
      emit({ event: 'notice', text: 'on the way' });
      return { hops: [], notices: ['a notice'] };
    };
    scripted = createScriptedApp({ jobs: { testRoute } });
    transport = await connect(name, scripted.app);
    const stream = await transport.client.collect.test({ route });
    expect(await stream.next()).toEqual({ done: false, value: { event: 'notice', text: 'on the way' } });
    expect(await stream.next()).toEqual({ done: true, value: { hops: [], notices: ['a notice'] } });
  });

  it('refuses a route without hops and a recipe that there is not', async () => {
    const request = { case: handle, target: 'x', recipe: 'quick' as const, processes: [] };
    const { run } = transport.client.collect;
    expect(await codeOf(run({ ...request, route: { ...route, hops: [] } }))).toBe('rpc.invalid-request');
    const other = { ...request, route, recipe: 'everything' as 'quick' };
    expect(await codeOf(run(other))).toBe('rpc.invalid-request');
  });
});
