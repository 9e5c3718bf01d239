/** A program of the lab while it runs: its answer key, its row in /proc, its end. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { until } from './command.ts';
import * as nodes from './nodes.ts';
import * as processes from './processes.ts';

/** A program that was started on a node. */
export class Workload {
  readonly name: string;
  /** On its node. */
  readonly pid: number;
  /** Kills by the OOM killer in its cgroup; 0 without a limit. */
  readonly oomKills: () => number;
  readonly #node: nodes.LabNode;

  constructor(node: nodes.LabNode, name: string, pid: number, kills: () => number) {
    this.#node = node;
    this.name = name;
    this.pid = pid;
    this.oomKills = kills;
  }

  /** As the machine counts, and as the kernel log names it. */
  get outerPid(): number | undefined {
    return processes.outerPid(this.#node.init, this.pid);
  }

  row(): processes.ProcessRow | undefined {
    return processes.readProcess(this.pid, this.#node.proc);
  }

  log(): string {
    return readFileSync(`${this.#node.folder}/run/lab/${this.name}.log`, 'utf8');
  }

  /** A file that it wrote to /run/lab, as a path of this machine. */
  file(name: string): string {
    return `${this.#node.folder}/run/lab/${name}`;
  }

  /** Its answer key, once it has settled. */
  async key<T>(timeoutMs = 20_000): Promise<T> {
    const path = this.file(`${this.name}.json`);
    await until(`${this.name} writes its answer key`, timeoutMs, () => {
      if (existsSync(path)) return true;
      if (this.row() === undefined) throw new Error(`${this.name} ended: ${this.log()}`);
      return undefined;
    });
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  }

  /** Asks for a new answer key (SIGUSR1) and waits for it. */
  async freshKey<T>(timeoutMs = 20_000): Promise<T> {
    const path = this.file(`${this.name}.json`);
    const before = statSync(path, { throwIfNoEntry: false })?.ino;
    await this.signal('USR1');
    await until(`${this.name} renews its answer key`, timeoutMs, () => {
      const now = statSync(path, { throwIfNoEntry: false })?.ino;
      return now !== undefined && now !== before ? true : undefined;
    });
    return this.key<T>(timeoutMs);
  }

  /**
   * Of a heartbeat: the longest time that it did not run, among the waits that ended between two readings of
   * `process.hrtime.bigint()`. Up to 2 ms are not written down and count as 0.
   */
  longestGapMs(from: bigint, to: bigint = process.hrtime.bigint()): number {
    const gaps = readFileSync(this.file(`${this.name}.beats`), 'utf8').matchAll(/^gap (\d+) (\d+)$/gm);
    const inside = [...gaps].filter(([, at]) => BigInt(at!) >= from && BigInt(at!) <= to);
    return Math.max(0, ...inside.map(([, , length]) => Number(length) / 1e6));
  }

  signal(signal: string): Promise<void> {
    return nodes.signalInNode(this.#node, this.pid, signal);
  }

  /** Ends it and waits until it is gone. */
  async stop(signal = 'TERM'): Promise<void> {
    if (this.row() !== undefined) await this.signal(signal).catch(() => undefined);
    await until(`${this.name} ends`, 10_000, () => (this.row() === undefined ? true : undefined));
  }

  /** Its memory, read by the machine itself: an independent way to the bytes that a dump should have. */
  get memoryFile(): string {
    return `/proc/${this.outerPid}/mem`;
  }
}
