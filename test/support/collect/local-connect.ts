/** A connection whose target is this machine: a shell of its own for each command, no SSH in between. */
import type { HopFacts } from '#shared/domain/route.ts';
import { AppError } from '#shared/errors/app-error.ts';
import type { Connect, RemoteProcess } from '#electron/ssh/types.ts';
import { startLocal } from './local-process.ts';
import type { LocalProcess } from './local-process.ts';

export const localHop: HopFacts = {
  index: 0,
  host: 'localhost',
  port: 22,
  user: 'root',
  state: 'ready',
  elapsedMs: 1,
  hostKeyFingerprint: 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  hostKeyType: 'ssh-ed25519',
  hostKeyTrust: 'known',
  authMethod: 'publickey',
  serverVersion: 'SSH-2.0-none',
  failure: null,
};

export interface LocalTarget {
  readonly connect: Connect;
  /** Every program that was started, in order. */
  readonly started: LocalProcess[];
  /** Connections so far, those that failed too. */
  readonly attempts: () => number;
  /** Ends the connection that is open, as if the link had broken. */
  cut(): void;
}

export interface LocalOptions {
  readonly shell?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Instead of a real shell. */
  readonly start?: () => RemoteProcess;
  /** Called before each attempt; throws to refuse it. */
  readonly admit?: (attempt: number) => void;
}

export function createLocalTarget(options: LocalOptions = {}): LocalTarget {
  const started: LocalProcess[] = [];
  let attempts = 0;
  let link = new AbortController();
  const start = (): RemoteProcess => {
    if (options.start !== undefined) return options.start();
    const env = options.env === undefined ? {} : { env: { ...process.env, ...options.env } };
    const local = startLocal(options.shell ?? ['dash', '-s'], env);
    started.push(local);
    return local;
  };
  return {
    started,
    attempts: () => attempts,
    cut() {
      link.abort();
      for (const { child } of started) child.kill('SIGKILL');
    },
    connect: async (_route, { onHop }) => {
      attempts += 1;
      options.admit?.(attempts);
      link = new AbortController();
      const { signal } = link;
      onHop?.({ ...localHop, state: 'connecting' });
      onHop?.(localHop);
      return {
        hops: [localHop],
        notices: [],
        lost: signal,
        close: () => undefined,
        exec: async () => {
          if (signal.aborted) throw new AppError('ssh.disconnected', 'The link is cut.', {});
          return start();
        },
      };
    },
  };
}
