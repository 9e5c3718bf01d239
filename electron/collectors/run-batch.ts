/**
 * Runs one snapshot's script on a target and takes its output apart. What comes is hostile: every wait has an end,
 * every length a bound, no name comes from the target, and what does not fit the protocol ends the run with a flag.
 * What was whole until then stays good.
 */
import { AppError } from '#shared/errors/app-error.ts';
import type { EpochMs } from '#shared/units/time.ts';
import { isAppError } from '#shared/errors/app-error.ts';
import type { RemoteProcess } from '#electron/ssh/types.ts';
import { batchLimits } from './batch-limits.ts';
import type { BatchLimits } from './batch-limits.ts';
import { BATCH_VERSION, batchScript } from './batch-script.ts';
import type { ClockExchange } from './clock.ts';
import { FrameReader, createNonce } from './frames.ts';
import type { Frame, Mark } from './frames.ts';
import { ItemReceiver } from './item-receiver.ts';
import type { BatchSink, ReceivedItem } from './item-receiver.ts';
import type { Plan } from './plan.ts';
import { isPidToken } from './shell-text.ts';
import { StderrLog } from './stderr-log.ts';
import { TimedReader } from './timed-reader.ts';

/** What is to be said of a run besides its items. */
export type BatchFlag =
  /** The target's clock, script or shell said things that no mark covers, for example a login message. */
  | 'noise'
  /** Lines that look like our marks with another nonce. Kept as the bytes that they are. */
  | 'lookalike'
  /** Marks with our nonce that our script does not write. */
  | 'forged'
  | 'over-budget'
  | 'timeout'
  | 'disconnected'
  | 'cancelled'
  /** The end of the script did not come. */
  | 'truncated';

export interface BatchGap {
  readonly kind: 'absent' | 'unmatched' | 'lost';
  /** An item's name, a process name, or why processes were lost. */
  readonly subject: string;
  readonly count: number;
}

/** A process whose regions were read. */
export interface BatchPin {
  readonly pid: number;
  /** Clock ticks after boot, in which it started (proc(5), stat): with the number its identity. */
  readonly startTicks: string;
}

export interface BatchOutcome {
  readonly items: readonly ReceivedItem[];
  readonly pins: readonly BatchPin[];
  readonly gaps: readonly BatchGap[];
  readonly flags: ReadonlySet<BatchFlag>;
  readonly before: readonly ClockExchange[];
  readonly after: readonly ClockExchange[];
  /** What the shell and login scripts said on stderr. */
  readonly stderr: string;
}

export interface BatchOptions {
  readonly sink: BatchSink;
  readonly now: () => EpochMs;
  readonly signal: AbortSignal;
  /** Aborted when the link is gone, which the streams of a process may not tell. */
  readonly lost?: AbortSignal;
  readonly limits?: Partial<BatchLimits>;
  readonly onItem?: (item: ReceivedItem) => void;
}

const EXCHANGES = 3;

/**
 * Always closes the process. @throws collect.no-shell where the script never spoke; everything later is an outcome
 * with flags, so that what came is kept.
 */
export function runBatch(process: RemoteProcess, plan: Plan, options: BatchOptions): Promise<BatchOutcome> {
  return new BatchRun(process, plan, options).run();
}

class BatchRun {
  readonly #process: RemoteProcess;
  readonly #plan: Plan;
  readonly #options: BatchOptions;
  readonly #limits: BatchLimits;
  readonly #nonce = createNonce();
  readonly #ending = new AbortController();
  readonly #stdout: TimedReader;
  readonly #reader: FrameReader;
  readonly #stderr: StderrLog;
  readonly #flags = new Set<BatchFlag>();
  readonly #gaps: BatchGap[] = [];
  readonly #pins: BatchPin[] = [];
  readonly #receiver: ItemReceiver;
  #frames: Iterator<Frame, void, void> | undefined;
  #noiseBytes = 0;
  #endsAt = Infinity;

  constructor(process: RemoteProcess, plan: Plan, options: BatchOptions) {
    this.#process = process;
    this.#plan = plan;
    this.#options = options;
    this.#limits = { ...batchLimits, ...options.limits };
    this.#stdout = new TimedReader(process.stdout, this.#ending.signal);
    this.#reader = new FrameReader(this.#nonce);
    this.#stderr = new StderrLog(this.#limits);
    this.#receiver = new ItemReceiver(plan, options.sink, this.#limits, options.now);
  }

  async run(): Promise<BatchOutcome> {
    const stop = (): void => this.#end('cancelled');
    this.#options.signal.addEventListener('abort', stop, { once: true });
    if (this.#options.signal.aborted) stop();
    const drop = (): void => this.#end('disconnected');
    this.#options.lost?.addEventListener('abort', drop, { once: true });
    const stderr = this.#readStderr();
    const before: ClockExchange[] = [];
    const after: ClockExchange[] = [];
    let silence: string | undefined;
    try {
      silence = await this.#greet();
      if (silence === undefined) {
        await this.#exchange(before);
        await this.#collect();
        await this.#exchange(after);
      }
    } finally {
      await this.#receiver.cutOff();
      this.#options.signal.removeEventListener('abort', stop);
      this.#options.lost?.removeEventListener('abort', drop);
      this.#process.endInput();
      await this.#settleStderr(stderr);
      this.#ending.abort();
      this.#process.close();
    }
    if (silence !== undefined) throw this.#noShell(silence);
    if (this.#reader.lookalikes > 0) this.#flags.add('lookalike');
    return {
      items: this.#receiver.items.map((item) => ({ ...item, stderr: this.#stderr.textOf(item.number) })),
      pins: this.#pins,
      gaps: this.#gaps,
      flags: this.#flags,
      before,
      after,
      stderr: this.#stderr.textOf(0),
    };
  }

  /** @returns why the script did not speak, undefined where it did */
  async #greet(): Promise<string | undefined> {
    const endsAt = performance.now() + this.#limits.greetingMs;
    this.#endsAt = performance.now() + this.#plan.limits.ms;
    await this.#say(batchScript(this.#plan, this.#nonce));
    for (;;) {
      const frame = await this.#next(endsAt);
      if (typeof frame === 'string') return frame;
      if (frame.kind === 'bytes') this.#addNoise(frame.bytes.length);
      else if (frame.kind === 'mark' && frame.verb === 'hello' && frame.fields[0] === String(BATCH_VERSION))
        return undefined;
      else return 'forged';
    }
  }

  /** A few questions for the time; the target may fail to answer, and goes on without. */
  async #exchange(into: ClockExchange[]): Promise<void> {
    while (into.length < EXCHANGES && !this.#ending.signal.aborted) {
      const sentAt = this.#options.now();
      await this.#say('clock\n');
      const frame = await this.#nextMark(performance.now() + this.#limits.clockMs);
      if (typeof frame === 'string') return this.#end(frame === 'timeout' ? 'timeout' : 'truncated');
      const [time = '', uptime = ''] = frame.fields;
      if (frame.verb !== 'clock') return this.#end('forged');
      into.push({ sentAt, receivedAt: this.#options.now(), time, uptime });
    }
  }

  async #collect(): Promise<void> {
    await this.#say('go\n');
    while (!this.#ending.signal.aborted) {
      const deadline = Math.min(this.#endsAt, this.#receiver.deadline);
      const frame = await this.#next(deadline);
      if (frame === 'timeout') await this.#late();
      else if (frame === 'end') this.#end('truncated');
      else if (frame === 'aborted') return;
      else if (frame.kind === 'malformed') this.#end('forged');
      else if (frame.kind === 'bytes') await this.#takeBytes(frame.bytes);
      else if (frame.verb === 'done') {
        if (this.#receiver.open || frame.fields[0] !== String(this.#receiver.items.length))
          this.#end('forged');
        return;
      } else await this.#takeMark(frame);
    }
  }

  async #takeBytes(bytes: Uint8Array): Promise<void> {
    if (!this.#receiver.open) return this.#addNoise(bytes.length);
    const verdict = await this.#receiver.takeBytes(bytes);
    if (verdict === 'skip') await this.#say('skip\n');
    if (verdict === 'give-up') this.#end('over-budget');
  }

  async #takeMark({ verb, fields }: Mark): Promise<void> {
    if (verb === 'begin') {
      if (!this.#receiver.begin(fields)) this.#end('forged');
    } else if (verb === 'end') {
      const item = await this.#receiver.end(fields);
      if (item === undefined) this.#end('forged');
      else this.#options.onItem?.(item);
    } else if (verb === 'pinned' ? !this.#takePin(fields) : !this.#takeGap(verb, fields)) {
      this.#end('forged');
    }
  }

  #takePin([pid = '', startTicks = '']: readonly string[]): boolean {
    const isSound = isPidToken(pid) && /^\d{1,20}$/.test(startTicks);
    if (!isSound || this.#receiver.open || this.#pins.length >= this.#limits.items) return false;
    this.#pins.push({ pid: Number(pid), startTicks });
    return true;
  }

  #takeGap(verb: string, [subject = '', count = '1']: readonly string[]): boolean {
    if (this.#receiver.open || this.#gaps.length >= this.#limits.items) return false;
    const number = /^\d{1,7}$/.test(subject) ? Number(subject) : -1;
    const many = count === '-' ? 1 : Number(count);
    const name =
      verb === 'absent'
        ? this.#plan.items[number]?.name
        : verb === 'unmatched'
          ? this.#plan.processes[number]
          : subject;
    if (name === undefined || !(many > 0 && many < 1e7)) return false;
    if (verb === 'lost' && !/^(?:budget|refused|hidepid|chosen-budget|changed)$/.test(subject)) return false;
    if (verb !== 'absent' && verb !== 'unmatched' && verb !== 'lost') return false;
    this.#gaps.push({ kind: verb, subject: name, count: many });
    return true;
  }

  /** An item or the whole took too long. */
  async #late(): Promise<void> {
    if (performance.now() >= this.#endsAt || this.#receiver.isSkipped || !this.#receiver.open) {
      return this.#end('timeout');
    }
    this.#receiver.skip('cut-time');
    await this.#say('skip\n');
  }

  #addNoise(length: number): void {
    this.#flags.add('noise');
    this.#noiseBytes += length;
    if (this.#noiseBytes > this.#limits.noiseBytes) this.#end('over-budget');
  }

  async #nextMark(deadline: number): Promise<Mark | 'end' | 'timeout' | 'aborted'> {
    for (;;) {
      const frame = await this.#next(deadline);
      if (typeof frame === 'string' || frame.kind === 'mark') return frame;
      if (frame.kind === 'malformed') {
        this.#end('forged');
        return 'aborted';
      }
      this.#addNoise(frame.bytes.length);
    }
  }

  async #next(deadline: number): Promise<Frame | 'end' | 'timeout' | 'aborted'> {
    for (;;) {
      if (this.#ending.signal.aborted) return 'aborted';
      const step = this.#frames?.next();
      if (step !== undefined && step.done !== true) return step.value;
      const left = deadline - performance.now();
      // Also where the target never pauses: a stream of drops must not outrun the clock.
      if (left <= 0) return 'timeout';
      const piece = await this.#stdout.next(left).catch((error: unknown) => this.#lost(error));
      if (typeof piece === 'string') return piece;
      this.#frames = this.#reader.push(piece);
    }
  }

  async #say(text: string): Promise<void> {
    if (this.#ending.signal.aborted) return;
    // A target that does not read must not hold us: what it does not hear, the deadlines answer for. Nor does a
    // write that fails end the run: what was sent before may still have to be read.
    const writing = this.#process.write(Buffer.from(text)).catch(() => undefined);
    await Promise.race([
      writing,
      new Promise((resolve) => setTimeout(resolve, this.#limits.clockMs).unref()),
    ]);
  }

  #lost(error: unknown): 'aborted' {
    this.#end(isAppError(error) && error.code === 'job.cancelled' ? 'cancelled' : 'disconnected');
    return 'aborted';
  }

  #end(flag: BatchFlag): void {
    if (this.#ending.signal.aborted) return;
    this.#flags.add(flag);
    this.#receiver.cutBy(flag);
    this.#ending.abort();
  }

  async #readStderr(): Promise<void> {
    const stream = new TimedReader(this.#process.stderr, this.#ending.signal);
    const isBounded = await this.#stderr.read(stream, this.#nonce).catch(() => true);
    if (!isBounded) this.#end('over-budget');
  }

  /** The last lines of stderr may come after the last of stdout. */
  async #settleStderr(stderr: Promise<void>): Promise<void> {
    const patience = new Promise<void>((resolve) => setTimeout(resolve, 1000).unref());
    await Promise.race([stderr, patience]);
  }

  #noShell(why: string): AppError {
    if (this.#options.signal.aborted) return new AppError('job.cancelled', 'Cancelled.', {});
    if (this.#flags.has('over-budget')) {
      return new AppError(
        'collect.over-budget',
        'The target sends without an end and never ran the script.',
        {},
      );
    }
    if (why === 'forged') {
      return new AppError(
        'collect.forged',
        'The target answered with something else than our script does.',
        {},
      );
    }
    const said = this.#stderr.textOf(0).split('\n')[0]?.slice(0, 200) ?? '';
    const reason =
      why === 'timeout'
        ? 'The target did not start a shell in time'
        : 'The target started no shell that could run the script';
    return new AppError('collect.no-shell', `${reason}${said === '' ? '' : `: ${said}`}.`, {});
  }
}
