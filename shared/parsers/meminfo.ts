/** `/proc/meminfo`, whole or as grep left it. Source: fs/proc/meminfo.c; proc(5). */
import type { ParsedArtifact, ParsedMeminfoField } from '#shared/domain/parsed.ts';
import { type ArtifactFormat, type LineRole, parsedArtifact } from './artifact-format.ts';
import { readFieldValue, splitField } from './field-line.ts';
import { ProblemLog } from './problem-log.ts';
import { type TextSource, forEachLine } from './text-source.ts';

/** Fields in kB of kernels 2.6.32 to 6.18, in the kernel's order. Others are read too, by their unit. */
const KILOBYTE_FIELDS = new Set(
  `MemTotal MemFree MemAvailable Buffers Cached SwapCached Active Inactive Active(anon) Inactive(anon)
  Active(file) Inactive(file) Unevictable Mlocked HighTotal HighFree LowTotal LowFree MmapCopy SwapTotal
  SwapFree Zswap Zswapped Dirty Writeback AnonPages Mapped Shmem KReclaimable Slab SReclaimable SUnreclaim
  KernelStack ShadowCallStack PageTables SecPageTables NFS_Unstable Bounce WritebackTmp CommitLimit
  Committed_AS VmallocTotal VmallocUsed VmallocChunk Percpu EarlyMemtestBad HardwareCorrupted AnonHugePages
  ShmemHugePages ShmemPmdMapped FileHugePages FilePmdMapped CmaTotal CmaFree Unaccepted Balloon GPUActive
  GPUReclaim Hugepagesize Hugetlb Quicklists DirectMap4k DirectMap64k DirectMap2M DirectMap4M DirectMap1M
  DirectMap1G`.split(/\s+/),
);

/** Counts of huge pages, printed without a unit. */
const COUNT_FIELDS = new Set(['HugePages_Total', 'HugePages_Free', 'HugePages_Rsvd', 'HugePages_Surp']);

/** Fields that grep for one subject would not have left: where they are, the whole file was meant. */
const SIGNS_OF_WHOLE = ['MemFree', 'Buffers', 'Committed_AS', 'DirectMap4k'];

export const meminfoFormat: ArtifactFormat = { kind: 'meminfo', roleOf, parse: parseMeminfo };

function roleOf(text: string): LineRole | null {
  const line = splitField(text);
  if (line === undefined || line.words.length > 3) return null;
  if (KILOBYTE_FIELDS.has(line.name) || COUNT_FIELDS.has(line.name))
    return line.words.length > 0 ? 'row' : 'loose';
  return /^[A-Z]/.test(line.name) && /\d/.test(line.rest) ? 'loose' : null;
}

/** One record per field, in order; of a field that comes twice the first one counts. */
export function parseMeminfo(source: TextSource): ParsedArtifact {
  const problems = new ProblemLog();
  const fields = new Map<string, ParsedMeminfoField>();
  forEachLine(source, problems, (text, line, terminated) => {
    if (text.trim() === '') return;
    const field = readLine(text, line, terminated, problems);
    if (field === undefined) return;
    const before = fields.get(field.name);
    if (before === undefined) fields.set(field.name, field);
    else problems.add(line, 'duplicate', text, `line ${before.line} counts`);
  });
  if (!fields.has('MemTotal') && SIGNS_OF_WHOLE.some((name) => fields.has(name))) {
    problems.add(0, 'missing-field', '', 'MemTotal');
  }
  return parsedArtifact('meminfo', { meminfo: [...fields.values()], problems: problems.list() });
}

function readLine(
  text: string,
  line: number,
  terminated: boolean,
  problems: ProblemLog,
): ParsedMeminfoField | undefined {
  const split = splitField(text);
  if (split === undefined) {
    problems.add(line, terminated ? 'unparsed-line' : 'truncated', text);
    return undefined;
  }
  const { field, flags } = readFieldValue(split, expectedUnit(split.name), !terminated);
  for (const flag of flags) problems.add(line, flag.reason, text, flag.detail);
  return field === undefined ? undefined : { name: split.name, ...field, line };
}

function expectedUnit(name: string): 'bytes' | 'count' | 'unknown' {
  if (KILOBYTE_FIELDS.has(name)) return 'bytes';
  return COUNT_FIELDS.has(name) ? 'count' : 'unknown';
}
