/** Walks an smaps: block by block where the layout is known (smaps-layout.ts), else line by line. */
import type { ParsedMapping } from '#shared/domain/parsed.ts';
import type { ProblemReason } from '#shared/errors/problem.ts';
import { type Bytes, KiB, fromKernelKb } from '#shared/units/bytes.ts';
import { type FieldLine, readFieldValue, splitField } from './field-line.ts';
import { LinePool } from './line-pool.ts';
import { MappingHead } from './mapping-head.ts';
import { type MappingLine, readMappingLine } from './mapping-line.ts';
import { ProblemLog } from './problem-log.ts';
import { ABSENT, FIELD_COUNT, Field, otherSmapsFields, smapsFieldIndex } from './smaps-fields.ts';
import { type BlockLayout, learnLayout } from './smaps-layout.ts';
import { type TextSource, decodeLine, endOfLine } from './text-source.ts';

/** Learning costs as much as some blocks: where no two are alike (line ends of DOS, say), it is given up. */
const MAX_UNUSED_LAYOUTS = 8;

/** A block that is being read line by line. */
interface OpenBlock {
  readonly head: MappingLine['mapping'];
  readonly line: number;
  /** Offsets of the mapping line and behind it. */
  readonly start: number;
  readonly body: number;
  readonly counters: Float64Array;
  readonly names: Set<string>;
  flags: readonly string[] | undefined;
  clean: boolean;
}

export class SmapsReader {
  readonly problems = new ProblemLog();
  readonly #source: TextSource;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #head: MappingHead;
  readonly #flags: LinePool<readonly string[]>;
  readonly #mappings: ParsedMapping[] = [];
  #layout: BlockLayout | undefined;
  /** Learnt in a row without a block that they fitted. */
  #unusedLayouts = 0;
  #block: OpenBlock | undefined;
  #at = 0;
  #line: number;
  #lastEnd = 0n;
  /** Fields of the fullest block so far: a last block with fewer was cut. */
  #mostFields = 0;

  constructor(source: TextSource) {
    this.#source = source;
    this.#bytes = source.bytes;
    this.#view = new DataView(source.bytes.buffer, source.bytes.byteOffset, source.bytes.byteLength);
    this.#head = new MappingHead(source, this.#view);
    this.#flags = new LinePool(source, this.#view, toFlags);
    this.#line = source.firstLine;
  }

  readAll(): readonly ParsedMapping[] {
    while (this.#at < this.#bytes.length) {
      if (this.#block !== undefined || !this.#readKnownBlock()) this.#readLine();
    }
    this.#closeBlock(this.#at, true);
    return this.#mappings;
  }

  /** A whole block laid out as the known one. False, and nothing kept, where it is not. */
  #readKnownBlock(): boolean {
    const layout = this.#layout;
    const head = this.#head;
    if (layout === undefined || !head.read(this.#at)) return false;
    if (!layout.read(head.next)) return false;
    let at = head.next + layout.length;
    let flags: readonly string[] | undefined;
    if (layout.hasFlags) {
      flags = this.#flags.readLine(at);
      if (flags === undefined) return false;
      at = this.#flags.end + 1;
    }
    // What follows must open the next block: more lines of this one are for the slow way.
    if (at < this.#bytes.length && !isLowerHex(this.#bytes[at]!)) return false;
    this.#unusedLayouts = 0;
    this.#keep(head, layout.counters, flags, this.#line, this.#at);
    this.#line += layout.lines + (layout.hasFlags ? 2 : 1);
    this.#at = at;
    return true;
  }
  #readLine(): void {
    const start = this.#at;
    const stop = endOfLine(this.#bytes, start);
    const text = decodeLine(this.#source, start, stop, this.#line, this.problems);
    const head = text?.includes('-') === true ? readMappingLine(text) : undefined;
    if (head !== undefined && this.#block !== undefined) {
      this.#closeBlock(start, false);
      if (this.#readKnownBlock()) return;
    }
    if (head !== undefined) this.#openBlock(head, text!, start, stop);
    else if (text !== undefined && text.trim() !== '') this.#takeField(text, stop < this.#bytes.length);
    else if (this.#block !== undefined) this.#block.clean = false;
    this.#at = stop + 1;
    this.#line += 1;
  }

  #openBlock(head: MappingLine, text: string, start: number, stop: number): void {
    for (const flag of head.flags) this.problems.add(this.#line, flag.reason, text, flag.detail);
    this.#block = {
      head: head.mapping,
      line: this.#line,
      start,
      body: stop + 1,
      counters: new Float64Array(FIELD_COUNT).fill(ABSENT),
      names: new Set(),
      flags: undefined,
      clean: head.flags.length === 0,
    };
  }

  #takeField(text: string, terminated: boolean): void {
    const block = this.#block;
    const field = splitField(text);
    if (field === undefined || block === undefined) {
      const detail = field === undefined ? undefined : 'no mapping line before it';
      this.problems.add(
        this.#line,
        terminated || field !== undefined ? 'unparsed-line' : 'truncated',
        text,
        detail,
      );
      if (block !== undefined) block.clean = false;
      return;
    }
    if (block.names.has(field.name)) {
      this.problems.add(this.#line, 'duplicate', text, 'the first one counts');
      block.clean = false;
      return;
    }
    block.names.add(field.name);
    if (field.name === 'VmFlags') {
      block.flags = toFlags(field.rest);
      if (!terminated) this.problems.add(this.#line, 'truncated', text);
      return;
    }
    this.#takeNumber(block, field, text, terminated);
  }

  #takeNumber(block: OpenBlock, field: FieldLine, text: string, terminated: boolean): void {
    const index = smapsFieldIndex(field.name);
    if (index < 0 && !otherSmapsFields.has(field.name)) return;
    const isCount = field.name === 'THPeligible' || field.name === 'ProtectionKey';
    const { field: value, flags } = readFieldValue(field, isCount ? 'count' : 'bytes', !terminated);
    for (const flag of flags) this.problems.add(this.#line, flag.reason, text, flag.detail);
    if (flags.length > 0) block.clean = false;
    if (index >= 0 && value !== undefined) block.counters[index] = value.value / KiB;
  }

  /** Keeps the block that was read line by line, and learns from it. */
  #closeBlock(end: number, isLast: boolean): void {
    const block = this.#block;
    if (block === undefined) return;
    this.#block = undefined;
    const { head, counters } = block;
    if (isLast && (block.names.size < this.#mostFields || block.names.size === 0)) {
      this.#flag(this.#line - 1, block.start, 'truncated', 'the last block is not whole');
    } else if (block.names.size === 0) {
      this.#flag(block.line, block.start, 'missing-field', 'a mapping line without fields');
    }
    this.#mostFields = Math.max(this.#mostFields, block.names.size);
    this.#keep(head, counters, block.flags, block.line, block.start);
    if (!block.clean || isLast || this.#unusedLayouts === MAX_UNUSED_LAYOUTS) return;
    this.#unusedLayouts += 1;
    this.#layout = learnLayout(this.#view, block.body, end) ?? this.#layout;
  }

  #keep(
    head: MappingLine['mapping'],
    counters: Float64Array,
    flags: readonly string[] | undefined,
    line: number,
    start: number,
  ): void {
    if (head.end <= head.start || head.start < this.#lastEnd) {
      this.#flag(line, start, 'impossible-range', 'empty, or over the mapping before it');
    }
    if (counters[Field.rss]! > counters[Field.size]! && counters[Field.size] !== ABSENT) {
      this.#flag(line, start, 'incoherent', 'more resident than mapped');
    }
    if (head.end > this.#lastEnd) this.#lastEnd = head.end;
    this.#mappings.push(toMapping(head, counters, flags, line));
  }

  /** Adds a problem with the text of the line that starts at `start`. */
  #flag(line: number, start: number, reason: ProblemReason, detail: string): void {
    const stop = endOfLine(this.#bytes, start);
    this.problems.add(line, reason, decodeLine(this.#source, start, stop, line, null) ?? '', detail);
  }
}

/** One shape for all mappings, whatever they lack: the engine reads uniform records faster. */
function toMapping(
  head: MappingLine['mapping'],
  counters: Float64Array,
  vmFlags: readonly string[] | undefined,
  line: number,
): ParsedMapping {
  return {
    start: head.start,
    end: head.end,
    permissions: head.permissions,
    offset: head.offset,
    device: head.device,
    inode: head.inode,
    path: head.path,
    rssBytes: inBytes(counters[Field.rss]!),
    pssBytes: inBytes(counters[Field.pss]!),
    anonymousBytes: inBytes(counters[Field.anonymous]!),
    dirtyBytes: sumInBytes(counters[Field.sharedDirty]!, counters[Field.privateDirty]!),
    privateDirtyBytes: inBytes(counters[Field.privateDirty]!),
    swapBytes: inBytes(counters[Field.swap]!),
    hugetlbBytes: sumInBytes(counters[Field.sharedHugetlb]!, counters[Field.privateHugetlb]!),
    vmFlags,
    line,
  };
}

/** `rd wr mr mw me ac `: codes of two letters. */
function toFlags(text: string): readonly string[] {
  return text.split(' ').filter((code) => code.length === 2);
}

function inBytes(kilobytes: number): Bytes | undefined {
  return kilobytes < 0 ? undefined : fromKernelKb(kilobytes);
}

/** Only where both are known: a sum with a gap in it would be invented. */
function sumInBytes(a: number, b: number): Bytes | undefined {
  return a < 0 || b < 0 ? undefined : fromKernelKb(a + b);
}

function isLowerHex(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102);
}
