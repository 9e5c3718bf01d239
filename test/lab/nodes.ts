/** A node while it runs: its first process, programs in it, its sshd. */
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { must, PATH, run, until, type Finished, type RunOptions } from './command.ts';
import { namespaceOf } from './network.ts';
import type { NodePlan } from './plan.ts';
import { listProcesses, type ProcessRow } from './processes.ts';
import { diskFolder, labFolder } from './registry.ts';
import { writeSshdConfig } from './accounts.ts';
import { layOut, nodeFolder, sshFolder } from './root-files.ts';
import { createHostKeys } from './keys.ts';
import { BIN } from './setup.ts';

export interface LabNode {
  readonly plan: NodePlan;
  readonly folder: string;
  /** PID of the node's init, as the machine counts. */
  readonly init: number;
  /** The node's /proc, readable from the machine. */
  readonly proc: string;
}

export interface ExecOptions extends RunOptions {
  /** Default root. */
  readonly user?: 'root' | 'app';
}

export async function startNode(id: number, plan: NodePlan, keyFolder: string): Promise<LabNode> {
  const lab = labFolder(id);
  const folder = nodeFolder(lab, plan.name);
  const disk = `${diskFolder(id)}/${plan.name}`;
  mkdirSync(`${disk}/mnt`, { recursive: true });
  // Of one file system, no two layers may lie in one another (overlayfs.rst): beside `/` it is the tmpfs.
  const alone = plan.options.root === 'busybox';
  const layer = `${alone ? disk : folder}/layer`;
  await layOut(lab, plan, layer, keyFolder);
  const { hidepid, fullTmp, readOnlyRoot } = plan.options;
  const options = [
    ...(hidepid === true ? ['hidepid'] : []),
    ...(fullTmp === true ? ['fulltmp'] : []),
    ...(readOnlyRoot === true ? ['readonly'] : []),
  ];
  const log = openSync(`${folder}/log`, 'a');
  const separate = ['unshare', '--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child'];
  const first = [
    join(import.meta.dirname, 'node/enter.sh'),
    folder,
    plan.name,
    alone ? layer : `${layer}:${folder}/mask:/`,
    `${disk}/mnt`,
    BIN,
  ];
  // Not `ip netns exec`: that puts a /sys of its own in place, and the control groups of the machine are gone.
  const child = spawn(
    'nsenter',
    [`--net=/run/netns/${namespaceOf(id, plan.name)}`, ...separate, 'sh', ...first, ...options],
    { detached: true, stdio: ['ignore', log, log], env: { PATH, LC_ALL: 'C' }, cwd: '/' },
  );
  closeSync(log);
  let ended = false;
  child.on('exit', () => (ended = true));
  child.unref();
  const init = await until(`${plan.name} is up`, 15_000, () => {
    if (ended) throw new Error(`${plan.name} did not start: ${readFileSync(`${folder}/log`, 'utf8').trim()}`);
    return readPid(`${folder}/run/init.pid`);
  });
  const node: LabNode = { plan, folder, init, proc: `/proc/${init}/root/proc` };
  if (plan.role !== 'broker') await startSshd(node);
  return node;
}

function inside({ init }: LabNode, argv: readonly string[], user: 'root' | 'app' = 'root'): string[] {
  const who = user === 'app' ? ['--setuid', '1001', '--setgid', '1001'] : [];
  const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--root', '--wd=/'];
  return ['nsenter', '--target', `${init}`, ...namespaces, ...who, '--', ...argv];
}

/** Runs a program in the node, without SSH, and waits for its end. */
export function execInNode(
  node: LabNode,
  argv: readonly string[],
  options: ExecOptions = {},
): Promise<Finished> {
  return run(inside(node, argv, options.user), options);
}

export interface SpawnOptions extends ExecOptions {
  /** A `cgroup.procs` of the machine that the program joins first. */
  readonly cgroup?: string;
}

/** Starts a program that goes on as a child of the node's init. @returns its PID in the node. */
export async function spawnInNode(
  node: LabNode,
  argv: readonly string[],
  log: string,
  options: SpawnOptions = {},
): Promise<number> {
  const join = options.cgroup === undefined ? [] : ['sh', '-c', 'echo 0 > "$0" && exec "$@"', options.cgroup];
  // The shell goes at once; what it leaves in the background falls to init, in a session of its own.
  const background = ['sh', '-c', 'log=$0; setsid "$@" < /dev/null >> "$log" 2>&1 & echo $!', log, ...argv];
  return Number(await must([...join, ...inside(node, background, options.user)], options));
}

export async function signalInNode(node: LabNode, pid: number, signal: string): Promise<void> {
  // Into the PID namespace only: the machine has a kill(1), a node need not.
  await must([
    'nsenter',
    '--target',
    `${node.init}`,
    '--pid',
    '--',
    'sh',
    '-c',
    'kill -s "$0" "$1"',
    signal,
    `${pid}`,
  ]);
}

export async function startSshd(node: LabNode): Promise<void> {
  const pidFile = `${node.folder}/run/sshd.pid`;
  rmSync(pidFile, { force: true });
  const { code, stderr } = await execInNode(node, ['/usr/sbin/sshd', '-E', '/run/sshd.log']);
  if (code !== 0) throw new Error(`sshd of ${node.plan.name}: ${stderr}${sshdLog(node)}`);
  // It writes the file once it listens.
  await until(`sshd of ${node.plan.name} listens`, 10_000, () => readPid(pidFile));
}

/** Ends the listener; `sessions`: also those who are connected, without a word to them. */
export async function killSshd(node: LabNode, sessions: boolean): Promise<void> {
  const listener = readPid(`${node.folder}/run/sshd.pid`);
  const isSshd = ({ pid, comm }: ProcessRow) => pid === listener || (sessions && comm.startsWith('sshd'));
  for (const { pid } of listProcesses(node.proc).filter(isSshd)) {
    // A session may end by itself once another part of it is gone.
    await signalInNode(node, pid, 'KILL').catch(() => undefined);
  }
  await until(`sshd of ${node.plan.name} ends`, 5_000, () =>
    listProcesses(node.proc).some(isSshd) ? undefined : true,
  );
}

/** New settings in front of the lab's own, for new connections; those that stand stay. */
export async function reconfigureSshd(lab: string, node: LabNode, lines: readonly string[]): Promise<void> {
  writeSshdConfig(sshFolder(lab, node.plan.name), node.plan, lines);
  await killSshd(node, false);
  await startSshd(node);
}

export async function changeHostKey(lab: string, node: LabNode): Promise<void> {
  await createHostKeys(sshFolder(lab, node.plan.name));
  await killSshd(node, false);
  await startSshd(node);
}

export function sshdLog(node: LabNode): string {
  try {
    return readFileSync(`${node.folder}/run/sshd.log`, 'utf8');
  } catch {
    return '';
  }
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
