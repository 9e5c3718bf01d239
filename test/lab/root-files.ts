/**
 * What a node's root is laid out of: the machine's own files below (never written to), a mask that hides what the
 * node must not see, and a layer with the node's own accounts and settings. What the node writes goes into a
 * fourth place, `upper`, where tests can count it. Programs are on a real disk: run from a tmpfs they would count as
 * RssShmem.
 */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { accounts, writeAccounts, writeSshdConfig } from './accounts.ts';
import { must } from './command.ts';
import { createHostKeys } from './keys.ts';
import type { NodePlan } from './plan.ts';
import { BIN } from './setup.ts';

/** Folders of a node below the lab's own. */
export const nodeFolder = (lab: string, node: string) => `${lab}/nodes/${node}`;
export const sshFolder = (lab: string, node: string) => `${nodeFolder(lab, node)}/ssh`;
/** Where a node has the workloads. */
export const programs = '/usr/local/lib/lab';

const systemFolders = ['bin', 'etc', 'lib', 'lib32', 'lib64', 'libx32', 'sbin', 'usr', 'var'];

export async function layOut(lab: string, node: NodePlan, layer: string, keyFolder: string): Promise<void> {
  const folder = nodeFolder(lab, node.name);
  for (const part of ['root', 'upper', 'work', 'mask', 'run', 'ssh/keys']) {
    mkdirSync(`${folder}/${part}`, { recursive: true });
  }
  for (const path of ['dev', 'etc/ssh', 'home', 'mnt', 'proc', 'run', 'sys', 'var/log', programs]) {
    mkdirSync(`${layer}/${path}`, { recursive: true });
  }
  for (const path of ['tmp', 'var/tmp']) makeFolder(`${layer}/${path}`, 0o1777);
  makeFolder(`${layer}/root`, 0o700);
  if (node.options.root === 'busybox') await copyBusybox(layer);
  else await mask(`${folder}/mask`, node);
  await writeAccounts(layer, node);
  if (node.role === 'broker') return;
  const ssh = sshFolder(lab, node.name);
  await createHostKeys(ssh);
  for (const { name } of accounts(node)) {
    const keys = node.role === 'bastion' ? ['bastion'] : ['target', 'locked'];
    const lines = keys.map((key) => readFileSync(`${keyFolder}/${key}.pub`, 'utf8'));
    writeFileSync(`${ssh}/keys/${name}`, lines.join(''));
  }
  writeSshdConfig(ssh, node, []);
}

function makeFolder(path: string, mode: number): void {
  mkdirSync(path, { recursive: true });
  chmodSync(path, mode);
}

/** A character device 0/0 hides the same path in the layers below (kernel: Documentation/filesystems/overlayfs.rst). */
async function mask(folder: string, node: NodePlan): Promise<void> {
  const foreign = readdirSync('/').filter((name) => !systemFolders.includes(name));
  const debuggers = ['gdb', 'gcore', 'gdbserver', 'gdb-multiarch'].map((name) => `usr/bin/${name}`);
  const hidden = [
    ...foreign,
    ...['etc/ssh', 'etc/motd', 'etc/update-motd.d', 'var/tmp', 'var/log', 'var/mail'],
    ...(node.options.withoutGdb === true ? debuggers : []),
  ];
  for (const path of hidden) mkdirSync(join(folder, dirname(path)), { recursive: true });
  await must(['sh', '-ec', 'cd "$0"; for path; do mknod "$path" c 0 0; done', folder, ...hidden]);
}

/** Static busybox with all its names, sshd and the libraries that sshd and the workloads need. */
async function copyBusybox(layer: string): Promise<void> {
  for (const path of ['usr/bin', 'usr/sbin', 'usr/lib', 'usr/lib/openssh'])
    mkdirSync(`${layer}/${path}`, { recursive: true });
  const lib64 = existsSync('/lib64') ? ['ln -s usr/lib64 lib64; mkdir -p usr/lib64'] : [];
  await must([
    'sh',
    '-ec',
    [`cd "$0"; ln -s usr/bin bin; ln -s usr/sbin sbin; ln -s usr/lib lib`, ...lib64].join('; '),
    layer,
  ]);
  const busybox = (await must(['sh', '-c', 'command -v busybox'])).trim();
  copyFileSync(busybox, `${layer}/usr/bin/busybox`);
  await must([
    busybox,
    'sh',
    '-ec',
    'for name in $("$1" --list); do ln -s busybox "$0/usr/bin/$name" 2>/dev/null || :; done',
    layer,
    busybox,
  ]);
  const helpers = readdirSync('/usr/lib/openssh').filter((name) => name.startsWith('sshd'));
  const needed = ['/usr/sbin/sshd', ...helpers.map((name) => `/usr/lib/openssh/${name}`)];
  for (const path of needed) copyFileSync(path, layer + path);
  for (const path of [...needed, ...readdirSync(BIN).map((name) => `${BIN}/${name}`)])
    await copyLibraries(layer, path);
}

export async function copyLibraries(layer: string, program: string): Promise<void> {
  // A static program has none, and ldd(1) then ends with 1.
  const list = await must(['sh', '-c', 'ldd "$0" 2>/dev/null || :', program]);
  for (const [path] of list.matchAll(/\/[^\s:)]+/g)) {
    const to = `${layer}${path.startsWith('/usr') ? '' : '/usr'}${path}`;
    if (existsSync(to)) continue;
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(path, to);
  }
}
