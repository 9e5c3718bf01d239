/** Debian packages that tests need; installed where they are missing and we may, said aloud where we may not. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCommand } from '#test/prove/harness/measure.ts';

/** `commands`: command → package that brings it. @throws where something is missing that cannot be installed */
export function requireCommands(commands: Readonly<Record<string, string>>): void {
  const missing = Object.entries(commands).filter(([command]) => locate(command) === undefined);
  if (missing.length === 0) return;
  const packages = missing.map(([, name]) => name);
  if (process.getuid?.() !== 0 || findCommand('apt-get') === undefined) {
    throw new Error(`these tests need ${packages.join(', ')}; installing them needs root and apt-get`);
  }
  // Test files run at the same time; one of them installs.
  const run = (...args: string[]) =>
    execFileSync('flock', [join(tmpdir(), 'memcase-apt.lock'), 'apt-get', ...args], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  run('update', '-qq');
  run('install', '-y', '-qq', '--no-install-recommends', ...packages);
}

/** Also where a person's PATH has no administrator's folders. */
export function locate(command: string): string | undefined {
  const administrators = `/usr/sbin/${command}`;
  return findCommand(command) ?? (existsSync(administrators) ? administrators : undefined);
}
