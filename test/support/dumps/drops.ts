/**
 * Injected drops: a dump is under way over two hops, something is killed or cut at a random moment, and five seconds
 * later it is looked whether the process runs and what is left behind. Each place has its own servers, wire and process.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DumpMethod } from '#electron/dumps/preflight.ts';
import { createNonce } from '#electron/dumps/dump-shell.ts';
import { listPids, readProcess } from '#test/lab/processes.ts';
import { startProxy, type Proxy } from '#test/lab/proxy.ts';
import { integer, pick } from '#test/prove/generate/random.ts';
import { hop, knownLine, labConfig } from '#test/support/ssh/client.ts';
import { createSshLab, publicKeyOf, type SshLab, type Sshd } from '#test/support/ssh/sshd.ts';
import type { ClientTask } from './endless-client.ts';
import { holdMemory, type HeldMemory } from './held-memory.ts';

export const dropKinds = [
  'client killed',
  'link cut',
  'half-open link',
  'jump host killed',
  'session of sshd killed',
  'HUP to a process of ours',
  'TERM to a process of ours',
  'KILL to a process of ours',
] as const;
export type DropKind = (typeof dropKinds)[number];

/** Shorter than in use, so that a run ends today. */
const LEASE_S = 3;
const MIB = 32;

export interface DropOutcome {
  readonly kind: DropKind;
  readonly method: DumpMethod;
  /** What was hit, for people. */
  readonly hit: string;
  /** State letter five seconds after. */
  readonly state: string;
  /** Command lines of gdb and dd at lease + 2 s, and of anything of ours some seconds later. */
  readonly strays: readonly string[];
  /** The drop came too early or too late to mean anything. */
  readonly isVoid: boolean;
}

export interface DropPlace {
  drop(kind: DropKind, method: DumpMethod, random: () => number, isSabotaged: boolean): Promise<DropOutcome>;
  /** The case study's way: `ssh host gdb -p PID`, and HUP or TERM to gdb. @returns the state five seconds later */
  dropNaive(signal: 'HUP' | 'TERM', random: () => number): Promise<string>;
  close(): Promise<void>;
}

export async function createDropPlace(): Promise<DropPlace> {
  const lab = createSshLab();
  const id = lab.makeKey('id');
  const options = { authorizedKeys: [publicKeyOf(id)], config: ['LogLevel INFO'] };
  const jump = await lab.start(options);
  const target = await lab.start(options);
  return new Place(lab, jump, target, await startProxy({ host: '127.0.0.1', port: jump.port }));
}

class Place implements DropPlace {
  readonly #lab: SshLab;
  readonly #jump: Sshd;
  readonly #target: Sshd;
  readonly #wire: Proxy;
  #held: HeldMemory | undefined;

  constructor(lab: SshLab, jump: Sshd, target: Sshd, wire: Proxy) {
    this.#lab = lab;
    this.#jump = jump;
    this.#target = target;
    this.#wire = wire;
    const atWire = `[127.0.0.1]:${wire.port} ${jump.publicKey()}\n`;
    lab.write('known_hosts', knownLine(jump) + knownLine(target) + atWire);
  }

  async drop(
    kind: DropKind,
    method: DumpMethod,
    random: () => number,
    isSabotaged: boolean,
  ): Promise<DropOutcome> {
    const held = await this.#process();
    const nonce = createNonce();
    const client = spawn(
      process.execPath,
      [join(import.meta.dirname, 'endless-client.ts'), this.#task(held, nonce, method, isSabotaged)],
      {
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
    try {
      const isReading = await saysReading(client);
      // gdb takes a second to attach; anywhere in its turn is a moment to be hit.
      await sleep(integer(random, 0, method === 'gdb' ? 1500 : 300));
      const shells = shellsOf(nonce);
      const hit = await this.#inject(kind, nonce, client, random);
      if (kind.includes('process of ours')) {
        // A session that lives on after one of its helpers died reads on: it is ended too.
        await sleep(1000);
        client.kill('SIGKILL');
      }
      await sleep(5000);
      const state = held.state();
      const strays = tracersOf(nonce, shells);
      await sleep(1000);
      client.kill('SIGKILL');
      // What has a hand free goes by its lease, the guard some seconds after.
      const ended = await until(15_000, () => shellsOf(nonce).length === 0 && familyOf(shells).length === 0);
      const left = ended ? [] : [...shellsOf(nonce), ...familyOf(shells)].map(describe);
      return { kind, method, hit, state, strays: [...strays, ...left], isVoid: !isReading || hit === '' };
    } finally {
      client.kill('SIGKILL');
      this.#clear(nonce);
    }
  }

  async dropNaive(signal: 'HUP' | 'TERM', random: () => number): Promise<string> {
    const held = await this.#process();
    const file = `/dev/shm/memcase-naive-${held.pid}`;
    const range = `0x${held.start.toString(16)} 0x${(held.start + BigInt(held.bytes)).toString(16)}`;
    const command = `gdb -nx -batch -p ${held.pid} -ex 'dump binary memory ${file} ${range}'`;
    const known = join(this.#lab.folder, 'known_hosts');
    const own = ['-F', 'none', '-i', join(this.#lab.folder, 'id'), '-o', `UserKnownHostsFile=${known}`];
    const ssh = spawn(
      'ssh',
      [...own, '-o', 'BatchMode=yes', '-p', String(this.#target.port), '127.0.0.1', command],
      {
        stdio: 'ignore',
      },
    );
    const gdb = () =>
      listPids().find((pid) => readProcess(pid)?.cmdline.startsWith(`gdb -nx -batch -p ${held.pid} `));
    await until(10_000, () => gdb() !== undefined);
    await sleep(integer(random, 0, 900));
    const pid = gdb();
    if (pid !== undefined) signalQuietly(pid, `SIG${signal}`);
    await sleep(5000);
    ssh.kill('SIGKILL');
    execFileSync('rm', ['-f', file]);
    const state = held.state();
    if (state !== 'S') await this.#newProcess();
    return state;
  }

  async close(): Promise<void> {
    await this.#held?.stop();
    await this.#wire.close();
    for (const server of [this.#jump, this.#target])
      for (const child of childrenOf(server.process.pid)) signalQuietly(child, 'SIGKILL');
    await this.#lab.close();
  }

  #task(held: HeldMemory, nonce: string, method: DumpMethod, isSabotaged: boolean): string {
    const first = { user: null, host: '127.0.0.1', port: this.#wire.port };
    const task: ClientTask = {
      route: { hops: [first, hop(this.#target)], configFile: labConfig(this.#lab), identityFiles: [] },
      home: this.#lab.folder,
      user: this.#lab.user,
      method,
      nonce,
      pid: held.pid,
      startTicks: held.startTicks(),
      start: `0x${held.start.toString(16)}`,
      bytes: held.bytes,
      leaseSeconds: LEASE_S,
      isSabotaged,
    };
    return JSON.stringify(task);
  }

  async #inject(kind: DropKind, nonce: string, client: ChildProcess, random: () => number): Promise<string> {
    switch (kind) {
      case 'client killed':
        return client.kill('SIGKILL') ? 'the client' : '';
      case 'link cut':
        this.#wire.cut('reset');
        return 'the wire';
      case 'half-open link':
        this.#wire.cut('silence');
        return 'the wire';
      case 'jump host killed':
        return killAll(childrenOf(this.#jump.process.pid));
      case 'session of sshd killed':
        return killAll(childrenOf(this.#target.process.pid));
      case 'HUP to a process of ours':
      case 'TERM to a process of ours':
      case 'KILL to a process of ours': {
        const signal = kind.slice(0, kind.indexOf(' '));
        const [first, ...others] = [...shellsOf(nonce), ...familyOf(shellsOf(nonce))];
        if (first === undefined) return '';
        const pid = pick(random, [first, ...others]);
        const what = describe(pid);
        signalQuietly(pid, `SIG${signal}` as NodeJS.Signals);
        return what;
      }
    }
  }

  async #process(): Promise<HeldMemory> {
    return this.#held?.state() === 'S' ? this.#held : this.#newProcess();
  }

  async #newProcess(): Promise<HeldMemory> {
    await this.#held?.stop();
    this.#held = await holdMemory(MIB);
    return this.#held;
  }

  /** Of a sabotaged run, or of a failure: the next drop starts clean. */
  #clear(nonce: string): void {
    for (const pid of shellsOf(nonce)) signalQuietly(pid, 'SIGKILL');
    execFileSync('rm', ['-rf', `/dev/shm/memcase-${nonce}`, `/dev/shm/memcase-${nonce}.log`]);
  }
}

function saysReading(client: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    client.stdout?.once('data', () => resolve(true));
    client.once('exit', () => resolve(false));
  });
}

async function until(ms: number, isTrue: () => boolean): Promise<boolean> {
  const end = performance.now() + ms;
  while (!isTrue()) {
    if (performance.now() > end) return false;
    await sleep(50);
  }
  return true;
}

/** Processes at the far end that carry the nonce: shell, its forks, guard, gdb. Not the client, which has it as JSON. */
function shellsOf(nonce: string): number[] {
  return listPids().filter((pid) => {
    const line = readProcess(pid)?.cmdline ?? '';
    return line.includes(nonce) && !line.includes(`"nonce":"${nonce}"`);
  });
}

/** What else is in the sessions of these: dd, sleep, cat. */
function familyOf(shells: readonly number[]): number[] {
  const sessions = new Set(shells);
  return listPids().filter((pid) => !sessions.has(pid) && sessions.has(sessionOf(pid)));
}

function sessionOf(pid: number): number {
  try {
    return Number(
      readFileSync(`/proc/${pid}/stat`, 'latin1')
        .replace(/^.*\) /s, '')
        .split(' ')[3],
    );
  } catch {
    return 0;
  }
}

/** gdb and dd, which may hold the process or the wire. */
function tracersOf(nonce: string, shells: readonly number[]): string[] {
  return [...shellsOf(nonce), ...familyOf(shells)]
    .map(describe)
    .filter((line) => /^\S*(?:gdb|dd) /.test(line));
}

function describe(pid: number): string {
  const row = readProcess(pid);
  return row === undefined ? '' : `${row.cmdline || row.comm}`.slice(0, 120);
}

function childrenOf(pid: number | undefined): number[] {
  const path = `/proc/${pid}/task/${pid}/children`;
  if (existsSync(path)) return readFileSync(path, 'latin1').split(' ').filter(Boolean).map(Number);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && readProcess(Number(name))?.ppid === pid)
    .map(Number);
}

/** With what they started: a session's monitor and its worker. */
function killAll(pids: readonly number[]): string {
  const all = pids.flatMap((pid) => [
    pid,
    ...childrenOf(pid).filter((child) => describe(child).startsWith('sshd')),
  ]);
  for (const pid of all) signalQuietly(pid, 'SIGKILL');
  return all.length === 0 ? '' : `${all.length} processes of sshd`;
}

function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It was over already.
  }
}
