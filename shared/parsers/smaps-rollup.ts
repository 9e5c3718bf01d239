/** `/proc/PID/smaps_rollup` since 4.14 (fs/proc/task_mmu.c): the sums that the kernel makes over smaps. */
import type { ParsedArtifact, ParsedProcess, ProcessMeasure } from '#shared/domain/parsed.ts';
import { type ArtifactFormat, type LineRole, parsedArtifact } from './artifact-format.ts';
import { splitField } from './field-line.ts';
import { readMappingLine } from './mapping-line.ts';
import { MeasureReader } from './measure-fields.ts';
import { ProblemLog } from './problem-log.ts';
import { smapsFormat } from './smaps.ts';
import { type TextSource, forEachLine } from './text-source.ts';

export const smapsRollupFormat: ArtifactFormat = { kind: 'smaps-rollup', roleOf, parse: parseSmapsRollup };

/** Pss_Anon, Pss_File and Pss_Shmem since 5.4. Hugetlb pages are in neither Rss nor Pss. */
const MEASURE_OF: Readonly<Record<string, ProcessMeasure>> = {
  Rss: 'rss',
  Pss: 'pss',
  Pss_Anon: 'pss-anon',
  Pss_File: 'pss-file',
  Pss_Shmem: 'pss-shmem',
  Anonymous: 'anonymous',
  Private_Clean: 'private-clean',
  Private_Dirty: 'private-dirty',
  Shared_Clean: 'shared-clean',
  Shared_Dirty: 'shared-dirty',
  Swap: 'swap',
  SwapPss: 'swap-pss',
  Private_Hugetlb: 'hugetlb-private',
  Shared_Hugetlb: 'hugetlb-shared',
};

function roleOf(text: string): LineRole | null {
  if (text.includes('[rollup]')) return readMappingLine(text) === undefined ? null : 'start';
  const field = splitField(text);
  if (field === undefined) return null;
  if (/^Pss_(?:Anon|File|Shmem)$/.test(field.name)) return 'row';
  return smapsFormat.roleOf(text) === null ? null : 'loose';
}

/** One process, without a pid: the path or the session names it. */
export function parseSmapsRollup(source: TextSource): ParsedArtifact {
  const problems = new ProblemLog();
  const reader = new MeasureReader(MEASURE_OF, problems);
  let process: Pick<ParsedProcess, 'line'> | undefined;
  forEachLine(source, problems, (text, line, terminated) => {
    if (text.trim() === '') return;
    const field = splitField(text);
    if (field !== undefined) {
      process ??= { line };
      reader.take(field, text, line, terminated);
    } else if (process === undefined && readMappingLine(text)?.mapping.path === '[rollup]')
      process = { line };
    else problems.add(line, terminated ? 'unparsed-line' : 'truncated', text);
  });
  const processes = process === undefined ? [] : [{ ...process, measures: reader.measures }];
  if (process !== undefined && !reader.measures.some(({ measure }) => measure === 'rss')) {
    problems.add(process.line, 'missing-field', '', 'Rss');
  }
  return parsedArtifact('smaps-rollup', { processes, problems: problems.list() });
}
