/** The platform of every launcher that runs as a person's own process on their machine. */
import { mkdirSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createLogFile } from './log-file.ts';
import { programDirectory } from './places.ts';
import type { Platform } from './platform.ts';

/** Makes its directories, for this person alone. `environment` is what XDG's base directories are read from. */
export function createLocalPlatform(
  launcher: Platform['launcher'],
  environment: NodeJS.ProcessEnv = process.env,
): Platform {
  const stateDir = privateDirectory(baseDirectory(environment, 'XDG_STATE_HOME', '.local/state'));
  const tempDir = privateDirectory(baseDirectory(environment, 'XDG_CACHE_HOME', '.cache'));
  return {
    launcher,
    actor: `${launcher}:${userName()}`,
    now: () => Date.now(),
    stateDir,
    tempDir,
    samplePath: join(programDirectory, 'build/sample/two-appliances.memcase'),
    log: createLogFile(join(stateDir, `${launcher}.log`)),
  };
}

function baseDirectory(environment: NodeJS.ProcessEnv, variable: string, fallback: string): string {
  const given = environment[variable];
  // The specification: a relative path is to be ignored.
  return given?.startsWith('/') ? given : join(homedir(), fallback);
}

function privateDirectory(base: string): string {
  const directory = join(base, 'memcase');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return directory;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry, as in a container.
    return String(process.getuid?.() ?? 'unknown');
  }
}
