/** `/proc/vmstat` (mm/vmstat.c): `name count`. Counts are pages or events; none of them is in bytes. */
import type { ParsedArtifact, ParsedMeminfoField } from '#shared/domain/parsed.ts';
import { type ArtifactFormat, type LineRole, parsedArtifact } from './artifact-format.ts';
import { readCount } from './damaged-text.ts';
import { ProblemLog } from './problem-log.ts';
import { type TextSource, forEachLine } from './text-source.ts';

export const vmstatFormat: ArtifactFormat = { kind: 'vmstat', roleOf, parse: parseVmstat };

// nr_free_pages 1958506; six blanks before it are zoneinfo's, whose counters are of one zone
const ROW = /^\s{0,4}([a-z][a-z0-9_]{2,60})\s+(\S{1,24})\s*$/;
const OWN_NAMES =
  /^(?:nr_|pg|psw|numa_|workingset_|compact_|thp_|htlb_|unevictable_|kswapd_|slabs_|zone_reclaim|allocstall|drop_|oom_kill|balloon_|swap_|swpin|swpout|zswp|direct_map_)/;

function roleOf(text: string): LineRole | null {
  const row = ROW.exec(text);
  if (row === null) return null;
  return OWN_NAMES.test(row[1]!) && readCount(row[2]!) !== undefined ? 'row' : 'loose';
}

/** Counters as fields with unit `count`; of one that comes twice the first counts. */
export function parseVmstat(source: TextSource): ParsedArtifact {
  const problems = new ProblemLog();
  const fields = new Map<string, ParsedMeminfoField>();
  forEachLine(source, problems, (text, line, terminated) => {
    if (text.trim() === '') return;
    const [, name, word] = ROW.exec(text) ?? [];
    if (name === undefined || word === undefined) {
      problems.add(line, terminated ? 'unparsed-line' : 'truncated', text);
      return;
    }
    const reading = readCount(word);
    if (reading === undefined) problems.add(line, 'bad-number', text);
    else if (reading.damaged) problems.add(line, 'damaged-digit', text, `read as ${reading.value}`);
    if (fields.has(name)) problems.add(line, 'duplicate', text, `line ${fields.get(name)!.line} counts`);
    else if (reading !== undefined) fields.set(name, { name, value: reading.value, unit: 'count', line });
  });
  return parsedArtifact('vmstat', { meminfo: [...fields.values()], problems: problems.list() });
}
