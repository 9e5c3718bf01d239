import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { MessagesContext } from '#renderer/components/messages.ts';
import {
  chainOf,
  emptyCollectDraft,
  faultOf,
  requestOf,
  routeOf,
} from '#renderer/views/imports/live/collect-model.ts';
import { dumpFaultOf, dumpRequestOf, emptyDumpDraft } from '#renderer/views/imports/live/dump-model.ts';
import { DumpPlanView } from '#renderer/views/imports/live/DumpPlanView.tsx';
import { QuestionDialog } from '#renderer/views/imports/live/QuestionDialog.tsx';
import { RouteChain } from '#renderer/views/imports/live/RouteChain.tsx';
import { afterEvent, type Answer, type LiveRun } from '#renderer/views/imports/live/use-live-run.ts';
import { collectRequestSchema, type Question } from '#shared/contract/collect.ts';
import { dumpPlanRequestSchema, type DumpPlan } from '#shared/contract/dumps.ts';
import type { HopFacts } from '#shared/domain/route.ts';
import { createMessages } from '#shared/i18n/index.ts';

afterEach(cleanup);

const plan: DumpPlan = {
  process: { pid: 812, name: 'fwlog', commandLine: '/usr/bin/fwlog -d', startTicks: '991' },
  method: 'mem',
  regions: [
    {
      start: '0x7f6380000000',
      end: '0x7f6384000000',
      class: 'arena-heap',
      path: '',
      sizeBytes: 67_108_864,
      rssBytes: 48_000_000,
      swapBytes: null,
    },
  ],
  estimate: {
    bytes: 48_000_000,
    seconds: 1,
    stops: 0,
    longestStopMs: 0,
    remoteBytes: 8_388_608,
    tmpfsBytes: 0,
  },
  target: {
    memAvailableBytes: null,
    swapFreeBytes: 0,
    loadOneMinute: null,
    memoryPressure: null,
    oomScore: null,
    uid: 0,
    yamaScope: null,
    tracerPid: 0,
    watchdogMs: null,
    tmpfs: null,
    pageBytes: 4096,
  },
  refusals: [],
  warnings: [],
  commands: ['dd if=/proc/812/mem'],
  script: 'dd',
};

const draft = { ...emptyCollectDraft, target: 'root@10.222.3.18', via: 'ops@b1, ops@b2:23' };

function hop(index: number, changes: Partial<HopFacts> = {}): HopFacts {
  return {
    index,
    host: `b${index + 1}`,
    port: 22,
    user: 'ops',
    state: 'connecting',
    elapsedMs: 12.4,
    hostKeyFingerprint: null,
    hostKeyType: null,
    hostKeyTrust: null,
    authMethod: null,
    serverVersion: null,
    failure: null,
    ...changes,
  };
}

describe('the form', () => {
  it('makes the request of the contract', () => {
    const request = requestOf('case-1', { ...draft, processes: 'fwlog, 1234', identity: ' ~/.ssh/key ' });
    expect(request).toEqual({
      case: 'case-1',
      target: '10.222.3.18',
      recipe: 'standard',
      processes: ['fwlog', '1234'],
      route: {
        hops: [
          { user: 'ops', host: 'b1', port: null },
          { user: 'ops', host: 'b2', port: 23 },
          { user: 'root', host: '10.222.3.18', port: null },
        ],
        configFile: null,
        identityFiles: ['~/.ssh/key'],
      },
    });
    expect(collectRequestSchema.safeParse(request).success).toBe(true);
  });

  it('gives a watch its times, and a name its place', () => {
    const watch = { ...draft, name: 'gw-a', recipe: 'watch' as const, every: '5', lasting: '0.5' };
    expect(requestOf('case-1', watch)).toMatchObject({ target: 'gw-a', everyMs: 5000, forMs: 30_000 });
    expect(requestOf('case-1', draft)).not.toHaveProperty('everyMs');
  });

  it.each([
    [{ target: '' }, 'badTarget'],
    [{ target: 'a b' }, 'badTarget'],
    [{ via: 'ops@b1;id' }, 'badVia'],
    [{ recipe: 'watch' as const, every: '0' }, 'badEvery'],
    [{ recipe: 'watch' as const, lasting: '0.0' }, 'badLasting'],
  ])('%o is refused: %s', (changes, fault) => {
    expect(faultOf({ ...draft, ...changes })).toBe(fault);
    expect(requestOf('case-1', { ...draft, ...changes })).toBeNull();
  });
});

describe('the form for memory', () => {
  const way = routeOf(draft);
  const dump = { ...emptyDumpDraft, process: ' fwlog ' };

  it('makes the request of the contract', () => {
    const request = dumpRequestOf(way, dump);
    expect(request).toMatchObject({
      process: 'fwlog',
      selection: { kind: 'class', classes: ['arena-heap', 'main-heap'] },
      method: 'mem',
      whole: false,
    });
    expect(dumpPlanRequestSchema.safeParse(request).success).toBe(true);
  });

  it('reads ranges, numbers, and what only gdb knows', () => {
    const ranges = { ...dump, choice: 'range' as const, ranges: '0x1000-0x3000, 0x7F00-0x8000' };
    expect(dumpRequestOf(way, ranges)?.selection).toEqual({
      kind: 'range',
      ranges: [
        { start: '0x1000', end: '0x3000' },
        { start: '0x7f00', end: '0x8000' },
      ],
    });
    expect(dumpRequestOf(way, { ...dump, choice: 'top', count: '64' })?.selection).toEqual({
      kind: 'top',
      count: 64,
    });
    expect(dumpRequestOf(way, { ...dump, whole: true })?.whole).toBe(false);
    expect(dumpRequestOf(way, { ...dump, method: 'gdb', whole: true })?.whole).toBe(true);
  });

  it.each([
    [{ process: ' ' }, 'badProcess'],
    [{ classes: [] }, 'badClasses'],
    [{ choice: 'top' as const, count: '65' }, 'badCount'],
    [{ choice: 'range' as const, ranges: '' }, 'badRanges'],
    [{ choice: 'range' as const, ranges: '0x3000-0x1000' }, 'badRanges'],
    [{ choice: 'range' as const, ranges: '0x1000-0x3000, rm' }, 'badRanges'],
  ])('%o is refused: %s', (changes, fault) => {
    expect(dumpFaultOf({ ...dump, ...changes })).toBe(fault);
    expect(dumpRequestOf(way, { ...dump, ...changes })).toBeNull();
  });
});

describe('what was found before a dump', () => {
  function show(changes: Partial<DumpPlan>, onRun: (() => void) | null = () => undefined): void {
    render(
      <MessagesContext value={createMessages('en')}>
        <DumpPlanView plan={{ ...plan, ...changes }} onRun={onRun} />
      </MessagesContext>,
    );
  }
  const start = () => screen.queryByRole<HTMLButtonElement>('button', { name: 'Read the memory' });
  const stops = { ...plan.estimate, stops: 3, longestStopMs: 40 };

  it('says that nothing is stopped, and lets it be read', () => {
    show({});
    expect(screen.getByText('The process is not stopped.')).toBeTruthy();
    expect(start()?.disabled).toBe(false);
  });

  it('offers nothing where the preflight refuses, and says why', () => {
    show({ refusals: [{ code: 'dump.no-gdb', reason: 'no-gdb', text: 'The target has no gdb.' }] });
    expect(screen.getByRole('alert').textContent).toContain('no gdb');
    expect(start()).toBeNull();
  });

  it('waits where the form has changed since', () => {
    show({}, null);
    expect(start()?.disabled).toBe(true);
  });

  it('lets a process of a target in trouble be stopped only by its name', () => {
    show({ estimate: stops, warnings: ['The target is short of memory: pressure 40 %.'] });
    expect(screen.getByText(/stands still 3 times, up to 40 ms/)).toBeTruthy();
    expect(start()?.disabled).toBe(true);
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'fwlog' } });
    expect(start()?.disabled).toBe(false);
  });
});

describe('the way', () => {
  it('is as planned until the connection tells more, such as a hop that the configuration adds', () => {
    const route = routeOf(draft);
    expect(chainOf(route, []).map(({ label }) => label)).toEqual(['ops@b1', 'ops@b2:23', 'root@10.222.3.18']);
    const gone = chainOf(route, [hop(0), hop(1), hop(2), hop(3, { user: 'root', host: '10.222.3.18' })]);
    expect(gone.map(({ label }) => label)).toEqual([
      'ops@b1:22',
      'ops@b2:22',
      'ops@b3:22',
      'root@10.222.3.18:22',
    ]);
  });

  it('names the hop that failed, in words', () => {
    const chain = chainOf(routeOf(draft), [
      hop(0, {
        state: 'ready',
        hostKeyTrust: 'known',
        hostKeyType: 'ssh-ed25519',
        hostKeyFingerprint: 'SHA256:abc',
        authMethod: 'publickey',
      }),
      hop(1, { state: 'failed', failure: 'ssh.host-key-changed' }),
    ]);
    const messages = createMessages('en');
    render(
      <MessagesContext value={messages}>
        <RouteChain chain={chain} />
      </MessagesContext>,
    );
    const [here, first, second, third] = screen.getAllByRole('listitem');
    expect(here?.textContent).toContain(messages.collect.here);
    expect(first?.textContent).toContain('connected');
    expect(first?.textContent).toContain('SHA256:abc');
    expect(second?.textContent).toContain(messages.errors['ssh.host-key-changed'].what);
    expect(third?.textContent).toBe('root@10.222.3.18');
  });
});

describe('questions', () => {
  function ask(question: Question): Answer[] {
    const answers: Answer[] = [];
    render(
      <MessagesContext value={createMessages('en')}>
        <QuestionDialog question={question} onAnswer={(answer) => answers.push(answer)} />
      </MessagesContext>,
    );
    return answers;
  }
  const hostKey: Question = {
    kind: 'host-key',
    id: 'q1',
    hop: 0,
    name: '[b1]:2222',
    keyType: 'ssh-ed25519',
    fingerprint: 'SHA256:abc',
  };
  const secret: Question = {
    kind: 'keyboard-interactive',
    id: 'q2',
    hop: 1,
    subject: 'ops@b2',
    title: '',
    instruction: 'OTP\u001b[2Jnow',
    prompts: [
      { text: 'User:', echo: true },
      { text: 'Code:', echo: false },
    ],
    attempt: 2,
  };

  it('show the fingerprint of an unknown key; Enter by habit accepts nothing', () => {
    const answers = ask(hostKey);
    expect(document.body.textContent).toContain('SHA256:abc');
    expect(document.activeElement?.textContent).toBe('Do not connect');
    fireEvent.click(screen.getByText('Accept once'));
    fireEvent.click(screen.getByText('Do not connect'));
    expect(answers).toEqual(['once', null]);
  });

  it('hide what is typed where the server says so, and show its words as its own', () => {
    const answers = ask(secret);
    expect(screen.getByLabelText<HTMLInputElement>('User:').type).toBe('text');
    const code = screen.getByLabelText<HTMLInputElement>('Code:');
    expect(code.type).toBe('password');
    expect(document.body.textContent).toContain('OTP␛[2Jnow');
    expect(screen.getByRole('alert').textContent).toBe('That was not accepted.');
    fireEvent.change(code, { target: { value: '123456' } });
    fireEvent.click(screen.getByText('Send'));
    expect(answers).toEqual([['', '123456']]);
  });
});

it('events become what is drawn: a hop takes the place of its older state', () => {
  const start = {
    kind: 'collecting',
    hops: [],
    notices: [],
    snapshots: [],
    progress: null,
    question: null,
    result: null,
    plan: null,
    dumped: null,
    error: null,
  } satisfies LiveRun;
  const run = [hop(1), hop(0), hop(1, { state: 'ready' })].reduce<LiveRun>(
    (before, facts) => afterEvent(before, { event: 'hop', hop: facts }),
    start,
  );
  expect(run.hops.map(({ index, state }) => [index, state])).toEqual([
    [0, 'connecting'],
    [1, 'ready'],
  ]);
  expect(afterEvent(run, { event: 'notice', text: 'no ProxyCommand' }).notices).toEqual(['no ProxyCommand']);
});
