/** The client's side of SSH tests: a home of its own, a person who answers as told, routes over loopback. */
import { join } from 'node:path';
import { openRouteFrom } from '#electron/ssh/open-route.ts';
import { dialTcp, type Dial } from '#electron/ssh/dial.ts';
import type {
  Connection,
  ConnectOptions,
  HostKeyQuestion,
  Prompter,
  RemoteProcess,
  SecretQuestion,
} from '#electron/ssh/types.ts';
import type { HopFacts, HopSpec, RouteSpec } from '#shared/domain/route.ts';
import type { Sshd, SshLab } from './sshd.ts';

export interface Answers {
  readonly hostKey?: (
    question: HostKeyQuestion,
  ) => Promise<'once' | 'remember' | null> | 'once' | 'remember' | null;
  readonly secret?: (
    question: SecretQuestion,
  ) => Promise<readonly string[] | null> | readonly string[] | null;
}

/** Keeps what was asked; refuses what it was not told to answer. */
export function createPerson(answers: Answers = {}): Prompter & {
  readonly asked: (HostKeyQuestion | SecretQuestion)[];
} {
  const asked: (HostKeyQuestion | SecretQuestion)[] = [];
  return {
    asked,
    async hostKey(question) {
      asked.push(question);
      return (await answers.hostKey?.(question)) ?? null;
    },
    async secret(question) {
      asked.push(question);
      return (await answers.secret?.(question)) ?? null;
    },
  };
}

export interface ConnectSetup extends Partial<ConnectOptions> {
  readonly lab: SshLab;
  readonly hops: readonly HopSpec[];
  readonly configFile?: string | null;
  readonly identityFiles?: readonly string[];
  readonly dial?: Dial;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Opens a route from the lab's own home, never from the developer's. */
export function openFromLab(setup: ConnectSetup): Promise<Connection> {
  const { lab, hops, configFile = null, identityFiles = [], dial = dialTcp, environment = {} } = setup;
  const route: RouteSpec = { hops, configFile: configFile ?? labConfig(lab), identityFiles };
  const local = { user: lab.user, uid: 0, home: lab.folder, machine: 'desk', environment };
  return openRouteFrom({ dial, local }, route, {
    prompter: createPerson(),
    signal: new AbortController().signal,
    ...setup,
  });
}

/** Known hosts of the lab alone; a test may write more before `Host *`. */
export function labConfig(lab: SshLab, before = ''): string {
  const own = `UserKnownHostsFile ${join(lab.folder, 'known_hosts')}\nGlobalKnownHostsFile none\n`;
  return lab.write('config', `${before}\nHost *\n${own}IdentityFile ${join(lab.folder, 'id')}\n`);
}

export function hop(server: Sshd, host = '127.0.0.1', user: string | null = null): HopSpec {
  return { user, host, port: server.port };
}

/** A line of known_hosts for a server of the lab. */
export function knownLine(server: Sshd, host = '127.0.0.1', key = server.publicKey()): string {
  return `[${host}]:${server.port} ${key}\n`;
}

export async function readAll(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Runs a command to its end. */
export async function run(connection: Connection, command: string, input = '') {
  const remote: RemoteProcess = await connection.exec(command);
  if (input !== '') await remote.write(Buffer.from(input));
  remote.endInput();
  const [stdout, stderr, exit] = await Promise.all([
    readAll(remote.stdout),
    readAll(remote.stderr),
    remote.exit,
  ]);
  return { stdout, stderr, exit };
}

/** States of each hop in the order in which they were told. */
export function createHopLog(): { readonly states: string[]; readonly onHop: (hop: HopFacts) => void } {
  const states: string[] = [];
  return { states, onHop: ({ index, state }) => states.push(`${index} ${state}`) };
}
