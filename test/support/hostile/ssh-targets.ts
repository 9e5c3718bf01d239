/** The hostile SSH servers with what must be said of each, and a connection to them. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openRouteFrom } from '#electron/ssh/open-route.ts';
import { dialTcp } from '#electron/ssh/dial.ts';
import type { Started } from './run-hostile.ts';

const program = fileURLToPath(new URL('./ssh-servers.ts', import.meta.url));

const early = ['ssh.protocol', 'ssh.timeout', 'ssh.disconnected', 'ssh.algorithms', 'ssh.unreachable'];
const lostLater = ['disconnected', 'cut-link', 'ssh.disconnected', 'truncated'];

/** Any one of the words will do; none: nothing is wrong with it. */
export const hostileSsh: Readonly<Record<string, readonly string[]>> = {
  'endless greeting without a line end': early,
  'endless greeting of lines': early,
  'greeting of escapes without an end': early,
  'version by drops': early,
  'says nothing': ['ssh.timeout'],
  'closes at once': early,
  'resets within the version': early,
  'speaks HTTP': early,
  'speaks SSH 1': early,
  'version of a megabyte': early,
  'garbage after the version': early,
  'packet of four gigabytes': early,
  'packet of no bytes': early,
  'packet that never ends': early,
  'ignored messages without an end': early,
  'no algorithms': early,
  'algorithms of commas': early,
  'algorithms that nobody knows': early,
  'a truncated list of algorithms': early,
  'a banner of escapes': ['ssh.exec-refused'],
  'a greeting of a hundred lines': ['ssh.exec-refused'],
  'banners without an end': early,
  'never answers a login': ['ssh.timeout'],
  'refuses every login': ['ssh.auth-refused'],
  'is content with half of a login for ever': ['ssh.auth-refused', 'ssh.timeout'],
  'asks without an end': ['ssh.auth-refused', 'ssh.timeout'],
  'asks for everything at once': ['ssh.auth-refused', 'ssh.protocol'],
  'closes after the login': lostLater,
  'cuts after the login': lostLater,
  'refuses every command': ['ssh.exec-refused'],
  'never answers a command': ['ssh.timeout', 'ssh.disconnected', 'ssh.exec-refused'],
  'opens channels towards us without an end': ['ssh.timeout', 'ssh.disconnected', 'ssh.exec-refused'],
  'wants our agent and our screen': ['ssh.exec-refused'],
  'debug messages without an end': ['ssh.timeout', 'ssh.disconnected', 'ssh.exec-refused'],
  'requests without an end': ['ssh.timeout', 'ssh.disconnected', 'ssh.exec-refused'],
  'a message that is none': ['ssh.timeout', ...lostLater],
  'data for a channel that is none': ['ssh.timeout', ...lostLater],
  'silent after the command': ['collect.no-shell'],
  'endless output': ['collect.over-budget'],
  'endless output on stderr': ['collect.over-budget', 'collect.no-shell'],
  'endless lines': ['collect.over-budget'],
  'output by drops': ['collect.no-shell'],
  'output of escapes and no UTF-8': ['collect.over-budget', 'collect.no-shell'],
  'ends with a code at once': ['collect.no-shell'],
  'ends by a signal with a long name': ['collect.no-shell', 'ssh.disconnected'],
  'an end of output and then nothing': ['collect.no-shell'],
  'the script again': ['collect.no-shell', 'collect.forged', 'collect.over-budget'],
  'marks of another nonce': ['collect.over-budget', 'collect.no-shell'],
  'marks with the true nonce that nobody sends': ['forged', 'collect.forged'],
  'an endless item': ['over-budget'],
  'an item by drops': ['timeout'],
  'an item of forged ends': ['forged'],
  'an item with marks of another nonce': ['lookalike'],
  'closes within an item': lostLater,
  'cuts within an item': lostLater,
  'stderr without an end within an item': ['over-budget', 'timeout'],
  'is silent within an item': ['timeout'],
  'answers nothing any more within an item': ['timeout', ...lostLater],
  'new keys without an end': ['timeout', ...lostLater],
  honest: [],
};

export interface HostileServers {
  connect(name: string): Promise<Started>;
  close(): void;
}

/** In a process of their own. */
export async function startHostileServers(): Promise<HostileServers> {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await Promise.race([
    lines[Symbol.asyncIterator]()
      .next()
      .then(({ value }) => [value as string]),
    new Promise((_, reject) => child.once('exit', (code) => reject(new Error(`hostile servers: ${code}`)))),
  ])) as [string];
  const { ports } = JSON.parse(line) as { ports: Readonly<Record<string, number>> };
  const local = { user: 'nobody', uid: 1, home: '/nonexistent', machine: 'desk', environment: {} };
  return {
    async connect(name) {
      const port = ports[name];
      if (port === undefined) throw new Error(`no hostile server ${name}`);
      const connection = await openRouteFrom(
        { dial: dialTcp, local },
        { hops: [{ user: 'nobody', host: '127.0.0.1', port }], configFile: 'none', identityFiles: [] },
        {
          prompter: {
            hostKey: () => Promise.resolve('once' as const),
            secret: ({ prompts }) => Promise.resolve(prompts.map(() => 'x')),
          },
          signal: new AbortController().signal,
          settings: { connectTimeoutMs: 1500, keepaliveIntervalMs: 500, keepaliveCount: 2 },
        },
      );
      try {
        const process = await connection.exec('sh -s');
        return { process, lost: connection.lost, close: () => connection.close() };
      } catch (error) {
        connection.close();
        throw error;
      }
    },
    close: () => void child.stdin.end(),
  };
}
