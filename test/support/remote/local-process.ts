/** A `RemoteProcess` on this machine: the shell as sshd would start it, in a session of its own, without a link between. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { AppError } from '#shared/errors/app-error.ts';
import type { RemoteProcess } from '#electron/ssh/types.ts';

export interface LocalShell {
  /** For example `dash`, `bash`, `busybox sh`; runs `-c COMMAND` as a login shell would. */
  readonly shell: readonly string[];
  /** What `sh` is for the command; a folder with a link to it goes before PATH. */
  readonly path?: string;
  readonly onStart?: (child: ChildProcess) => void;
}

export function localExec({ shell, path, onStart }: LocalShell): (command: string) => Promise<RemoteProcess> {
  const [program = 'sh', ...words] = shell;
  return (command) => {
    const child = spawn(program, [...words, '-c', command], {
      detached: true,
      stdio: 'pipe',
      env: path === undefined ? process.env : { ...process.env, PATH: path },
    });
    onStart?.(child);
    const { stdin, stdout, stderr } = child;
    stdin.on('error', () => undefined);
    const exit = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    exit.catch(() => undefined);
    return Promise.resolve({
      write: async (bytes) => {
        if (!stdin.write(bytes) && !stdin.destroyed) await once(stdin, 'drain');
      },
      endInput: () => void stdin.end(),
      stdout: asRemote(stdout),
      stderr: asRemote(stderr),
      exit,
      close: () => {
        stdin.destroy();
        stdout.destroy();
        stderr.destroy();
      },
    });
  };
}

/** A stream that was closed on our side ends as a link that broke. */
async function* asRemote(stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of stream) yield piece as Buffer;
  } catch (error) {
    throw new AppError('ssh.disconnected', 'The link was cut.', {}, error);
  }
}
