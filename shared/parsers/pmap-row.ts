/** One row of a pmap listing, whole or damaged: cells are known by their column and by what they hold. */
import type { ProblemReason } from '#shared/errors/problem.ts';
import type { Bytes } from '#shared/units/bytes.ts';
import { emptyLabelDamage } from './damage.ts';
import { readCount, readHexAddress, readKilobytes, readLabel, readPermissions } from './damaged-text.ts';
import { type PmapColumn, type PmapHeader, isNumeric } from './pmap-columns.ts';

export interface PmapRow {
  /** Undefined where the row lost it. */
  readonly start: bigint | undefined;
  readonly amounts: ReadonlyMap<PmapColumn, Bytes>;
  readonly permissions: string;
  readonly offset?: bigint;
  readonly device?: string;
  readonly inode?: number;
  readonly vmFlags?: readonly string[];
  readonly path: string;
  readonly flags: readonly RowFlag[];
}

export interface RowFlag {
  readonly reason: ProblemReason;
  readonly detail?: string;
}

interface Word {
  readonly text: string;
  readonly at: number;
}

/** Shorter words are numbers: procps prints 8 or 16 digits, -X at least as many as the address has. */
const MIN_ADDRESS_DIGITS = 6;

/** Undefined where the line is no row at all. */
export function readPmapRow(text: string, header: PmapHeader): PmapRow | undefined {
  return new RowReader(text, header).read();
}

export function readPmapAddress(word: string): { value: bigint; damaged: boolean } | undefined {
  return word.length < MIN_ADDRESS_DIGITS ? undefined : readHexAddress(word);
}

/** `440`, `440K`, `Θ`; `-` of old procps is no number. */
export function readAmount(word: string): { value: Bytes; damaged: boolean } | undefined {
  return readKilobytes(/^\d+K$/.test(word) ? word.slice(0, -1) : word);
}

class RowReader {
  readonly #text: string;
  readonly #header: PmapHeader;
  readonly #words: readonly Word[];
  readonly #flags: RowFlag[] = [];
  #at = 0;

  constructor(text: string, header: PmapHeader) {
    this.#text = text;
    this.#header = header;
    this.#words = Array.from(text.slice(0, 8192).matchAll(/\S+/g), (match) => ({
      text: match[0],
      at: match.index,
    }));
  }

  read(): PmapRow | undefined {
    const { columns } = this.#header;
    const amounts = new Map<PmapColumn, Bytes>();
    const cells = new Map<PmapColumn, string>();
    let start: bigint | undefined;
    let vmFlags: readonly string[] | undefined;
    for (let i = 0; i < columns.length; i += 1) {
      const column = columns[i]!;
      if (column === 'address') start = this.#address();
      else if (column === 'flags') vmFlags = this.#vmFlags();
      else if (isNumeric(column)) i += this.#numbers(columns, i, amounts) - 1;
      else if (column !== 'mapping') this.#cell(column, cells);
    }
    if (start === undefined && !amounts.has('size')) return undefined;
    const offset = cells.get('offset');
    const inode = cells.get('inode');
    const device = cells.get('device');
    return {
      start,
      amounts,
      permissions: cells.get('mode') ?? '',
      ...(offset === undefined ? {} : { offset: BigInt(`0x${offset}`) }),
      ...(device === undefined ? {} : { device }),
      ...(inode === undefined ? {} : { inode: Number(inode) }),
      ...(vmFlags === undefined ? {} : { vmFlags }),
      path: this.#mapping(),
      flags: this.#flags,
    };
  }

  #address(): bigint | undefined {
    const word = this.#words[this.#at]?.text ?? '';
    const reading = readPmapAddress(word);
    if (reading === undefined) return undefined;
    this.#at += 1;
    if (reading.damaged) this.#flag('damaged-digit', `address read as ${reading.value.toString(16)}`);
    return reading.value;
  }

  /**
   * A run of number columns, as long as in the header. Where the row has fewer, which ones are gone cannot be
   * told: the first alone is certain. Where it has more, none is. Gives the length of the run.
   */
  #numbers(columns: readonly PmapColumn[], from: number, amounts: Map<PmapColumn, Bytes>): number {
    let count = 0;
    while (from + count < columns.length && isNumeric(columns[from + count]!)) count += 1;
    const readings = this.#numberWords();
    this.#at += readings.length;
    if (readings.length > count) {
      this.#flag('moved-column', `${readings.length} numbers for ${count} columns; none is read`);
      return count;
    }
    if (readings.length < count) {
      this.#flag('missing-column', `${readings.length} numbers for ${count} columns; the first is read`);
    }
    readings.slice(0, readings.length < count ? 1 : count).forEach((reading, i) => {
      const column = columns[from + i]!;
      if (reading === null) return;
      amounts.set(column, reading.value);
      if (reading.damaged) this.#flag('damaged-digit', `${column} read as ${reading.value / 1024} kB`);
    });
    return count;
  }

  /** Null for `-`, the number that old procps does not know. */
  #numberWords(): ({ value: Bytes; damaged: boolean } | null)[] {
    const readings: ({ value: Bytes; damaged: boolean } | null)[] = [];
    for (let i = this.#at; i < this.#words.length; i += 1) {
      const word = this.#words[i]!.text;
      const reading = word === '-' ? null : readAmount(word);
      if (reading === undefined) break;
      readings.push(reading);
    }
    return readings;
  }

  #cell(column: PmapColumn, cells: Map<PmapColumn, string>): void {
    const word = this.#words[this.#at]?.text ?? '';
    const value =
      column === 'mode' ? this.#mode(word) : cellForms[column]?.test(word) === true ? word : undefined;
    if (value === undefined) {
      this.#flag('missing-column', column);
      return;
    }
    cells.set(column, value);
    this.#at += 1;
  }

  #mode(word: string): string | undefined {
    const reading = readPermissions(word);
    if (reading?.damaged) this.#flag('damaged-permissions', `${word} read as ${reading.value}`);
    return reading?.value;
  }

  #vmFlags(): readonly string[] {
    const codes: string[] = [];
    for (; this.#at < this.#words.length; this.#at += 1) {
      const { text, at } = this.#words[this.#at]!;
      if (!/^[a-z?]{2}$/.test(text) || at >= this.#header.mappingAt) break;
      codes.push(text);
    }
    return codes;
  }

  /** What is left of the line; tabs part a label from the remains of a broken cell. */
  #mapping(): string {
    const from = this.#words[this.#at]?.at;
    const parts =
      from === undefined
        ? []
        : this.#text
            .slice(from)
            .split('\t')
            .map((part) => part.trim());
    const [label = '', ...rest] = parts.filter((part) => part !== '');
    const remains = rest.filter((part) => !emptyLabelDamage.test(part));
    if (rest.length > 0) this.#flag('moved-column', `behind the mapping: ${rest.join(' ').slice(0, 60)}`);
    if (label === '' || emptyLabelDamage.test(label)) {
      // -x names anonymous memory, -X leaves its cell empty as smaps does.
      if (!this.#header.columns.includes('inode')) this.#flag('missing-column', 'mapping');
      return '';
    }
    const reading = readLabel([label, ...remains].join(' '));
    if (reading.damaged) this.#flag('damaged-label', `${label} read as ${reading.value}`);
    return reading.value;
  }

  #flag(reason: ProblemReason, detail: string): void {
    this.#flags.push({ reason, detail });
  }
}

const cellForms: Readonly<Partial<Record<PmapColumn, RegExp>>> = {
  offset: /^[0-9a-f]{8,16}$/,
  device: /^[0-9a-f]{2,5}:[0-9a-f]{2,6}$/,
  inode: /^\d{1,15}$/,
};

/** How many of the words could be numbers: a row without an address has at least two. */
export function countNumbers(text: string): number {
  return text
    .trim()
    .split(/\s+/, 8)
    .filter((word) => readCount(word) !== undefined).length;
}
