/** A real program of this machine in place of one on a target. */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams, SpawnOptionsWithoutStdio } from 'node:child_process';
import { AppError } from '#shared/errors/app-error.ts';
import type { RemoteProcess } from '#electron/ssh/types.ts';

export interface LocalProcess extends RemoteProcess {
  readonly child: ChildProcessWithoutNullStreams;
}

/** The shells that scripts have to run on, as program and arguments. */
export const shells: readonly (readonly [string, ...string[]])[] = [
  ['dash', '-s'],
  ['bash', '--posix', '-s'],
  ['busybox', 'sh', '-s'],
];

export function startLocal(argv: readonly string[], options: SpawnOptionsWithoutStdio = {}): LocalProcess {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { ...options, stdio: 'pipe' });
  child.stdin.on('error', () => undefined);
  const exit = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
    child.on('error', () => resolve({ code: 127, signal: null }));
  });
  return {
    child,
    stdout: child.stdout as AsyncIterable<Uint8Array>,
    stderr: child.stderr as AsyncIterable<Uint8Array>,
    exit,
    write: (bytes) =>
      new Promise((resolve, reject) => {
        child.stdin.write(bytes, (error) =>
          error ? reject(new AppError('ssh.disconnected', 'The program has gone.', {})) : resolve(),
        );
      }),
    endInput: () => void child.stdin.end(),
    close: () => {
      child.stdin.destroy();
      child.stdout.destroy();
      child.stderr.destroy();
    },
  };
}
