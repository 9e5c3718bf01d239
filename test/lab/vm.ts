/**
 * A target with a kernel of its own: Debian's, in QEMU without KVM, on the lab's network. For what namespaces cannot
 * give: another kernel, yama, its own meminfo. A boot is 7 s of a processor's time, a login 1 s.
 */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { must, PATH, run, until } from './command.ts';
import type { Lab } from './lab.ts';
import { attachVm, namespaceOf } from './network.ts';
import type { NodePlan } from './plan.ts';
import { diskFolder, withLock } from './registry.ts';
import { layOut, programs, sshFolder } from './root-files.ts';
import { BIN, installPackages } from './setup.ts';

const KERNELS = join(dirname(BIN), 'kernel');
const drivers = ['virtio_pci', 'virtio_net'];

export interface VmOptions {
  readonly name: string;
  /** /proc/sys/kernel/yama/ptrace_scope: 0 as without yama, 1 descendants only, 2 root only, 3 nobody. */
  readonly yama?: 0 | 1 | 2 | 3;
  readonly memoryMib?: number;
}

/**
 * Boots it, busybox only, and waits for its sshd; `lab.route(name)` and `ssh -F … NAME` then lead there. It ends with
 * the lab. @returns how long it took from QEMU's start.
 */
export async function startVm(lab: Lab, options: VmOptions): Promise<{ readonly bootMs: number }> {
  const { name, yama = 0, memoryMib = 192 } = options;
  await installPackages(['qemu-system-x86', 'cpio', 'kmod', 'dpkg']);
  const kernel = await fetchKernel();
  const node: NodePlan = {
    name,
    role: 'target',
    address: lab.freeAddress(),
    options: { name, root: 'busybox' },
  };
  const disk = `${diskFolder(lab.id)}/${name}`;
  await buildInitramfs(lab, node, kernel, disk);
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
        'qemu64,+rdrand',
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
      ...['-append', `console=ttyS0 quiet panic=1 mitigations=off ${settings}`],
      ...['-netdev', 'tap,id=lan,ifname=tap0,script=no,downscript=no'],
      ...['-device', 'virtio-net-pci,netdev=lan,romfile='],
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

/** The busybox root of a node, with sshd, workloads and drivers, as the kernel's first and only file system. */
async function buildInitramfs(lab: Lab, node: NodePlan, kernel: string, disk: string): Promise<void> {
  const tree = `${disk}/tree`;
  await layOut(lab.folder, node, tree, dirname(lab.keys.target));
  cpSync(sshFolder(lab.folder, node.name), `${tree}/etc/ssh`, { recursive: true });
  cpSync(BIN, tree + programs, { recursive: true });
  cpSync(join(import.meta.dirname, 'node/vm-init.sh'), `${tree}/init`);
  chmodSync(`${tree}/init`, 0o755);
  mkdirSync(`${tree}/drivers`);
  const version = readdirSync(`${kernel}/lib/modules`)[0]!;
  const insmods = await must(['modprobe', '-d', kernel, '-S', version, '--show-depends', '-a', ...drivers]);
  const files = [...new Set([...insmods.matchAll(/^insmod (\S+)/gm)].map(([, file]) => file!))];
  for (const [at, file] of files.entries()) cpSync(file, `${tree}/drivers/${String(at).padStart(2, '0')}.ko`);
  await must(['sh', '-ec', 'cd "$0/tree"; find . | cpio -o -H newc --quiet > ../initramfs', disk]);
}
