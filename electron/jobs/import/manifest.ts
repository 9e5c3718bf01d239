/**
 * `memcase-manifest.tsv` of a capture directory: what was asked of the target, when, with which result.
 *
 *     # memcase-capture/1<TAB>target=gw-a<TAB>at=1763820000123
 *     proc/1234/smaps<TAB>1763820000456<TAB>0<TAB>1234<TAB>cat /proc/1234/smaps
 */
import type { EpochMs } from '#shared/units/time.ts';

export const MANIFEST_NAME = 'memcase-manifest.tsv';
const FORMAT = '# memcase-capture/1';

export interface ManifestRow {
  readonly capturedAt: EpochMs;
  readonly exitCode: number | null;
  readonly pid: number | null;
  readonly command: string | null;
}

export interface Manifest {
  readonly target: string | null;
  readonly takenAt: EpochMs | null;
  /** By path relative to the manifest. */
  readonly rows: ReadonlyMap<string, ManifestRow>;
  /** Lines that are no rows. */
  readonly badLines: readonly number[];
}

/** @returns undefined where the first line is not that of a manifest of this version. */
export function parseManifest(text: string): Manifest | undefined {
  const [head = '', ...lines] = text.split(/\r?\n/);
  const [format, ...fields] = head.split('\t');
  if (format !== FORMAT) return undefined;
  const rows = new Map<string, ManifestRow>();
  const badLines: number[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const [path = '', at = '', exitCode, pid, ...command] = line.split('\t');
    const capturedAt = toEpoch(at);
    if (path === '' || capturedAt === null) badLines.push(index + 2);
    else {
      const said = command.join('\t');
      rows.set(path, {
        capturedAt,
        exitCode: toInteger(exitCode),
        pid: toInteger(pid),
        command: said === '' ? null : said,
      });
    }
  }
  return { target: fieldOf(fields, 'target'), takenAt: toEpoch(fieldOf(fields, 'at') ?? ''), rows, badLines };
}

function fieldOf(fields: readonly string[], name: string): string | null {
  const value = fields.find((field) => field.startsWith(`${name}=`))?.slice(name.length + 1);
  return value === undefined || value === '' ? null : value;
}

function toInteger(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : null;
}

function toEpoch(text: string): EpochMs | null {
  return /^\d{1,14}$/.test(text) ? Number(text) : null;
}
