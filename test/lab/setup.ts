/** What the lab needs of the machine: root on Debian, a few packages, and its workloads compiled. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, run } from './command.ts';
import { withLock } from './registry.ts';

const packages = [
  ...['gcc', 'libc6-dev', 'make', 'librdkafka-dev', 'libjson-c-dev', 'libjemalloc-dev'],
  ...[
    'openssh-server',
    'openssh-client',
    'gdb',
    'busybox-static',
    'iproute2',
    'procps',
    'util-linux',
    'perl-base',
  ],
];

/** Compiled programs, kept between labs; make(1) knows when they are old. */
export const BIN = join(import.meta.dirname, '../../node_modules/.cache/memcase-lab/bin');

/** Why there can be no lab here, or undefined. */
export function whyNoLab(): string | undefined {
  if (process.platform !== 'linux') return 'The lab needs Linux.';
  if (process.getuid?.() !== 0) return 'The lab needs root: it makes namespaces, mounts and a memory cgroup.';
  if (!existsSync('/etc/debian_version'))
    return 'The lab needs Debian or Ubuntu: it installs packages with apt-get.';
  return undefined;
}

/** Installs what is missing and builds the workloads. Quick (0.1 s) where nothing is to be done. @throws whyNoLab() */
export async function prepareMachine(): Promise<void> {
  const why = whyNoLab();
  if (why !== undefined) throw new Error(why);
  await withLock('setup', async () => {
    await installMissing(packages);
    await must(['make', '-s', '-C', join(import.meta.dirname, 'workloads'), `BIN=${BIN}`]);
  });
}

/** For what not every lab needs. */
export function installPackages(names: readonly string[]): Promise<void> {
  return withLock('setup', () => installMissing(names));
}

async function installMissing(names: readonly string[]): Promise<void> {
  // Unknown packages make it exit 1; those that it knows are printed all the same.
  const { stdout } = await run([
    'dpkg-query',
    '-W',
    '-f',
    '${db:Status-Abbrev} ${binary:Package}\n',
    ...names,
  ]);
  const there = stdout.split('\n').flatMap((line) => /^ii\s+([^:]+)/.exec(line)?.[1] ?? []);
  const missing = names.filter((name) => !there.includes(name));
  if (missing.length > 0) await install(missing);
}

async function install(names: readonly string[]): Promise<void> {
  console.error(`lab: apt-get install ${names.join(' ')}`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  // 101 = "not now": no service of this machine may start because a test wanted its program.
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await must(['apt-get', 'update', '-qq'], { env });
    await must(['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...names], { env });
  } finally {
    if (ours) rmSync(policy);
  }
}
