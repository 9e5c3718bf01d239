/**
 * Cuts a pasted session, or notes with pasted listings, into listings: at prompts and code fences, and by the
 * shape of the lines where there are none. Lines that say nothing are prose and belong to no part.
 */
import type { ArtifactKind } from '#shared/domain/evidence.ts';
import type { ArtifactFormat, LineRole } from './artifact-format.ts';
import { formats } from './formats.ts';
import { type CommandMeaning, meaningOf, readPrompt } from './prompts.ts';
import { type TextSource, forEachLine } from './text-source.ts';

export interface TranscriptPart {
  readonly kind: ArtifactKind;
  /** Both inclusive, as numbered in the source. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** Behind the last prompt before it, or null. */
  readonly command: string | null;
  readonly pid: number | null;
  readonly hostname: string | null;
}

/** What cutting saw beside the parts: for telling a session from a single listing. */
export interface TranscriptCut {
  readonly parts: readonly TranscriptPart[];
  readonly marks: number;
  readonly proseLines: number;
}

/** Rows that fit no form may stand between rows of one listing, but not more than this in a run. */
const MAX_BROKEN_RUN = 3;
const FENCE = /^\s{0,3}(?:```|~~~)/;
const PMAP_TITLE = /^(\d{1,10}):\s/;

/** The listings of a source, in order, without overlap. O(bytes). */
export function cutTranscript(source: TextSource): readonly TranscriptPart[] {
  return cutWithMarks(source).parts;
}

export function cutWithMarks(source: TextSource): TranscriptCut {
  const cutter = new Cutter();
  forEachLine(source, null, (text, line) => cutter.take(text, line));
  return cutter.finish();
}

interface OpenListing {
  format: ArtifactFormat;
  firstLine: number;
  lastLine: number;
  pid: number | null;
}

interface Title {
  readonly format: ArtifactFormat;
  readonly line: number;
  readonly pid: number | null;
}

class Cutter {
  readonly #parts: TranscriptPart[] = [];
  #listing: OpenListing | null = null;
  #title: Title | null = null;
  /** Lines since the last row of the open listing that fit nothing. */
  #broken = 0;
  #blankSinceRow = false;
  #command: string | null = null;
  #meaning: CommandMeaning = { kind: null, pid: null };
  #hostname: string | null = null;
  #marks = 0;
  #prose = 0;

  take(text: string, line: number): void {
    if (text.trim() === '') {
      this.#blankSinceRow = true;
      this.#title = null;
      return;
    }
    if (this.#takeMark(text)) return;
    const isTitled = this.#title !== null && opens(this.#title.format.roleOf(text));
    if (!isTitled && this.#listing !== null && this.#continues(this.#listing, text, line)) return;
    this.#open(text, line);
  }

  finish(): TranscriptCut {
    this.#close();
    return { parts: this.#parts, marks: this.#marks, proseLines: this.#prose };
  }

  /** Prompts and fences end whatever is open. */
  #takeMark(text: string): boolean {
    const prompt = readPrompt(text);
    if (prompt === undefined && !FENCE.test(text)) return false;
    this.#close();
    this.#marks += 1;
    this.#command = prompt === undefined || prompt.command === '' ? null : prompt.command;
    this.#meaning = meaningOf(this.#command ?? '');
    this.#hostname = prompt?.hostname ?? null;
    return true;
  }

  #continues(listing: OpenListing, text: string, line: number): boolean {
    const role = this.#roleIn(listing, text);
    const belongs = role === 'row' || (role === 'loose' && !this.#blankSinceRow);
    if (!belongs) return false;
    listing.lastLine = line;
    this.#prose -= this.#broken;
    this.#broken = 0;
    this.#blankSinceRow = false;
    this.#title = null;
    return true;
  }

  /** The listing may turn out to be of a kind that grows from its own (maps become smaps). */
  #roleIn(listing: OpenListing, text: string): LineRole | null {
    const role = listing.format.roleOf(text);
    if (role === 'row' || role === 'start' || role === 'title') return role;
    const grown = formats.find(
      (format) => format.growsFrom === listing.format.kind && format.roleOf(text) === 'row',
    );
    if (grown !== undefined) listing.format = grown;
    return grown === undefined ? role : 'row';
  }

  /** A line that does not continue the open listing: it opens another, is broken, or is prose. */
  #open(text: string, line: number): void {
    const found = this.#formatThatOpens(text);
    if (found === undefined) {
      this.#takeBroken();
      return;
    }
    if (found.role === 'title') {
      this.#takeBroken();
      this.#title = { format: found.format, line, pid: pidOfTitle(text) };
      return;
    }
    const title = this.#title?.format === found.format ? this.#title : null;
    if (title !== null) this.#prose -= 1;
    this.#close();
    this.#listing = {
      format: found.format,
      firstLine: title?.line ?? line,
      lastLine: line,
      pid: title?.pid ?? null,
    };
  }

  #formatThatOpens(text: string): { format: ArtifactFormat; role: LineRole } | undefined {
    const expected = formats.filter((format) => format.kind === this.#meaning.kind);
    for (const format of [...expected, ...formats]) {
      const role = format.roleOf(text);
      if (role !== null && role !== 'loose') return { format, role };
    }
    return undefined;
  }

  #takeBroken(): void {
    this.#prose += 1;
    this.#title = null;
    this.#broken += 1;
    if (this.#broken > MAX_BROKEN_RUN || this.#blankSinceRow) this.#close();
  }

  #close(): void {
    const listing = this.#listing;
    this.#listing = null;
    this.#title = null;
    this.#broken = 0;
    this.#blankSinceRow = false;
    if (listing === null) return;
    this.#parts.push({
      kind: listing.format.kind,
      firstLine: listing.firstLine,
      lastLine: listing.lastLine,
      command: this.#command,
      pid: listing.pid ?? this.#meaning.pid,
      hostname: this.#hostname,
    });
  }
}

function opens(role: LineRole | null): boolean {
  return role === 'row' || role === 'start';
}

function pidOfTitle(text: string): number | null {
  const digits = PMAP_TITLE.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}
