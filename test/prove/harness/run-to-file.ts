/**
 * A command whose output goes straight to a file, as `> FILE` does: nobody waits for our reading of it. Not for /dev/null
 * with GNU grep, which then ends at its first match.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Cost } from './claim.ts';

/** @throws where it cannot be started, is killed, or ends with more than 1, which search tools use for no match */
export async function runToFile(
  command: string,
  args: readonly string[],
  path: string,
): Promise<{ readonly path: string; readonly cost: Cost }> {
  const output = openSync(path, 'w');
  const start = performance.now();
  try {
    await new Promise<void>((resolve, reject) => {
      const env = { ...process.env, LC_ALL: 'C' };
      const child = spawn(command, args, { env, stdio: ['ignore', output, 'inherit'] });
      child.on('error', reject);
      child.on('close', (status) =>
        status === 0 || status === 1 ? resolve() : reject(new Error(`${command}: ${status}`)),
      );
    });
    return { path, cost: { wallMs: performance.now() - start } };
  } finally {
    closeSync(output);
  }
}
