/** One item after the other, as its marks and bytes come in: checked against the plan, cut at its limits. */
import type { CaptureState } from '#shared/parsers/capture-manifest.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import type { EpochMs } from '#shared/units/time.ts';
import type { BatchLimits } from './batch-limits.ts';
import type { Plan, PlannedItem } from './plan.ts';
import { isPidToken } from './shell-text.ts';

/** `whole`: the command ended. The others: what there is of it, and why there is no more. */
export type ItemState = CaptureState;

export interface ReceivedItem {
  /** From 1, in the order of the script. */
  readonly number: number;
  /** Path in the capture. */
  readonly path: string;
  readonly pid: number | null;
  readonly command: string;
  /** Kept; an item without bytes has no file. */
  readonly bytes: Bytes;
  /** Null where its end did not come. */
  readonly exitCode: number | null;
  readonly state: ItemState;
  /** As the target's /proc/uptime said when it began. */
  readonly uptime: string;
  /** Our clock when its first mark came. */
  readonly receivedAt: EpochMs;
  readonly stderr: string;
}

/** Where bytes go: a file each, opened by the first byte. */
export interface BatchSink {
  open(path: string): Promise<ItemWriter>;
}

export interface ItemWriter {
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

interface OpenItem {
  readonly planned: PlannedItem;
  readonly number: number;
  readonly path: string;
  readonly pid: number | null;
  readonly uptime: string;
  readonly receivedAt: EpochMs;
  deadline: number;
  writer: ItemWriter | undefined;
  bytes: Bytes;
  drained: Bytes;
  state: ItemState;
}

export class ItemReceiver {
  readonly #plan: Plan;
  readonly #sink: BatchSink;
  readonly #limits: BatchLimits;
  readonly #now: () => EpochMs;
  readonly #items: ReceivedItem[] = [];
  readonly #paths = new Set<string>();
  #current: OpenItem | undefined;
  #totalBytes = 0;
  /** Between two items the script only computes: a list of processes takes no longer than an item. */
  #idleDeadline: number;

  constructor(plan: Plan, sink: BatchSink, limits: BatchLimits, now: () => EpochMs) {
    this.#plan = plan;
    this.#sink = sink;
    this.#limits = limits;
    this.#now = now;
    this.#idleDeadline = Infinity;
  }

  get items(): readonly ReceivedItem[] {
    return this.#items;
  }

  get open(): boolean {
    return this.#current !== undefined;
  }

  get isSkipped(): boolean {
    return this.#current !== undefined && this.#current.state !== 'whole';
  }

  /** By `performance.now()`. */
  get deadline(): number {
    return this.#current?.deadline ?? this.#idleDeadline;
  }

  /** `begin:NUMBER:INDEX:PID:UPTIME`. @returns false where it does not fit the plan */
  begin([number = '', index = '', pidText = '', uptime = '']: readonly string[]): boolean {
    const planned = /^\d{1,4}$/.test(index) ? this.#plan.items[Number(index)] : undefined;
    const next = this.#items.length + 1;
    if (this.#current !== undefined || planned === undefined || number !== String(next)) return false;
    if (planned.scope === 'once' ? pidText !== '-' : !isPidToken(pidText)) return false;
    const path = planned.name.replace('{pid}', pidText);
    if (this.#paths.has(path) || next > this.#limits.items) return false;
    this.#paths.add(path);
    this.#current = {
      planned,
      number: next,
      path,
      pid: pidText === '-' ? null : Number(pidText),
      uptime,
      receivedAt: this.#now(),
      deadline: performance.now() + planned.limits.ms,
      writer: undefined,
      bytes: 0,
      drained: 0,
      state: 'whole',
    };
    return true;
  }

  /** `skip`: tell the target to end it. `give-up`: it will not end, or the whole is too much. */
  async takeBytes(bytes: Uint8Array): Promise<'taken' | 'skip' | 'give-up'> {
    const item = this.#current;
    if (item === undefined) return 'give-up';
    const room = Math.min(item.planned.limits.bytes - item.bytes, this.#plan.limits.bytes - this.#totalBytes);
    const kept = item.state === 'whole' ? bytes.subarray(0, Math.max(0, room)) : bytes.subarray(0, 0);
    if (kept.length > 0) {
      item.writer ??= await this.#sink.open(item.path);
      await item.writer.write(kept);
      item.bytes += kept.length;
      this.#totalBytes += kept.length;
    }
    if (kept.length === bytes.length) return 'taken';
    item.drained += bytes.length - kept.length;
    if (item.drained > this.#limits.drainBytes) return 'give-up';
    if (item.state !== 'whole') return 'taken';
    this.skip('cut-bytes');
    return 'skip';
  }

  skip(state: ItemState): void {
    if (this.#current === undefined) return;
    this.#current.state = state;
    this.#current.deadline = performance.now() + this.#limits.drainMs;
  }

  /** `end:NUMBER:CODE:UPTIME`. @returns undefined where it does not fit what began */
  async end([number = '', code = '', uptime = '']: readonly string[]): Promise<ReceivedItem | undefined> {
    const item = this.#current;
    if (item === undefined || number !== String(item.number)) return undefined;
    if (!/^\d{1,3}$/.test(code) || Number(code) > 255 || !isUptime(uptime) || !isUptime(item.uptime)) {
      return undefined;
    }
    return this.#finish(item, Number(code));
  }

  /** Why the item that is open will not be whole. */
  cutBy(flag: string): void {
    if (this.#current?.state !== 'whole') return;
    const states: Readonly<Record<string, ItemState>> = {
      cancelled: 'cut-cancelled',
      timeout: 'cut-time',
      'over-budget': 'cut-bytes',
      forged: 'cut-forged',
    };
    this.#current.state = states[flag] ?? 'cut-link';
  }

  /** What is open when the run ends is kept as far as it came. */
  async cutOff(): Promise<void> {
    const item = this.#current;
    if (item === undefined) return;
    if (item.state === 'whole') item.state = 'cut-link';
    await this.#finish(item, null);
  }

  async #finish(item: OpenItem, exitCode: number | null): Promise<ReceivedItem> {
    this.#current = undefined;
    await item.writer?.close();
    const { number, path, pid, bytes, state, uptime, receivedAt, planned } = item;
    const command = planned.command.replaceAll('{pid}', String(pid));
    const received = { number, path, pid, command, bytes, exitCode, state, uptime, receivedAt, stderr: '' };
    this.#items.push(received);
    this.#idleDeadline = performance.now() + planned.limits.ms;
    return received;
  }
}

function isUptime(text: string): boolean {
  return text === '-' || /^\d{1,10}\.\d{1,3}$/.test(text);
}
