/** What the numbers were measured on. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { findCommand } from './measure.ts';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly load: number;
  readonly peers: Readonly<Record<string, string>>;
}

export function describeMachine(peers: readonly string[]): Machine {
  const processors = cpus();
  return {
    cpu: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()} ${process.arch}`,
    node: process.version,
    load: loadavg()[0] ?? 0,
    peers: Object.fromEntries(peers.map((name) => [name, versionOf(name)])),
  };
}

/**
 * How long, since the start of the system, some process waited for a processor: Documentation/accounting/psi.rst.
 * Undefined elsewhere than on Linux with pressure accounting.
 */
export function pressureUs(): number | undefined {
  try {
    const total = /^some .*total=(\d+)/m.exec(readFileSync('/proc/pressure/cpu', 'utf8'))?.[1];
    return total === undefined ? undefined : Number(total);
  } catch {
    return undefined;
  }
}

/** First line of `--version`, or of `-W version` (mawk). */
function versionOf(name: string): string {
  if (findCommand(name) === undefined) return 'missing';
  for (const args of [['--version'], ['-W', 'version']]) {
    try {
      const text = execFileSync(name, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      const line = text.split('\n')[0]?.trim() ?? '';
      if (line !== '') return line;
    } catch {
      // The next way of asking.
    }
  }
  return 'version not told';
}
