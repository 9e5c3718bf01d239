/** Real OpenSSH servers on loopback, each with its own keys, configuration, port and log. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { requireCommands } from './install-packages.ts';

export type HostKeyType = 'ed25519' | 'ecdsa' | 'rsa';

export interface SshdOptions {
  readonly hostKeys?: readonly HostKeyType[];
  /** Lines of sshd_config; the first value counts, and ours come after these. */
  readonly config?: readonly string[];
  /** Public keys that may log in, as in authorized_keys. */
  readonly authorizedKeys?: readonly string[];
}

export interface Sshd {
  readonly port: number;
  /** `type base64` of a host key. */
  publicKey(type?: HostKeyType): string;
  log(): string;
  /** The listener, and a session where one is given. */
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

/** A folder of one test file, with a client's home in it. */
export interface SshLab {
  readonly folder: string;
  readonly user: string;
  /** Makes a key pair; returns the private key's file. */
  makeKey(name: string, ...options: string[]): string;
  start(options?: SshdOptions): Promise<Sshd>;
  /** Writes a file in the folder. */
  write(name: string, text: string): string;
  close(): Promise<void>;
}

const startMs = 5000;

export function createSshLab(): SshLab {
  requireCommands({ sshd: 'openssh-server', ssh: 'openssh-client', 'ssh-keygen': 'openssh-client' });
  // sshd as root wants its empty directory.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const folder = mkdtempSync(join(tmpdir(), 'memcase-ssh-'));
  const servers: Sshd[] = [];
  let count = 0;
  const makeKey = (name: string, ...options: string[]) => {
    const path = join(folder, name);
    const type = options.includes('-t') ? [] : ['-t', 'ed25519'];
    const passphrase = options.includes('-N') ? [] : ['-N', ''];
    execFileSync('ssh-keygen', ['-q', '-f', path, '-C', name, ...type, ...passphrase, ...options]);
    return path;
  };
  return {
    folder,
    user: userInfo().username,
    makeKey,
    write(name, text) {
      const path = join(folder, name);
      writeFileSync(path, text, { mode: 0o600 });
      return path;
    },
    async start(options = {}) {
      count += 1;
      const server = await startSshd(join(folder, `sshd-${count}`), options, makeKey, count);
      servers.push(server);
      return server;
    },
    async close() {
      await Promise.all(servers.map((server) => server.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startSshd(
  directory: string,
  { hostKeys = ['ed25519'], config = [], authorizedKeys = [] }: SshdOptions,
  makeKey: (name: string, ...options: string[]) => string,
  number: number,
): Promise<Sshd> {
  mkdirSync(directory, { mode: 0o700 });
  const keys = new Map(
    hostKeys.map((type) => [type, makeKey(`sshd-${number}/host_${type}`, '-t', type)] as const),
  );
  writeFileSync(join(directory, 'authorized_keys'), authorizedKeys.map((key) => `${key}\n`).join(''));
  const port = await freePort();
  const logPath = join(directory, 'log');
  const lines = [
    ...config,
    `ListenAddress 127.0.0.1:${port}`,
    ...[...keys.values()].map((path) => `HostKey ${path}`),
    `AuthorizedKeysFile ${join(directory, 'authorized_keys')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'LogLevel DEBUG2',
    'MaxStartups 100',
  ];
  const configPath = join(directory, 'sshd_config');
  writeFileSync(configPath, lines.map((line) => `${line}\n`).join(''));
  const child = spawn('/usr/sbin/sshd', ['-D', '-f', configPath, '-E', logPath], { stdio: 'ignore' });
  const log = () => (existsSync(logPath) ? readFileSync(logPath, 'latin1') : '');
  await untilListening(port, child, log);
  return {
    port,
    process: child,
    log,
    publicKey: (type = hostKeys[0] ?? 'ed25519') => publicKeyOf(keys.get(type) ?? ''),
    stop: () => stopProcess(child),
  };
}

/** `type base64`, without the comment. */
export function publicKeyOf(privateKeyPath: string): string {
  return readFileSync(`${privateKeyPath}.pub`, 'utf8').trim().split(' ').slice(0, 2).join(' ');
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

async function untilListening(port: number, child: ChildProcess, log: () => string): Promise<void> {
  const end = Date.now() + startMs;
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > end) throw new Error(`sshd did not start: ${log()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
