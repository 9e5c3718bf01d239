/**
 * A shell on the target that runs our lines and answers in their order. Lines may be sent ahead of their answers, so
 * that a long way costs its latency once and not per piece.
 */
import { randomBytes } from 'node:crypto';
import { AppError, isAppError } from '#shared/errors/app-error.ts';
import type { RemoteProcess } from '#electron/ssh/types.ts';
import { ByteReader, disconnected, forged } from './byte-reader.ts';
import { sessionScript, shellCommand } from './session-script.ts';
import type { GuardSettings } from './session-script.ts';

const PING_MS = 2500;
/** The target may be busy, or gone without a word. Its own lease ends before. */
const SILENCE_MS = 30_000;
/** What shells and login scripts may say before our script speaks. */
const MOST_NOISE = 256 * 1024;
const MOST_STDERR = 16_384;

export interface ShellOptions {
  readonly guard?: GuardSettings | undefined;
  readonly nonce?: string;
  readonly leaseSeconds?: number;
  readonly pingMs?: number;
  readonly silenceMs?: number;
}

/** What a mark says after its verb. */
export interface DumpMark {
  readonly verb: string;
  readonly fields: readonly string[];
}

export function createNonce(): string {
  return randomBytes(12).toString('hex');
}

/** Starts a process at the far end; for example `connection.exec`. */
export type Exec = (command: string) => Promise<RemoteProcess>;

export class DumpShell {
  readonly nonce: string;
  readonly reader: ByteReader;
  readonly #process: RemoteProcess;
  readonly #ping: NodeJS.Timeout;
  #stderr = '';
  #turn: Promise<unknown> = Promise.resolve();
  #written: Promise<void> = Promise.resolve();
  #number = 0;
  readonly #hasGuard: boolean;
  #isOver = false;

  private constructor(process: RemoteProcess, nonce: string, options: ShellOptions) {
    this.nonce = nonce;
    this.#process = process;
    this.#hasGuard = options.guard !== undefined;
    this.reader = new ByteReader(process.stdout, options.silenceMs ?? SILENCE_MS);
    this.#ping = setInterval(() => void this.#write('.\n').catch(() => undefined), options.pingMs ?? PING_MS);
    this.#ping.unref();
    process.exit.catch(() => undefined);
    void this.#readStderr();
  }

  /** @throws ssh.*, collect.no-shell, dump.preflight-refused where the guard's directory cannot be made */
  static async open(exec: Exec, options: ShellOptions = {}): Promise<DumpShell> {
    const nonce = options.nonce ?? createNonce();
    const shell = new DumpShell(await exec(shellCommand(nonce)), nonce, options);
    try {
      await shell.#write(sessionScript({ ...options, nonce }));
      await shell.#greet();
      return shell;
    } catch (error) {
      shell.close();
      throw error;
    }
  }

  /** Everything that came from the target, framing included. */
  get receivedBytes(): number {
    return this.reader.received;
  }

  /** What the shell itself said besides answers; hostile text. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Sends a line whose first argument is made here, and reads its answer when those before it were read. */
  request<Result>(line: (id: number) => string, read: (id: number) => Promise<Result>): Promise<Result> {
    const id = (this.#number += 1);
    const written = this.#write(`${line(id)}\n`);
    // Told by whoever waits for the answer.
    written.catch(() => undefined);
    const answer = this.#turn.then(async () => {
      await written;
      return read(id);
    });
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  /** The mark of one of `verbs` with this number. @throws collect.forged for any other */
  async mark(id: number | null, ...verbs: readonly string[]): Promise<DumpMark> {
    if ((await this.reader.line()) !== '') throw forged('bytes between two frames');
    const words = (await this.reader.line()).split(' ');
    const [prefix, nonce, verb = '', ...fields] = words;
    if (prefix !== '#memcase' || nonce !== this.nonce || !verbs.includes(verb)) throw forged('another mark');
    if (id === null) return { verb, fields };
    if (fields[0] !== String(id)) throw forged('the answer to another question');
    return { verb, fields: fields.slice(1) };
  }

  /**
   * Names the process that is read from now on, by its start time and its executable.
   * @returns state and start time (field 22) as they are now; no start time where there is no such process
   */
  pin(pid: number, pageBytes: number): Promise<{ state: string; startTicks: string }> {
    return this.request(
      (id) => `pin ${id} ${pid} ${pageBytes}`,
      async (id) => {
        await this.mark(id, 'begin');
        const { fields } = await this.mark(id, 'end');
        return { state: fields[0] ?? '', startTicks: fields[1] ?? '' };
      },
    );
  }

  /** Runs a command and gives what it prints, stderr too. */
  async text(command: string, mostBytes = 64 * 1024 * 1024): Promise<{ bytes: Buffer; exitCode: number }> {
    return this.request(
      (id) => `take ${id} '${command.replaceAll("'", String.raw`'\''`)}'`,
      async (id) => {
        await this.mark(id, 'begin');
        const bytes = await this.reader.until(`\n#memcase ${this.nonce} end ${id} `, mostBytes);
        const { fields } = await this.mark(id, 'end');
        return { bytes, exitCode: Number(fields[0]) };
      },
    );
  }

  /**
   * Lets the target end by itself and waits for its last words, but not for ever.
   * @returns what the guard reports, where there is one: the state that it left the process in, and what it did.
   */
  async end(patienceMs = 8000): Promise<{ state: string; log: string[] } | undefined> {
    if (this.#hasGuard) await this.#write('bye\n').catch(() => undefined);
    this.#stop();
    this.#process.endInput();
    const words = await this.reader.rest(MOST_NOISE, patienceMs);
    this.#process.close();
    const [, mark = ''] = words.toString('latin1').split(`\n#memcase ${this.nonce} guard `);
    const [state = '', ...log] = mark.split('\n').filter((line) => line !== '');
    return state === '' ? undefined : { state, log };
  }

  /** At once; what runs there notices the end of its input. */
  close(): void {
    this.#stop();
    this.#process.endInput();
    this.#process.close();
  }

  #stop(): void {
    this.#isOver = true;
    clearInterval(this.#ping);
  }

  /** One after the other: a channel that is full is waited for once. */
  #write(text: string): Promise<void> {
    const written = this.#written.then(() => {
      if (this.#isOver) throw disconnected('The dump session is over.');
      return this.#process.write(Buffer.from(text));
    });
    this.#written = written.catch(() => undefined);
    return written;
  }

  async #greet(): Promise<void> {
    let refusal = '';
    try {
      // Login scripts may speak first.
      await this.reader.until(`\n#memcase ${this.nonce} `, MOST_NOISE);
      const { verb, fields } = await this.mark(null, 'hello', 'refused');
      if (verb === 'hello') return;
      refusal = fields[0] ?? '';
    } catch (error) {
      if (isAppError(error) && error.code === 'ssh.disconnected' && this.reader.received === 0) {
        throw this.#noShell(error);
      }
      throw error;
    }
    throw new AppError('dump.preflight-refused', `The guard could not be started: ${refusal}.`, {
      reason: refusal,
    });
  }

  #noShell(cause: unknown): AppError {
    const said = this.#stderr.split('\n')[0]?.slice(0, 200) ?? '';
    const detail = said === '' ? '' : `: ${said}`;
    return new AppError(
      'collect.no-shell',
      `The target started no shell that could run the script${detail}.`,
      {},
      cause,
    );
  }

  async #readStderr(): Promise<void> {
    try {
      for await (const piece of this.#process.stderr) {
        // Read to its end whatever comes: a full channel would stop the target's side.
        const room = MOST_STDERR - this.#stderr.length;
        if (room > 0) this.#stderr += Buffer.from(piece).toString('latin1', 0, room);
      }
    } catch {
      // The link is gone, which stdout tells.
    }
  }
}
