/** A hostile target of `../collect/hostile-targets.ts` as a local process. */
import { hostilePrelude } from '../collect/hostile-targets.ts';
import { startLocal } from '../collect/local-process.ts';
import type { Started } from './run-hostile.ts';

export async function startHostileShell(body: string): Promise<Started> {
  const process = startLocal(['bash', '-c', `${hostilePrelude}\n${body}`]);
  return { process, close: () => void process.child.kill('SIGKILL') };
}
