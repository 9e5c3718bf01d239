/** What a watch, a cancel and a broken link leave in the case; real shells, no SSH in between. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CollectRequest, CollectResult, RemoteEvent } from '#shared/contract/collect.ts';
import { AppError, isAppError } from '#shared/errors/app-error.ts';
import { parseManifest } from '#shared/parsers/capture-manifest.ts';
import { collectLive } from '#electron/jobs/collect/collect-live.ts';
import { createLocalTarget } from '#test/support/collect/local-connect.ts';
import type { LocalOptions, LocalTarget } from '#test/support/collect/local-connect.ts';
import { createTempCase } from '#test/support/temp-case.ts';
import type { TempCase } from '#test/support/temp-case.ts';

const route = { hops: [{ user: null, host: 'localhost', port: null }], configFile: null, identityFiles: [] };

let temp: TempCase;
beforeEach(() => {
  temp = createTempCase();
});
afterEach(() => temp.remove());

interface Running {
  readonly events: RemoteEvent[];
  readonly ended: Promise<CollectResult | AppError>;
  readonly stop: () => void;
}

function start(target: LocalTarget, request: Partial<CollectRequest> = {}): Running {
  const events: RemoteEvent[] = [];
  const controller = new AbortController();
  const ports = {
    prompter: { hostKey: async () => null, secret: async () => null },
    inTurn: <Result>(work: () => Promise<Result>) => work(),
    emit: (event: RemoteEvent) => void events.push(event),
    signal: controller.signal,
  };
  const platform = { ...temp.platform, now: Date.now };
  const parts = { connect: target.connect, platform, appVersion: '0.0.0' };
  const asked = { recipe: 'quick' as const, processes: [], route, target: 'here', ...request };
  const ended = collectLive(temp.file, asked, ports, parts).catch((error: unknown) => {
    if (isAppError(error)) return error;
    throw error;
  });
  return { events, ended, stop: () => controller.abort() };
}

async function resultOf(running: Running): Promise<CollectResult> {
  const end = await running.ended;
  if (end instanceof AppError) throw end;
  return end;
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 10) {
    if (waited > 60_000) throw new Error('nothing happened within a minute');
    await sleep(10);
  }
}

function manifestOf(snapshot: number) {
  const artifact = temp.file
    .artifacts()
    .find((one) => one.kind === 'manifest' && one.snapshotId === snapshot)!;
  return parseManifest(Buffer.from(temp.file.readBytes(artifact.id, 0, artifact.sizeBytes)).toString())!;
}

/** A folder of commands that go before the machine's own. */
function shadowed(commands: Readonly<Record<string, string>>): LocalOptions {
  const bin = join(temp.folder, 'bin');
  mkdirSync(bin);
  for (const [name, body] of Object.entries(commands)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return { env: { PATH: `${bin}:${process.env['PATH']}` } };
}

describe('a watch', () => {
  const watch = { recipe: 'watch' as const, everyMs: 1000 };

  it('goes on after a broken link, and the next manifest tells of the round that is missing', async () => {
    const target = createLocalTarget(shadowed({ dmesg: 'sleep 5; echo late' }));
    const running = start(target, watch);
    await until(() => running.events.some(({ event }) => event === 'snapshot'));
    // In the middle of the second round: what had arrived is a partial snapshot.
    await until(() => target.started.length === 2);
    await sleep(2500);
    target.cut();
    await until(() => running.events.filter(({ event }) => event === 'snapshot').length >= 3);
    running.stop();
    expect((await running.ended) as AppError).toMatchObject({ code: 'job.cancelled' });
    expect(target.attempts()).toBe(2);
    const [first, second, third] = temp.file.snapshots();
    expect(manifestOf(first!.id).head.get('ended')).toBe('whole');
    expect(manifestOf(second!.id).head.get('ended')).toMatch(/^(?:truncated|disconnected)$/);
    expect(manifestOf(second!.id).gaps.map(({ reason }) => reason)).toContain('not-asked');
    expect(manifestOf(third!.id).head.get('ended')).toBe('whole');
    expect(manifestOf(third!.id).gaps.some(({ reason }) => reason === 'missed')).toBe(true);
  });

  it('tries again while the target is away, and says what it missed', async () => {
    const admit = (attempt: number): void => {
      if (attempt === 2) throw new AppError('ssh.unreachable', 'connect ECONNREFUSED', {});
    };
    const target = createLocalTarget({ admit });
    const running = start(target, { ...watch, forMs: 30_000 });
    await until(() => running.events.some(({ event }) => event === 'snapshot'));
    target.cut();
    await until(() => target.attempts() >= 3);
    const before = running.events.length;
    await until(() => running.events.slice(before).some(({ event }) => event === 'snapshot'));
    running.stop();
    await running.ended;
    expect(temp.file.snapshots().length).toBeGreaterThanOrEqual(2);
    expect(temp.file.journal().at(-1)).toMatchObject({ action: 'collect', detail: { recipe: 'watch' } });
  });

  it('ends where a key has changed: that will not be over at the next tick', async () => {
    const admit = (attempt: number): void => {
      if (attempt > 1) throw new AppError('ssh.host-key-changed', 'The key has changed.', {});
    };
    const target = createLocalTarget({ admit });
    const running = start(target, watch);
    await until(() => running.events.some(({ event }) => event === 'snapshot'));
    target.cut();
    expect(await running.ended).toMatchObject({ code: 'ssh.host-key-changed' });
    expect(temp.file.snapshots().length).toBeGreaterThanOrEqual(1);
  });
});

describe('a cancel', () => {
  it('keeps what had arrived as a snapshot that says so, and nothing runs on', async () => {
    const target = createLocalTarget(shadowed({ dmesg: 'exec sleep 317' }));
    const running = start(target);
    await until(() => target.started.length === 1);
    await until(() => execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).includes('sleep 317'));
    running.stop();
    expect(await running.ended).toMatchObject({ code: 'job.cancelled', data: { snapshots: 1 } });
    const manifest = manifestOf(temp.file.snapshots()[0]!.id);
    expect(manifest.head.get('ended')).toBe('cancelled');
    expect(manifest.gaps).toContainEqual(
      expect.objectContaining({ item: 'proc/{pid}/status', reason: 'not-asked' }),
    );
    expect(temp.file.artifacts().some(({ name }) => name === 'proc/meminfo')).toBe(true);
    expect(running.events.some((event) => event.event === 'snapshot' && event.isPartial)).toBe(true);
    // The end of its input ends the script, and the script ends what it had started.
    await target.started[0]!.exit;
    await until(() => !execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).includes('sleep 317'));
  });
});

describe('the process whose regions are read', () => {
  const standard = { recipe: 'standard' as const, processes: [String(process.pid)] };

  it('is told by its start time too', async () => {
    await resultOf(start(createLocalTarget(), standard));
    // After the name in brackets, the 20th word is field 22 (proc(5), stat).
    const stat = readFileSync(`/proc/${process.pid}/stat`, 'utf8');
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    const pins = manifestOf(temp.file.snapshots()[0]!.id).facts.filter(({ word }) => word === 'process');
    expect(pins.map(({ fields }) => Object.fromEntries(fields))).toEqual([
      { pid: String(process.pid), start: ticks },
    ]);
  });

  it('is another one under the same number: its regions are not read, and that is said', async () => {
    // The list then holds a start time that nobody has.
    const sort = `/usr/bin/sort "$@" | sed 's/:.*/:7/'`;
    const { gaps } = await resultOf(start(createLocalTarget(shadowed({ sort })), standard));
    expect(gaps.find(({ code }) => code === 'changed')).toMatchObject({ item: 'proc/{pid}/smaps', count: 1 });
    expect(temp.file.artifacts().map(({ name }) => name)).not.toContain(`proc/${process.pid}/smaps`);
    expect(temp.file.artifacts().map(({ name }) => name)).toContain(`proc/${process.pid}/smaps_rollup`);
  });
});

describe('a target that lacks things', () => {
  it('has a gap for each missing command and refused file, with its reason', async () => {
    const target = createLocalTarget(
      shadowed({
        ss: 'echo "ss: not for you: Operation not permitted" >&2; exit 1',
        df: 'exit 127',
        ps: String.raw`printf "\033[2J\t\303\n" >&2; exit 1`,
        dmesg: 'echo "dmesg: read kernel buffer failed: Operation not permitted" >&2; exit 1',
        journalctl: 'exit 127',
        netstat: 'exit 127',
      }),
    );
    const { gaps } = await resultOf(start(target));
    const codeOf = (item: string) => gaps.find((gap) => gap.item === item)?.code;
    expect(codeOf('cmd/ss')).toBe('refused');
    expect(codeOf('cmd/df')).toBe('no-command');
    expect(codeOf('cmd/dmesg')).toBe('refused');
    expect(codeOf('cmd/journal-k')).toBe('no-command');
    // What a target says on stderr is kept, and can do nothing to a terminal where it is shown.
    expect(gaps.find(({ item }) => item === 'cmd/ps')?.reason).toContain('\u001b[2J');
    const names = temp.file.artifacts().map(({ name }) => name);
    // What is asked instead is there, and nothing empty stands for what is not.
    expect(names).toContain('proc/net/tcp');
    expect(names).not.toContain('cmd/ss');
    expect(names).not.toContain('cmd/df');
    expect(temp.file.artifacts().every(({ sizeBytes }) => sizeBytes > 0)).toBe(true);
    const { problems } = temp.file.problems();
    expect(problems.filter(({ reason }) => reason === 'not-collected').length).toBe(gaps.length);
  });

  it('counts what another user may not see', async () => {
    const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'dash', '-s'];
    const { gaps } = await resultOf(start(createLocalTarget({ shell: nobody })));
    const rollup = gaps.find(({ item, code }) => item === 'proc/{pid}/smaps_rollup' && code === 'refused');
    expect(rollup?.count).toBeGreaterThan(2);
    expect(rollup?.reason).toMatch(/for \d+ processes: .*Permission denied/);
  });

  it('says that processes are hidden', async () => {
    const mounted = 'mount -t proc -o hidepid=2 proc /proc && exec "$@"';
    const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'dash', '-s'];
    const shell = ['unshare', '--mount', 'sh', '-c', mounted, 'sh', ...nobody];
    const { gaps } = await resultOf(start(createLocalTarget({ shell })));
    expect(gaps.map(({ item, code }) => `${item} ${code}`)).toContain('proc/{pid} hidden');
  });
});
