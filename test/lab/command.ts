/** Runs a program to its end. The lab is made of `ip`, `mount`, `nsenter` and their like. */
import { spawn } from 'node:child_process';

/** What a target and the lab's own tools find programs in. */
export const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface Finished {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Never rejects over what the program did; only where it cannot be started. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const [program, ...rest] = argv;
  if (program === undefined) throw new Error('No program was named.');
  const child = spawn(program, rest, { env: { PATH, LC_ALL: 'C', ...options.env } });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (bytes: Buffer) => stdout.push(bytes));
  child.stderr.on('data', (bytes: Buffer) => stderr.push(bytes));
  // A program that ends without reading its input is no fault of ours.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

/** @returns what it printed; @throws where it did not end with 0. */
export async function must(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await run(argv, options);
  if (code !== 0) throw new Error(`${argv.join(' ')}: exit ${code}: ${stderr.trim() || stdout.trim()}`);
  return stdout;
}

/** Asks every 5 ms until the answer is not undefined. @throws after `timeoutMs`, naming `what`. */
export async function until<T>(
  what: string,
  timeoutMs: number,
  ask: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`Not within ${timeoutMs} ms: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
