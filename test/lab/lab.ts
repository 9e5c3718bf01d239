/** `startLab`: a chain of jump hosts and targets on this machine, each with a real sshd. See README.md. */
import { appendFileSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RouteSpec } from '#shared/domain/route.ts';
import { createCgroup, oomKills } from './cgroup.ts';
import { must, type Finished } from './command.ts';
import { createKeys, hostBlock, knownHostLines, writeSshConfig, type LabKeys } from './keys.ts';
import * as network from './network.ts';
import * as nodes from './nodes.ts';
import { BASTION_USER, nodesOf, planLab, type LabOptions, type LabPlan } from './plan.ts';
import * as processes from './processes.ts';
import { claimLab, diskFolder, keepLab, labFolder, removeLab } from './registry.ts';
import { programs, sshFolder } from './root-files.ts';
import { prepareMachine } from './setup.ts';
import { Workload } from './workload.ts';

export { labPassphrase } from './keys.ts';
export type { Workload } from './workload.ts';
export { labPassword, type LabOptions, type TargetOptions } from './plan.ts';

/** Makes a lab and clears away what crashed ones left. @throws where this machine cannot have one (`whyNoLab`). */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  await prepareMachine();
  const id = await claimLab();
  try {
    const folder = labFolder(id);
    mkdirSync(folder);
    await must(['mount', '-t', 'tmpfs', '-o', 'mode=711', `memcase-lab-${id}`, folder]);
    mkdirSync(diskFolder(id), { mode: 0o755 });
    const plan = planLab(id, options);
    const [keys] = await Promise.all([createKeys(`${folder}/keys`), network.createNetwork(id, plan)]);
    const starts = nodesOf(plan).map((node) => nodes.startNode(id, node, `${folder}/keys`));
    // All must have come to an end before one that failed has the lab taken down.
    await Promise.allSettled(starts);
    return new Lab(id, plan, keys, await Promise.all(starts));
  } catch (error) {
    await removeLab(id);
    throw error;
  }
}

export interface StartOptions extends nodes.ExecOptions {
  /** Of log, answer key and cgroup; default the workload's. */
  readonly name?: string;
  /** Runs it in a memory cgroup with this limit. */
  readonly memoryLimitBytes?: number;
}

/** Files that a node wrote to its root (not /run, /dev/shm, nor what the variants mount). */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
}

export class Lab {
  readonly id: number;
  /** Everything of this lab that is a file; a tmpfs. */
  readonly folder: string;
  readonly plan: LabPlan;
  readonly keys: LabKeys;
  /** All nodes with their host keys by address, as they were at the start. */
  readonly knownHostsFile: string;
  /** For `ssh -F` and `RouteSpec.configFile`: `ssh -F FILE suspect` goes the whole way. */
  readonly configFile: string;
  readonly #nodes: ReadonlyMap<string, nodes.LabNode>;
  /** Hosts on the targets' network that are no nodes: name → address. */
  readonly #guests = new Map<string, string>();
  #claimed = 0;

  constructor(id: number, plan: LabPlan, keys: LabKeys, started: readonly nodes.LabNode[]) {
    this.id = id;
    this.plan = plan;
    this.keys = keys;
    this.folder = labFolder(id);
    this.knownHostsFile = `${this.folder}/known_hosts`;
    this.configFile = `${this.folder}/ssh_config`;
    this.#nodes = new Map(started.map((node) => [node.plan.name, node]));
    const reachable = [...plan.bastions, ...plan.targets];
    const lines = reachable.flatMap(({ name, address }) =>
      knownHostLines(address, sshFolder(this.folder, name)),
    );
    writeFileSync(this.knownHostsFile, `${lines.join('\n')}\n`);
    writeSshConfig(this.configFile, this.knownHostsFile, plan, keys);
  }

  /** @throws for a name that no node has. */
  node(name: string): nodes.LabNode {
    const node = this.#nodes.get(name);
    if (node === undefined) throw new Error(`No node ${name} in this lab.`);
    return node;
  }

  /** Of a node or a virtual machine. */
  address(name: string): string {
    return this.#guests.get(name) ?? this.node(name).plan.address;
  }

  /** All hops by user, address and port; keys and known_hosts come from the configuration file. */
  route(target: string, user = 'root'): RouteSpec {
    const jumps = this.plan.bastions.map(({ address }) => ({ user: BASTION_USER, host: address, port: 22 }));
    const last = { user, host: this.address(target), port: 22 };
    return { hops: [...jumps, last], configFile: this.configFile, identityFiles: [] };
  }

  /** On the targets' network; each only once. */
  freeAddress(): string {
    return `${this.plan.networks[2]}.${50 + this.#claimed++}`;
  }

  /** Makes a host known that is no node (a virtual machine): to `route`, known_hosts and ssh_config. */
  addHost(name: string, address: string, keyFolder: string): void {
    this.#guests.set(name, address);
    const chain = this.plan.bastions.map((bastion) => bastion.name);
    appendFileSync(this.knownHostsFile, `${knownHostLines(address, keyFolder).join('\n')}\n`);
    appendFileSync(
      this.configFile,
      `${hostBlock(name, address, 'root', this.keys.target, chain).join('\n')}\n`,
    );
  }

  /** Runs a program on a node and waits for it; goes in by namespaces, not by SSH. */
  exec(node: string, argv: readonly string[], options: nodes.ExecOptions = {}): Promise<Finished> {
    return nodes.execInNode(this.node(node), argv, options);
  }

  /** Starts a program of `workloads/` (or of `build/sample/daemons`) that goes on until it ends or is stopped. */
  async start(
    node: string,
    workload: string,
    args: readonly string[] = [],
    options: StartOptions = {},
  ): Promise<Workload> {
    const at = this.node(node);
    const name = options.name ?? workload;
    const limit = options.memoryLimitBytes;
    const cgroupName = `${node}-${name}`;
    const cgroup = limit === undefined ? undefined : createCgroup(this.id, cgroupName, limit);
    // What one of the same name left would pass for this one's.
    rmSync(`${at.folder}/run/lab/${name}.json`, { force: true });
    const env = { LAB_KEY: `/run/lab/${name}.json`, LAB_NAME: name, ...options.env };
    const argv = [`${programs}/${workload}`, ...args];
    const pid = await nodes.spawnInNode(at, argv, `/run/lab/${name}.log`, { ...options, env, cgroup });
    return new Workload(at, name, pid, () => (cgroup === undefined ? 0 : oomKills(this.id, cgroupName)));
  }

  signal(node: string, pid: number, signal: string): Promise<void> {
    return nodes.signalInNode(this.node(node), pid, signal);
  }

  /** Everything that runs on a node, by its own PIDs; cheap enough to ask every 10 ms. */
  processes(node: string): processes.ProcessRow[] {
    return processes.listProcesses(this.node(node).proc);
  }

  process(node: string, pid: number): processes.ProcessRow | undefined {
    return processes.readProcess(pid, this.node(node).proc);
  }

  /** Loses packets in silence on the wire between a node and the hop before it. */
  cutLink(node: string, cut: network.Cut = 'both'): Promise<void> {
    return network.cutLink(this.id, this.plan, node, cut);
  }

  restoreLink(node: string): Promise<void> {
    return network.restoreLink(this.id, this.plan, node);
  }

  /** The broker's answers to this target are lost: its connections stay in SYN-SENT, sent data unacknowledged. */
  async hideBroker(target: string): Promise<void> {
    await network.hideBroker(this.id, this.plan, this.address(target), true);
  }

  async showBroker(target: string): Promise<void> {
    await network.hideBroker(this.id, this.plan, this.address(target), false);
  }

  /** `sessions`: also what is connected. Without them only new connections are refused. */
  killSshd(node: string, { sessions }: { readonly sessions: boolean }): Promise<void> {
    return nodes.killSshd(this.node(node), sessions);
  }

  startSshd(node: string): Promise<void> {
    return nodes.startSshd(this.node(node));
  }

  /** Lines of sshd_config(5) in front of the lab's own (none: as at the start). For new connections. */
  configureSshd(node: string, lines: readonly string[]): Promise<void> {
    return nodes.reconfigureSshd(this.folder, this.node(node), lines);
  }

  /** The node has a new host key from now on; known_hosts keeps the old one. */
  changeHostKey(node: string): Promise<void> {
    return nodes.changeHostKey(this.folder, this.node(node));
  }

  sshdLog(node: string): string {
    return nodes.sshdLog(this.node(node));
  }

  /** What the node wrote to its disk since it was started, in path order. */
  written(node: string): WrittenFile[] {
    const upper = `${this.node(node).folder}/upper`;
    return readdirSync(upper, { recursive: true, encoding: 'utf8' })
      .map((path) => ({ path: `/${path}`, stat: statSync(join(upper, path), { throwIfNoEntry: false }) }))
      .filter(({ stat }) => stat?.isFile() === true)
      .map(({ path, stat }) => ({ path, bytes: stat!.size }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Until `stop`, the lab belongs to nobody and outlives this process. */
  keep(): void {
    keepLab(this.id);
  }

  async stop(): Promise<void> {
    await removeLab(this.id);
  }
}
