/** `/proc/PID/maps` (fs/proc/task_mmu.c; proc(5)): one line per VMA, no amounts. */
import type { ParsedArtifact, ParsedMapping } from '#shared/domain/parsed.ts';
import { type ArtifactFormat, type LineRole, parsedArtifact } from './artifact-format.ts';
import { isMappingLine, readMappingLine } from './mapping-line.ts';
import { ProblemLog } from './problem-log.ts';
import { RangeCheck } from './range-check.ts';
import { type TextSource, forEachLine } from './text-source.ts';

export const mapsFormat: ArtifactFormat = { kind: 'maps', roleOf, parse: parseMaps };

function roleOf(text: string): LineRole | null {
  return isMappingLine(text) && !text.includes('[rollup]') ? 'row' : null;
}

/** One mapping per line, in order. */
export function parseMaps(source: TextSource): ParsedArtifact {
  const problems = new ProblemLog();
  const ranges = new RangeCheck(problems);
  const mappings: ParsedMapping[] = [];
  forEachLine(source, problems, (text, line, terminated) => {
    if (text.trim() === '') return;
    const read = readMappingLine(text);
    if (read === undefined) {
      problems.add(line, terminated ? 'unparsed-line' : 'truncated', text);
      return;
    }
    const isCut = !terminated && read.mapping.inode === undefined;
    if (isCut) problems.add(line, 'truncated', text);
    else for (const flag of read.flags) problems.add(line, flag.reason, text, flag.detail);
    ranges.check(read.mapping.start, read.mapping.end, undefined, text, line);
    mappings.push({ ...read.mapping, line });
  });
  return parsedArtifact('maps', { mappings, problems: problems.list() });
}
