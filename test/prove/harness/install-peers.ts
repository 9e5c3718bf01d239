/** Installs the peers of a claim that are missing, from Debian's packages; only when asked to, and as root. */
import { execFileSync } from 'node:child_process';
import type { Claim } from './claim.ts';
import { findCommand } from './measure.ts';

export function installPeers(claim: Claim): void {
  const packages = Object.entries(claim.peers)
    .filter(([command]) => findCommand(command) === undefined)
    .map(([, name]) => name);
  if (packages.length === 0) return;
  if (process.getuid?.() !== 0 || findCommand('apt-get') === undefined) {
    console.error(`--install-peers needs root and apt-get; missing: ${packages.join(', ')}`);
    return;
  }
  const run = (...args: string[]) =>
    execFileSync('apt-get', args, {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  run('update');
  run('install', '-y', '--no-install-recommends', ...packages);
}
