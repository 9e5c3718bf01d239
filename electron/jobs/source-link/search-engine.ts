/**
 * Lines of a source tree that match an expression, by whichever search engine the machine has: ripgrep, else git, else
 * GNU grep. None of them follows symbolic links or reads what looks binary; time and output are bounded.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { AppError } from '#shared/errors/app-error.ts';
import { MiB } from '#shared/units/bytes.ts';
import { MatchParser, type SourceMatch } from './match-parser.ts';

export const searchEngines = ['ripgrep', 'git', 'grep'] as const;
export type SearchEngine = (typeof searchEngines)[number];

export interface SearchResult {
  readonly engine: SearchEngine;
  readonly matches: readonly SourceMatch[];
  /** Time or output ran out. */
  readonly isPartial: boolean;
}

export interface SearchLimits {
  readonly ms: number;
  readonly outputBytes: number;
  readonly matches: number;
}

const defaults: SearchLimits = { ms: 20_000, outputBytes: 64 * MiB, matches: 200_000 };

/**
 * One extended regular expression comes on stdin (git takes minutes for many fixed texts); files are printed with a NUL
 * behind their name.
 */
const commands: Readonly<
  Record<SearchEngine, { readonly program: string; readonly args: readonly string[] }>
> = {
  ripgrep: {
    program: 'rg',
    args: [
      ...[
        '--no-config',
        '--no-messages',
        '--color=never',
        '--no-heading',
        '--with-filename',
        '--line-number',
      ],
      ...['--null', '--no-ignore-parent', '--max-filesize=4M', '--max-columns=2000'],
      ...['--file=-', './'],
    ],
  },
  git: {
    program: 'git',
    args: ['grep', '--no-index', '--no-color', '-n', '-z', '-I', '-E', '-f', '-', '--', '.'],
  },
  grep: { program: 'grep', args: ['-rnIsZ', '-E', '-f', '-', '.'] },
};

/** The first of the list that is in PATH. */
export async function findEngine(
  path = process.env['PATH'] ?? '',
): Promise<{ engine: SearchEngine; program: string } | undefined> {
  for (const engine of searchEngines) {
    for (const folder of path.split(delimiter)) {
      if (folder === '') continue;
      const program = join(folder, commands[engine].program);
      try {
        await access(program, constants.X_OK);
        return { engine, program };
      } catch {
        // The next place.
      }
    }
  }
  return undefined;
}

/** @throws input.not-found where there is no such directory or no engine */
export async function searchSource(
  directory: string,
  expression: string,
  limits: Partial<SearchLimits> = {},
  path?: string,
): Promise<SearchResult> {
  const found = await findEngine(path);
  if (found === undefined) {
    throw new AppError('input.not-found', 'Neither ripgrep nor git nor grep is installed here.', {
      path: 'rg',
    });
  }
  const { engine, program } = found;
  const { ms, outputBytes, matches: most } = { ...defaults, ...limits };
  const parser = new MatchParser(most);
  const child = spawn(program, commands[engine].args, {
    cwd: directory,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      ...process.env,
      LC_ALL: 'C',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_OPTIONAL_LOCKS: '0',
      RIPGREP_CONFIG_PATH: '',
    },
  });
  let isPartial = false;
  let bytes = 0;
  const stop = (): void => {
    isPartial = true;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(stop, ms);
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (!isPartial) parser.push(chunk);
    if (bytes > outputBytes || parser.isFull) stop();
  });
  // It may have ended before it has read all patterns.
  child.stdin.on('error', () => undefined);
  child.stdin.end(`${expression}\n`);
  try {
    await new Promise<void>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', () => resolve());
    });
  } catch (error) {
    throw new AppError('input.not-found', `${directory} cannot be searched.`, { path: directory }, error);
  } finally {
    clearTimeout(timer);
  }
  return { engine, matches: parser.matches, isPartial };
}
