/**
 * `memcase-manifest.tsv` of a capture: what was asked of a target, when, and what came of it. Version 1 has rows
 * only; version 2 has more columns, and lines of their own for the way there, the clocks and what is missing.
 *
 *     # memcase-capture/2<TAB>target=gw-a<TAB>at=1763820000123<TAB>recipe=quick<TAB>by=memcase 0.2.0
 *     #hop<TAB>index=0<TAB>host=bastion<TAB>hostKey=SHA256:…
 *     #clock<TAB>when=before<TAB>ours=1763820000100<TAB>theirs=1763820003100<TAB>offset=3000<TAB>bound=4
 *     #gap<TAB>proc/pressure/memory<TAB>not-there<TAB>1<TAB>
 *     proc/1234/smaps<TAB>1763820000456<TAB>0<TAB>1234<TAB>52113<TAB>whole<TAB>cat /proc/1234/smaps<TAB>
 *
 * Columns of version 2: path, target's clock (epoch ms), exit code or -, pid or -, bytes, state, command, stderr.
 * In version 1: path, time, exit code, pid, command. Text is escaped as `escapeField` does.
 */
import type { EpochMs } from '#shared/units/time.ts';
import type { Bytes } from '#shared/units/bytes.ts';

export const MANIFEST_NAME = 'memcase-manifest.tsv';

/** `whole`: the command ended by itself. */
export const captureStates = [
  'whole',
  'cut-bytes',
  'cut-time',
  'cut-link',
  'cut-cancelled',
  'cut-forged',
] as const;
export type CaptureState = (typeof captureStates)[number];

export interface ManifestRow {
  readonly capturedAt: EpochMs;
  readonly exitCode: number | null;
  readonly pid: number | null;
  readonly command: string | null;
  /** Null in version 1, like `state` and `stderr`. */
  readonly bytes: Bytes | null;
  readonly state: CaptureState | null;
  readonly stderr: string | null;
  readonly line: number;
}

/** `#hop`, `#clock` and the like: the word behind the `#` and its fields. */
export interface ManifestFact {
  readonly word: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly line: number;
}

/** Something that was asked and never got as far as a row. */
export interface ManifestGap {
  /** `proc/pressure/memory`, `proc/{pid}/smaps_rollup`, or a process name. */
  readonly item: string;
  readonly reason: string;
  readonly count: number;
  readonly detail: string;
  readonly line: number;
}

export interface Manifest {
  readonly version: 1 | 2;
  readonly target: string | null;
  readonly takenAt: EpochMs | null;
  /** All fields of the first line. */
  readonly head: ReadonlyMap<string, string>;
  /** By path relative to the manifest. */
  readonly rows: ReadonlyMap<string, ManifestRow>;
  readonly facts: readonly ManifestFact[];
  readonly gaps: readonly ManifestGap[];
  /** Lines that are none of these. */
  readonly badLines: readonly number[];
}

/** @returns undefined where the first line is not that of a manifest of a known version. */
export function parseManifest(text: string): Manifest | undefined {
  return parseManifestLines(text.split(/\r?\n/).map((line, index) => ({ text: line, line: index + 1 })));
}

export interface ManifestLine {
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** Lines that were left out (too long, for example) change nothing for the others. */
export function parseManifestLines([first, ...lines]: readonly ManifestLine[]): Manifest | undefined {
  const [format, ...fields] = (first?.text ?? '').split('\t');
  const version = format === '# memcase-capture/1' ? 1 : format === '# memcase-capture/2' ? 2 : undefined;
  if (version === undefined) return undefined;
  const head = toFields(fields);
  const rows = new Map<string, ManifestRow>();
  const facts: ManifestFact[] = [];
  const gaps: ManifestGap[] = [];
  const badLines: number[] = [];
  for (const { text, line } of lines) {
    const cells = text.split('\t');
    if (text === '') continue;
    if (version === 2 && text.startsWith('#')) {
      const [word = '', ...rest] = cells;
      if (word === '#gap') gaps.push(toGap(rest, line));
      else facts.push({ word: word.slice(1), fields: toFields(rest), line });
      continue;
    }
    const [path = ''] = cells;
    const row = version === 1 ? rowOfVersion1(cells, line) : rowOfVersion2(cells, line);
    if (path === '' || row === undefined) badLines.push(line);
    else rows.set(version === 1 ? path : unescapeField(path), row);
  }
  const target = head.get('target') ?? '';
  return {
    version,
    target: target === '' ? null : target,
    takenAt: toEpoch(head.get('at') ?? ''),
    head,
    rows,
    facts,
    gaps,
    badLines,
  };
}

function rowOfVersion1(
  [, at = '', exitCode, pid, ...command]: readonly string[],
  line: number,
): ManifestRow | undefined {
  const capturedAt = toEpoch(at);
  if (capturedAt === null) return undefined;
  const said = command.join('\t');
  return {
    capturedAt,
    exitCode: toInteger(exitCode),
    pid: toInteger(pid),
    command: said === '' ? null : said,
    bytes: null,
    state: null,
    stderr: null,
    line,
  };
}

function rowOfVersion2(
  [, at = '', exitCode, pid, bytes, state, command = '', stderr = '']: readonly string[],
  line: number,
): ManifestRow | undefined {
  const capturedAt = toEpoch(at);
  if (capturedAt === null) return undefined;
  return {
    capturedAt,
    exitCode: toInteger(exitCode),
    pid: toInteger(pid),
    command: command === '' ? null : unescapeField(command),
    bytes: bytes !== undefined && /^\d{1,15}$/.test(bytes) ? Number(bytes) : null,
    state: captureStates.find((known) => known === state) ?? null,
    stderr: unescapeField(stderr),
    line,
  };
}

function toGap([item = '', reason = '', count, detail = '']: readonly string[], line: number): ManifestGap {
  return {
    item: unescapeField(item),
    reason,
    count: toInteger(count) ?? 1,
    detail: unescapeField(detail),
    line,
  };
}

function toFields(cells: readonly string[]): Map<string, string> {
  const fields = new Map<string, string>();
  for (const cell of cells) {
    const [, name, value] = /^([a-zA-Z]{1,32})=(.*)$/s.exec(cell) ?? [];
    if (name !== undefined && value !== undefined) fields.set(name, unescapeField(value));
  }
  return fields;
}

function toInteger(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : null;
}

function toEpoch(text: string): EpochMs | null {
  return /^\d{1,14}$/.test(text) ? Number(text) : null;
}

/** Tabs, line ends, other control characters and backslashes as `\t`, `\n`, `\x1b`, `\\`. */
export function escapeField(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f\\]/g, (character) => {
    if (character === '\\') return '\\\\';
    if (character === '\t') return String.raw`\t`;
    if (character === '\n') return String.raw`\n`;
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

export function unescapeField(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:([\\tn])|x([0-9a-f]{2}))/g, (_all, letter?: string, hex?: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return letter === 't' ? '\t' : letter === 'n' ? '\n' : '\\';
  });
}
