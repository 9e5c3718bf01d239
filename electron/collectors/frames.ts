/**
 * Marks that cut the output of a remote script into pieces. A mark is one line of its own:
 *
 *     \n@memcase:NONCE:VERB:FIELD:FIELD\n
 *
 * Its first line feed belongs to the mark, so that what lies between two marks is byte for byte what a command
 * wrote, with or without a line end. The nonce is random per run and goes to the target on stdin only: what runs
 * there cannot write a mark. A hostile server can; it can also lie in what lies between.
 */
import { randomBytes } from 'node:crypto';

/** Beyond it a mark is none that our script wrote. */
const MAX_MARK_BYTES = 512;
const START = Buffer.from('\n@memcase:');
const LINE_FEED = 0x0a;
const NONCE_LENGTH = 32;

export interface Mark {
  readonly kind: 'mark';
  readonly verb: string;
  /** Printable ASCII without colons. */
  readonly fields: readonly string[];
}

export interface FramedBytes {
  readonly kind: 'bytes';
  /** Everything between two marks, in pieces as they came. Never empty; shares memory with what was pushed. */
  readonly bytes: Uint8Array;
}

/** Has our nonce, and no form that our script gives a mark. */
export interface MalformedMark {
  readonly kind: 'malformed';
}

export type Frame = Mark | FramedBytes | MalformedMark;

/** 128 random bits in hex. */
export function createNonce(): string {
  return randomBytes(NONCE_LENGTH / 2).toString('hex');
}

/**
 * The shell function `mark VERB FIELD…` for `sh`; its fields must hold no colon and no blank. Redirect it to have
 * the same mark on stderr.
 */
export function markFunction(nonce: string): string {
  return `mark() { IFS=:; printf '\\n@memcase:%s:%s\\n' ${nonce} "$*"; unset IFS; }`;
}

/** Cuts one stream. Holds at most one mark's length of it. */
export class FrameReader {
  readonly #nonce: Buffer;
  #held: Buffer = Buffer.alloc(0);
  #lookalikes = 0;

  constructor(nonce: string) {
    this.#nonce = Buffer.from(nonce, 'latin1');
  }

  /** Marks with another nonce: somebody imitates ours. They are passed on as the bytes that they are. */
  get lookalikes(): number {
    return this.#lookalikes;
  }

  /** The frames that are complete with this piece of the stream. O(bytes). */
  *push(piece: Uint8Array): Generator<Frame, void, void> {
    const arrived = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let rest = this.#held.length === 0 ? arrived : Buffer.concat([this.#held, arrived]);
    for (;;) {
      const start = rest.indexOf(START);
      if (start === -1) break;
      if (start > 0) yield bytesFrame(rest.subarray(0, start));
      rest = rest.subarray(start);
      const outcome = this.#takeMark(rest);
      if (outcome === undefined) {
        this.#held = Buffer.from(rest);
        return;
      }
      yield outcome.frame;
      rest = rest.subarray(outcome.length);
    }
    const held = lengthOfBegunStart(rest);
    if (rest.length > held) yield bytesFrame(rest.subarray(0, rest.length - held));
    this.#held = Buffer.from(rest.subarray(rest.length - held));
  }

  /** What is left when the stream ended. */
  *end(): Generator<Frame, void, void> {
    const rest = this.#held;
    this.#held = Buffer.alloc(0);
    if (rest.length > 0) yield bytesFrame(rest);
  }

  /** `rest` begins with START. Undefined where more of the stream must tell. */
  #takeMark(rest: Buffer): { frame: Frame; length: number } | undefined {
    const nonceEnd = START.length + NONCE_LENGTH;
    const nonce = rest.subarray(START.length, nonceEnd);
    if (!nonce.equals(this.#nonce.subarray(0, nonce.length))) {
      this.#lookalikes += 1;
      return { frame: bytesFrame(rest.subarray(0, START.length)), length: START.length };
    }
    const lineEnd = rest.indexOf(LINE_FEED, 1);
    if (lineEnd === -1 && rest.length <= MAX_MARK_BYTES) return undefined;
    const length = lineEnd === -1 || lineEnd > MAX_MARK_BYTES ? MAX_MARK_BYTES : lineEnd + 1;
    return { frame: parseMark(rest.subarray(nonceEnd, length).toString('latin1')), length };
  }
}

// :end:12:0:4711.30
const MARK = /^:([a-z]{1,16})((?::[!-9;-~]{0,120}){0,12})\n$/;

function parseMark(text: string): Mark | MalformedMark {
  const [, verb, fields] = MARK.exec(text) ?? [];
  if (verb === undefined || fields === undefined) return { kind: 'malformed' };
  return { kind: 'mark', verb, fields: fields === '' ? [] : fields.slice(1).split(':') };
}

function bytesFrame(bytes: Buffer): FramedBytes {
  return { kind: 'bytes', bytes };
}

/** Length of the longest end of `bytes` that the next piece may make a START of. */
function lengthOfBegunStart(bytes: Buffer): number {
  const most = Math.min(bytes.length, START.length - 1);
  for (let length = most; length > 0; length -= 1) {
    if (bytes.subarray(bytes.length - length).equals(START.subarray(0, length))) return length;
  }
  return 0;
}
