/** The shells that a target may have, each as `sh` in front of PATH. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

export interface TargetShell {
  readonly name: string;
  readonly shell: readonly string[];
  /** PATH of the session. */
  readonly path: (folder: string) => string;
}

function only(program: string): TargetShell['path'] {
  return (folder) => {
    const bin = join(folder, `bin-${program}`);
    if (!existsSync(bin)) {
      mkdirSync(bin);
      symlinkSync(`/bin/${program}`, join(bin, 'sh'));
    }
    return `${bin}:${process.env['PATH'] ?? ''}`;
  };
}

/** Nothing but what busybox brings: no GNU dd, no setsid of util-linux. */
function busyboxOnly(folder: string): string {
  const bin = join(folder, 'bin-busybox');
  if (!existsSync(bin)) {
    mkdirSync(bin);
    execFileSync('busybox', ['--install', '-s', bin]);
  }
  return bin;
}

export const targetShells: readonly TargetShell[] = [
  { name: 'dash', shell: ['/bin/dash'], path: only('dash') },
  { name: 'bash', shell: ['/bin/bash'], path: only('bash') },
  { name: 'busybox', shell: ['/bin/busybox', 'sh'], path: busyboxOnly },
];
