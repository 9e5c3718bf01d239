/**
 * A target with a kernel of its own: Debian's, in QEMU without KVM, on the lab's network. For what namespaces cannot
 * give: another kernel, yama, its own meminfo. A boot is 7 s of a processor's time, a login 1 s.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, closeSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { must, PATH, run, until } from './command.ts';
import type { Lab } from './lab.ts';
import { attachVm, namespaceOf } from './network.ts';
import type { NodePlan } from './plan.ts';
import { diskFolder, withLock } from './registry.ts';
import { sshFolder } from './root-files.ts';
import { BIN, installPackages } from './setup.ts';
import { buildDisk, buildInitramfs } from './vm-files.ts';

const KERNELS = join(dirname(BIN), 'kernel');

export interface VmOptions {
  readonly name: string;
  /** /proc/sys/kernel/yama/ptrace_scope: 0 as without yama, 1 descendants only, 2 root only, 3 nobody. */
  readonly yama?: 0 | 1 | 2 | 3;
  readonly memoryMib?: number;
  /** Programs of this machine that it has besides busybox, by their paths. */
  readonly tools?: readonly string[];
}

/**
 * Boots it, busybox and `tools` only, and waits for its sshd; `lab.route(name)` and `ssh -F … NAME` then lead there. It
 * ends with the lab. @returns how long it took from QEMU's start.
 */
export async function startVm(lab: Lab, options: VmOptions): Promise<{ readonly bootMs: number }> {
  const { name, yama = 0, memoryMib = 192, tools = [] } = options;
  await installPackages(['qemu-system-x86', 'cpio', 'kmod', 'dpkg', 'e2fsprogs']);
  const kernel = await fetchKernel();
  const node: NodePlan = {
    name,
    role: 'target',
    address: lab.freeAddress(),
    options: { name, root: 'busybox' },
  };
  const disk = `${diskFolder(lab.id)}/${name}`;
  mkdirSync(disk);
  await Promise.all([buildDisk(lab, node, disk, tools), buildInitramfs(kernel, disk)]);
  await attachVm(lab.id, lab.plan, name);
  lab.addHost(name, node.address, sshFolder(lab.folder, name));
  const from = performance.now();
  const console = openSync(`${disk}/console`, 'a');
  const settings = `lab.name=${name} lab.address=${node.address} lab.yama=${yama}`;
  const qemu = spawn(
    'ip',
    [
      ...[
        'netns',
        'exec',
        namespaceOf(lab.id, name),
        'qemu-system-x86_64',
        '-accel',
        'tcg',
        '-cpu',
        'qemu64,+rdrand,+ssse3,+sse4.1,+aes,+pclmulqdq',
      ],
      ...[
        '-m',
        `${memoryMib}`,
        '-smp',
        '1',
        '-no-reboot',
        '-display',
        'none',
        '-vga',
        'none',
        '-monitor',
        'none',
      ],
      ...['-kernel', `${kernel}/vmlinuz`, '-initrd', `${disk}/initramfs`, '-serial', `file:${disk}/serial`],
      ...['-append', `console=ttyS0 quiet panic=1 mitigations=off transparent_hugepage=madvise ${settings}`],
      ...['-drive', `file=${disk}/root.ext4,if=virtio,format=raw`],
      ...['-netdev', 'tap,id=lan,ifname=tap0,script=no,downscript=no'],
      ...['-device', `virtio-net-pci,netdev=lan,romfile=,mac=${macOf(node.address)}`],
    ],
    { detached: true, stdio: ['ignore', console, console], env: { PATH }, cwd: '/' },
  );
  closeSync(console);
  let ended = false;
  qemu.on('exit', () => (ended = true));
  qemu.unref();
  await until(`${name} answers (${disk}/serial)`, 120_000, async () => {
    if (ended) throw new Error(`QEMU ended, see ${disk}/console and ${disk}/serial.`);
    const { code } = await run(['ssh', '-F', lab.configFile, '-o', 'ConnectTimeout=5', name, 'true']);
    return code === 0 || undefined;
  });
  return { bootMs: performance.now() - from };
}

/** QEMU gives every machine the same one. */
function macOf(address: string): string {
  const last = Number(address.split('.').at(-1));
  return `52:54:00:00:00:${last.toString(16).padStart(2, '0')}`;
}

/** Debian's kernel for clouds, unpacked and never installed. @returns a folder with vmlinuz and lib/modules. */
async function fetchKernel(): Promise<string> {
  return withLock('kernel', async () => {
    if (!existsSync(KERNELS)) {
      const depends = await must(['apt-cache', 'depends', 'linux-image-cloud-amd64']);
      const name = /Depends: (linux-image-\S+)/.exec(depends)?.[1];
      if (name === undefined) throw new Error('This Debian has no linux-image-cloud-amd64.');
      const making = `${KERNELS}.new`;
      rmSync(making, { recursive: true, force: true });
      mkdirSync(making, { recursive: true });
      const script =
        'cd "$0"; apt-get download -qq "$1"; dpkg -x "$1"_*.deb .; rm "$1"_*.deb; mv boot/vmlinuz-* vmlinuz';
      // As another user apt would not read the folder; what it says about that is no error.
      await must([
        'sh',
        '-ec',
        `${script}; [ -e lib ] || mv usr/lib .; depmod -b . "$(ls lib/modules)"`,
        making,
        name,
      ]);
      renameSync(making, KERNELS);
    }
    return KERNELS;
  });
}
