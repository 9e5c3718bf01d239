/**
 * `pmap PID`, `-x`, `-X`, `-XX`, `-d` of procps and busybox, whole or damaged by a wiki on the way. The title
 * (`1234:   /usr/sbin/fwlog -d`) names the process; the last line is checked against the rows.
 */
import type { ParsedArtifact, ParsedMapping } from '#shared/domain/parsed.ts';
import { type Bytes, KiB } from '#shared/units/bytes.ts';
import { type ArtifactFormat, type LineRole, parsedArtifact } from './artifact-format.ts';
import { addressOfLostRow } from './damage.ts';
import {
  type PmapColumn,
  type PmapHeader,
  isNumeric,
  plainHeader,
  readPmapHeader,
  summedColumns,
} from './pmap-columns.ts';
import { type PmapRow, countNumbers, readAmount, readPmapAddress, readPmapRow } from './pmap-row.ts';
import { ProblemLog } from './problem-log.ts';
import { RangeCheck } from './range-check.ts';
import { type TextSource, forEachLine } from './text-source.ts';

export const pmapFormat: ArtifactFormat = { kind: 'pmap', roleOf, parse: parsePmap };

// 1234:   /usr/sbin/fwlog -d
const TITLE = /^(\d{1,10}):\s{1,8}(\S.*)$/;
// total kB            5348    4224    1288       |   total     5348K   |   mapped: 5348K    writeable/private: …
const TOTAL = /^\s*(?:total(?:\s+kB)?\s+[\d-]|mapped:\s+\d+K\s)/;
// -------- ------- of -x, ==== ==== of -X, and the sums below the latter: 5348 4224 … KB
const RULE = /^\s*[-=]{3,}(?:\s+[-=]{2,})*\s*$/;
const SUMS = /^\s*\d+(?:\s+\d+){2,64}\s+KB\s*$/;

function roleOf(text: string): LineRole | null {
  if (readPmapHeader(text) !== undefined) return 'start';
  if (TITLE.test(text)) return 'title';
  const [first = '', second = ''] = text.trim().split(/\s+/, 2);
  if (/^[0-9a-f]{8,16}$/.test(first)) {
    const isRow = readAmount(second) !== undefined || /^[r-][w-][x-][sp-]/.test(second);
    return isRow ? 'row' : 'loose';
  }
  if (TOTAL.test(text) || RULE.test(text) || SUMS.test(text)) return 'loose';
  return readPmapAddress(first) !== undefined || countNumbers(text) >= 2 ? 'loose' : null;
}

/** One mapping per row with an address, or with one that the next row gives. */
export function parsePmap(source: TextSource): ParsedArtifact {
  const reader = new PmapReader();
  forEachLine(source, reader.problems, (text, line, terminated) => {
    if (text.trim() !== '') reader.take(text, line, terminated);
  });
  return reader.finish();
}

interface LostRow {
  readonly row: PmapRow;
  readonly text: string;
  readonly line: number;
}

class PmapReader {
  readonly problems = new ProblemLog();
  readonly #mappings: ParsedMapping[] = [];
  readonly #ranges = new RangeCheck(this.problems);
  readonly #sums = new Map<PmapColumn, Bytes>();
  #header: PmapHeader | undefined;
  #title: { pid: number; commandLine: string } | undefined;
  #lost: LostRow | undefined;
  #hasTotal = false;
  #lastLine = 0;
  #lastText = '';

  take(text: string, line: number, terminated: boolean): void {
    this.#lastLine = line;
    this.#lastText = text;
    if (RULE.test(text)) return;
    if (TOTAL.test(text) || SUMS.test(text)) {
      this.#takeTotal(text, line);
      return;
    }
    const title = TITLE.exec(text);
    if (title !== null && this.#title === undefined && this.#mappings.length === 0) {
      this.#title = { pid: Number(title[1]), commandLine: title[2]!.trim() };
      return;
    }
    const header = readPmapHeader(text);
    if (header !== undefined) this.#header = header;
    else this.#takeRow(text, line, terminated);
  }

  #takeRow(text: string, line: number, terminated: boolean): void {
    const row = readPmapRow(text, this.#header ?? plainHeader);
    if (row === undefined) {
      this.problems.add(line, terminated ? 'unparsed-line' : 'truncated', text);
      return;
    }
    for (const flag of row.flags) this.problems.add(line, flag.reason, text, flag.detail);
    const size = row.amounts.get('size');
    if (row.start === undefined) {
      this.#dropLost();
      this.#lost = { row, text, line };
      return;
    }
    this.#placeLost(row.start);
    if (size === undefined) this.problems.add(line, 'missing-field', text, 'size; nothing is read');
    else this.#keep(row, row.start, row.start + BigInt(size), text, line);
  }

  /** The row before lost its address: it ended where this one starts, if nothing lies between them. */
  #placeLost(nextStart: bigint): void {
    const lost = this.#lost;
    this.#lost = undefined;
    if (lost === undefined) return;
    const start = nextStart - BigInt(lost.row.amounts.get('size') ?? 0);
    if (start < 0n || start < this.#ranges.lastEnd) {
      this.problems.add(lost.line, 'missing-column', lost.text, 'address; nothing is read');
      return;
    }
    const detail = `address; taken as ${start.toString(16)}: the row ${addressOfLostRow}`;
    this.problems.add(lost.line, 'missing-column', lost.text, detail);
    this.#keep(lost.row, start, nextStart, lost.text, lost.line);
  }

  #dropLost(): void {
    if (this.#lost === undefined) return;
    this.problems.add(this.#lost.line, 'missing-column', this.#lost.text, 'address; nothing is read');
    this.#lost = undefined;
  }

  #keep(row: PmapRow, start: bigint, end: bigint, text: string, line: number): void {
    const { amounts } = row;
    this.#ranges.check(start, end, amounts.get('rss'), text, line);
    for (const [column, bytes] of amounts) this.#sums.set(column, (this.#sums.get(column) ?? 0) + bytes);
    const shared = amounts.get('shared-dirty');
    const privateDirty = amounts.get('private-dirty');
    const both = shared === undefined || privateDirty === undefined ? undefined : shared + privateDirty;
    const dirty = amounts.get('dirty') ?? both;
    this.#mappings.push({
      start,
      end,
      permissions: row.permissions,
      ...(row.offset === undefined ? {} : { offset: row.offset }),
      ...(row.device === undefined ? {} : { device: row.device }),
      ...(row.inode === undefined ? {} : { inode: row.inode }),
      path: row.path,
      rssBytes: amounts.get('rss'),
      pssBytes: amounts.get('pss'),
      anonymousBytes: amounts.get('anonymous'),
      dirtyBytes: dirty,
      privateDirtyBytes: privateDirty,
      swapBytes: amounts.get('swap'),
      ...(row.vmFlags === undefined ? {} : { vmFlags: row.vmFlags }),
      line,
    });
  }

  /** The numbers of the last line, in the order of the number columns. */
  #takeTotal(text: string, line: number): void {
    this.#hasTotal = true;
    const totals = (text.match(/(?<![\w-])\d+(?=K?\b)/g) ?? []).map(Number);
    const columns = (this.#header ?? plainHeader).columns.filter(isNumeric);
    columns.forEach((column, i) => {
      const total = totals[i];
      if (total === undefined || !(summedColumns as readonly PmapColumn[]).includes(column)) return;
      const sum = (this.#sums.get(column) ?? 0) / KiB;
      if (sum !== total)
        this.problems.add(line, 'incoherent', text, `${column}: rows give ${sum} kB, total says ${total} kB`);
    });
  }

  finish(): ParsedArtifact {
    this.#dropLost();
    if (this.#title !== undefined && !this.#hasTotal) {
      this.problems.add(this.#lastLine, 'truncated', this.#lastText, 'no total below the rows');
    }
    return parsedArtifact('pmap', {
      ...this.#title,
      mappings: this.#mappings,
      problems: this.problems.list(),
    });
  }
}
