/** What a virtual machine is booted from: its root as an ext4 disk, and an initramfs that finds the disk. */
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { must } from './command.ts';
import type { Lab } from './lab.ts';
import type { NodePlan } from './plan.ts';
import { copyLibraries, layOut, programs, sshFolder } from './root-files.ts';
import { BIN } from './setup.ts';

const scripts = join(import.meta.dirname, 'node');
/** tcp_diag: for ss(8). */
const drivers = ['virtio_pci', 'virtio_net', 'virtio_blk', 'crc32c_generic', 'ext4', 'tcp_diag'];

/** `DISK/root.ext4`: the busybox root of a node with sshd, workloads and `tools`. On a disk, since files of a tmpfs are Shmem. */
export async function buildDisk(
  lab: Lab,
  node: NodePlan,
  disk: string,
  tools: readonly string[],
): Promise<void> {
  const tree = `${disk}/tree`;
  await layOut(lab.folder, node, tree, dirname(lab.keys.target));
  cpSync(sshFolder(lab.folder, node.name), `${tree}/etc/ssh`, { recursive: true });
  cpSync(BIN, tree + programs, { recursive: true });
  for (const tool of tools) {
    // Busybox's own name of it comes away.
    copyFileSync(tool, `${tree}${tool}.new`);
    renameSync(`${tree}${tool}.new`, tree + tool);
    chmodSync(tree + tool, 0o755);
    await copyLibraries(tree, tool);
  }
  cpSync(join(scripts, 'vm-init.sh'), `${tree}/init`);
  chmodSync(`${tree}/init`, 0o755);
  const make = 'mke2fs -q -t ext4 -O ^has_journal -L root -d "$0/tree" "$0/root.ext4" 128m';
  await must(['sh', '-ec', make, disk]);
}

/** `DISK/initramfs`: busybox and drivers of the kernel that lies unpacked in `kernel`. */
export async function buildInitramfs(kernel: string, disk: string): Promise<void> {
  const tree = `${disk}/first`;
  for (const folder of ['bin', 'dev', 'proc', 'root', 'drivers'])
    mkdirSync(`${tree}/${folder}`, { recursive: true });
  copyFileSync((await must(['sh', '-c', 'command -v busybox'])).trim(), `${tree}/bin/busybox`);
  cpSync(join(scripts, 'vm-boot.sh'), `${tree}/init`);
  chmodSync(`${tree}/init`, 0o755);
  const version = readdirSync(`${kernel}/lib/modules`)[0]!;
  const insmods = await must(['modprobe', '-d', kernel, '-S', version, '--show-depends', '-a', ...drivers]);
  const files = [...new Set([...insmods.matchAll(/^insmod (\S+)/gm)].map(([, file]) => file!))];
  for (const [at, file] of files.filter((path) => existsSync(path)).entries())
    cpSync(file, `${tree}/drivers/${String(at).padStart(2, '0')}.ko`);
  await must(['sh', '-ec', 'cd "$0/first"; find . | cpio -o -H newc --quiet > ../initramfs', disk]);
}
