/** Walks an smaps: many blocks at a time where they are laid out alike (smaps-kernel.ts), else line by line. */
import type { ParsedMapping } from '#shared/domain/parsed.ts';
import type { ProblemReason } from '#shared/errors/problem.ts';
import { KiB } from '#shared/units/bytes.ts';
import { type FieldLine, readFieldValue, splitField } from './field-line.ts';
import { type MappingLine, readMappingLine } from './mapping-line.ts';
import { ProblemLog } from './problem-log.ts';
import { ABSENT, FIELD_COUNT, Field, otherSmapsFields, smapsFieldIndex } from './smaps-fields.ts';
import type { SmapsKernel } from './smaps-kernel.ts';
import { type BlockLayout, learnLayout, linesOf } from './smaps-layout.ts';
import { type MappingHead, type MappingRemarks, toFlags, toMapping } from './smaps-mapping.ts';
import { type TextSource, decodeLine, endOfLine } from './text-source.ts';

/** Learning costs as much as some blocks: where no two are alike (line ends of DOS, say), it is given up. */
const MAX_UNUSED_LAYOUTS = 8;

/** A block that is being read line by line. */
interface OpenBlock {
  readonly head: MappingHead;
  readonly line: number;
  /** Offsets of the mapping line and behind it. */
  readonly start: number;
  readonly body: number;
  readonly counters: number[];
  readonly names: Set<string>;
  flags: readonly string[] | undefined;
  clean: boolean;
}

export class SmapsReader {
  readonly problems = new ProblemLog();
  readonly #source: TextSource;
  readonly #bytes: Uint8Array;
  readonly #kernel: SmapsKernel | undefined;
  readonly #mappings: ParsedMapping[] = [];
  #layout: BlockLayout | undefined;
  /** Learnt in a row without a block that they fitted. */
  #unusedLayouts = 0;
  #block: OpenBlock | undefined;
  #at = 0;
  #line: number;
  #lastEnd = 0n;
  /** Fields of the block before: a last block with fewer was cut. */
  #fieldsBefore = 0;

  /** Without a kernel all is read line by line; what comes out is the same. */
  constructor(source: TextSource, kernel: SmapsKernel | undefined) {
    this.#source = source;
    this.#bytes = source.bytes;
    this.#kernel = kernel;
    this.#line = source.firstLine;
  }

  readAll(): readonly ParsedMapping[] {
    while (this.#at < this.#bytes.length) {
      if (this.#block !== undefined || !this.#readKnownBlocks()) this.#readLine();
    }
    this.#closeBlock(this.#at, true);
    return this.#mappings;
  }

  /** As many blocks as are laid out as the known one; false where the next one is not. */
  #readKnownBlocks(): boolean {
    const kernel = this.#kernel;
    const layout = this.#layout;
    if (kernel === undefined || layout === undefined) return false;
    const count = kernel.read(this.#at, this.#lastEnd);
    if (count === 0) return false;
    const lines = linesOf(layout);
    for (let i = 0; i < count; i += 1) {
      this.#mappings.push(kernel.mapping(i, this.#line));
      const remarks = kernel.remarks(i);
      if (remarks !== null) this.#remark(this.#line, remarks);
      this.#line += lines;
    }
    this.#at = kernel.stoppedAt;
    this.#lastEnd = kernel.lastEnd;
    this.#fieldsBefore = lines - 1;
    this.#unusedLayouts = 0;
    return true;
  }

  #readLine(): void {
    const start = this.#at;
    const stop = endOfLine(this.#bytes, start);
    const text = decodeLine(this.#source, start, stop, this.#line, this.problems);
    const head = text?.includes('-') === true ? readMappingLine(text) : undefined;
    if (head !== undefined && this.#block !== undefined) {
      this.#closeBlock(start, false);
      if (this.#readKnownBlocks()) return;
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
      counters: Array.from({ length: FIELD_COUNT }, () => ABSENT),
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
    if (isLast && (block.names.size < this.#fieldsBefore || block.names.size === 0)) {
      this.#flag(this.#line - 1, block.start, 'truncated', 'the last block is not whole');
    } else if (block.names.size === 0) {
      this.#flag(block.line, block.start, 'missing-field', 'a mapping line without fields');
    }
    this.#fieldsBefore = block.names.size;
    this.#keep(head, counters, block.flags, block.line, block.start);
    if (block.clean && !isLast) this.#learn(this.#bytes.subarray(block.body, end));
  }

  #learn(body: Uint8Array): void {
    if (this.#kernel === undefined || this.#unusedLayouts === MAX_UNUSED_LAYOUTS) return;
    this.#unusedLayouts += 1;
    const layout = learnLayout(body);
    if (layout === undefined) return;
    this.#layout = layout;
    this.#kernel.learn(layout);
  }

  #keep(
    head: MappingHead,
    counters: number[],
    flags: readonly string[] | undefined,
    line: number,
    start: number,
  ): void {
    this.#remark(line, {
      start,
      isImpossible: head.end <= head.start || head.start < this.#lastEnd,
      isIncoherent: counters[Field.size] !== ABSENT && counters[Field.rss]! > counters[Field.size]!,
    });
    if (head.end > this.#lastEnd) this.#lastEnd = head.end;
    this.#mappings.push(toMapping(head, counters, 0, flags, line));
  }

  #remark(line: number, { start, isImpossible, isIncoherent }: MappingRemarks): void {
    if (isImpossible) this.#flag(line, start, 'impossible-range', 'empty, or over the mapping before it');
    if (isIncoherent) this.#flag(line, start, 'incoherent', 'more resident than mapped');
  }

  /** Adds a problem with the text of the line that starts at `start`. */
  #flag(line: number, start: number, reason: ProblemReason, detail: string): void {
    const stop = endOfLine(this.#bytes, start);
    this.problems.add(line, reason, decodeLine(this.#source, start, stop, line, null) ?? '', detail);
  }
}
