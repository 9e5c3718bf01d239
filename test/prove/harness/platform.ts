/** A platform of its own for proofs: nothing of the person who runs them is read or written. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Platform } from '#electron/platform/platform.ts';

export function provePlatform(directory: string): Platform {
  const stateDir = join(directory, 'state');
  const tempDir = join(directory, 'temp');
  for (const path of [stateDir, tempDir]) mkdirSync(path, { recursive: true, mode: 0o700 });
  return {
    launcher: 'test',
    actor: 'test:prove',
    now: () => Date.now(),
    stateDir,
    tempDir,
    samplePath: '',
    log: () => undefined,
  };
}

/** For the command line as a process of its own. */
export function proveEnvironment(directory: string): NodeJS.ProcessEnv {
  return { XDG_STATE_HOME: join(directory, 'state'), XDG_CACHE_HOME: join(directory, 'temp') };
}
