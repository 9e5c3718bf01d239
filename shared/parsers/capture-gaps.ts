/** What a capture was asked for and does not hold, with the reason: never shown as zero, never passed over. */
import type { ParsedArtifact } from '#shared/domain/parsed.ts';
import type { ArtifactFormat } from './artifact-format.ts';
import { parsedArtifact } from './artifact-format.ts';
import { parseManifestLines } from './capture-manifest.ts';
import type { Manifest, ManifestLine, ManifestRow } from './capture-manifest.ts';
import { ProblemLog } from './problem-log.ts';
import { type TextSource, forEachLine } from './text-source.ts';

/** The words are for the command line and the details pane. */
const sentences = {
  'no-command': 'the target has no such command',
  refused: 'the target refused it',
  vanished: 'the process was gone',
  'not-there': 'the target has no such file',
  failed: 'the command failed',
  empty: 'it gave nothing',
  'cut-bytes': 'it was longer than the limit; what came before is kept',
  'cut-time': 'it took longer than the limit; what came before is kept',
  'cut-link': 'the connection ended in it; what came before is kept',
  'cut-cancelled': 'it was cancelled; what came before is kept',
  'cut-forged': 'the target broke the protocol in it; what came before is kept',
  'not-asked': 'the collection ended before it was asked',
  unmatched: 'no process of this name or number',
  hidden: 'processes of other users are hidden (hidepid)',
  changed: 'the number went to another process; what there is of its regions may be of either',
  budget: 'more processes than are looked at',
  missed: 'the round was not taken',
  lookalike: 'something on the target imitates the marks of the collector',
  'clock-step': 'the clock of the target was set meanwhile',
} as const;

export type GapReason = keyof typeof sentences;

export interface Gap {
  /** `cmd/dmesg`, or `proc/{pid}/smaps_rollup` for what concerns several processes. */
  readonly item: string;
  readonly reason: GapReason;
  readonly count: number;
  /** What the target said, or numbers. */
  readonly detail: string;
  /** First line of the manifest that tells of it. */
  readonly line: number;
}

/** One for each item and reason, in the order of the manifest. */
export function gapsOf(manifest: Manifest): Gap[] {
  const gaps = new Map<string, Gap>();
  const add = (gap: Gap): void => {
    const key = `${gap.item} ${gap.reason}`;
    const known = gaps.get(key);
    gaps.set(key, known === undefined ? gap : { ...known, count: known.count + gap.count });
  };
  for (const { item, reason, count, detail, line } of manifest.gaps) {
    add({ item, reason: isGapReason(reason) ? reason : 'failed', count, detail, line });
  }
  for (const [path, row] of manifest.version === 2 ? manifest.rows : []) {
    const reason = reasonOf(row);
    if (reason === undefined) continue;
    const item = row.pid === null ? path : path.replace(`/${row.pid}/`, '/{pid}/');
    add({ item, reason, count: 1, detail: firstLine(row.stderr ?? ''), line: row.line });
  }
  return [...gaps.values()].toSorted((x, y) => x.line - y.line);
}

/** Undefined where the row's file is all that was asked for. */
function reasonOf({ state, exitCode, bytes, pid, stderr }: ManifestRow): GapReason | undefined {
  if (state !== null && state !== 'whole') return state;
  if (exitCode === 0 && bytes !== 0) return undefined;
  if (exitCode === 127) return 'no-command';
  if (/permission denied|not permitted/i.test(stderr ?? '')) return 'refused';
  if (/no such (?:file|process)/i.test(stderr ?? '')) return pid === null ? 'not-there' : 'vanished';
  return exitCode === 0 || (bytes === 0 && stderr === '') ? 'empty' : 'failed';
}

/** `the target refused it, for 213 processes: Permission denied` */
export function gapSentence({ reason, count, detail, item }: Omit<Gap, 'line'>): string {
  const many = count === 1 ? '' : item.includes('{pid}') ? `, for ${count} processes` : `, ${count} times`;
  return `${sentences[reason]}${many}${detail === '' ? '' : `: ${detail}`}`;
}

export function isGapReason(text: string): text is GapReason {
  return Object.hasOwn(sentences, text);
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 200);
}

export const manifestFormat: ArtifactFormat = {
  kind: 'manifest',
  roleOf: () => null,
  parse: parseCaptureManifest,
};

/** Gaps and bad lines as problems; a manifest has no records of its own. */
export function parseCaptureManifest(source: TextSource): ParsedArtifact {
  const problems = new ProblemLog();
  const lines: ManifestLine[] = [];
  forEachLine(source, problems, (text, line) => void lines.push({ text, line }));
  const manifest = parseManifestLines(lines);
  if (manifest === undefined) problems.add(source.firstLine, 'unparsed-line', lines[0]?.text ?? '');
  else {
    const bad = new Set(manifest.badLines);
    for (const { text, line } of lines) if (bad.has(line)) problems.add(line, 'unparsed-line', text);
    for (const gap of gapsOf(manifest)) {
      problems.add(gap.line, 'not-collected', gap.item, gapSentence(gap));
    }
  }
  return parsedArtifact('manifest', { problems: problems.list() });
}
