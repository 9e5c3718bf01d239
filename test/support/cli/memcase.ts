/** The command line as a person runs it: a process of its own, in a folder of its own. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../electron/cli.ts', import.meta.url));

const compileCache = fileURLToPath(new URL('../../../node_modules/.cache/memcase-compile', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Desk {
  readonly folder: string;
  path(name: string): string;
  /** Writes a file and gives its path. */
  write(name: string, content: string | Uint8Array): string;
  run(args: readonly string[], input?: string | Uint8Array): Promise<Ended>;
  /** The object that `--json` printed. @throws where the command failed */
  json<Value = Record<string, unknown>>(...args: readonly string[]): Promise<Value>;
  start(args: readonly string[], before?: readonly string[]): { child: ChildProcess; ended: Promise<Ended> };
  remove(): void;
}

/** `before` is a command that runs the program in its turn, such as `prlimit … --`. */
export function createDesk(folder = mkdtempSync(join(tmpdir(), 'memcase-cli-'))): Desk {
  const env = {
    ...process.env,
    NO_COLOR: '1',
    // The runner's terminal is not that of the command.
    COLUMNS: undefined,
    // As build/launch does it: compiled once, not once for every command.
    NODE_COMPILE_CACHE: compileCache,
    XDG_STATE_HOME: join(folder, '.state'),
    XDG_CACHE_HOME: join(folder, '.cache'),
  };
  const start: Desk['start'] = (args, before = []) => {
    const [command = '', ...rest] = [...before, process.execPath, program, ...args];
    const child = spawn(command, rest, { cwd: folder, env, stdio: 'pipe' });
    const ended = Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((resolve, reject) => {
        child.on('close', resolve);
        child.on('error', reject);
      }),
    ]).then(([out, err, code]) => ({ out, err, code }));
    return { child, ended };
  };
  const run: Desk['run'] = (args, input = '') => {
    const { child, ended } = start(args);
    child.stdin?.end(input);
    return ended;
  };
  return {
    folder,
    path: (name) => join(folder, name),
    write: (name, content) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    },
    run,
    json: async <Value>(...args: readonly string[]) => {
      const { code, out, err } = await run([...args, '--json']);
      if (code !== 0 && code !== 6) throw new Error(`memcase ${args.join(' ')}: ${code}, ${err}`);
      return JSON.parse(out) as Value;
    },
    start,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
