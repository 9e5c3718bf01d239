/** A `Connect` whose target is this machine, without a network between; the link can be cut at will. */
import type { ChildProcess } from 'node:child_process';
import { AppError } from '#shared/errors/app-error.ts';
import type { Connect, Connection, RemoteProcess } from '#electron/ssh/types.ts';
import { localExec } from './local-process.ts';

export interface LocalTarget {
  readonly connect: Connect;
  /** Processes that were started, the newest last. */
  readonly started: ChildProcess[];
  /** Ends all that runs as a broken link would: nothing more comes, and the far end's input ends. */
  cut(): void;
  connects: number;
}

export function localTarget(shell: readonly string[] = ['sh'], path?: string): LocalTarget {
  const started: ChildProcess[] = [];
  let cutNow: (() => void)[] = [];
  const target: LocalTarget = {
    started,
    connects: 0,
    cut: () => {
      for (const cut of cutNow) cut();
      cutNow = [];
    },
    connect: () => {
      target.connects += 1;
      const lost = new AbortController();
      const exec = localExec({
        shell,
        ...(path === undefined ? {} : { path }),
        onStart: (child) => started.push(child),
      });
      const processes: RemoteProcess[] = [];
      const close = (): void => {
        lost.abort();
        for (const process of processes) process.close();
      };
      cutNow.push(close);
      const connection: Connection = {
        hops: [],
        notices: [],
        lost: lost.signal,
        close,
        exec: async (command) => {
          if (lost.signal.aborted) throw new AppError('ssh.disconnected', 'The link was cut.');
          const process = await exec(command);
          processes.push(process);
          return process;
        },
      };
      return Promise.resolve(connection);
    },
  };
  return target;
}
