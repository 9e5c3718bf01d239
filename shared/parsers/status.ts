/** `/proc/PID/status` (fs/proc/array.c, task_mem of fs/proc/task_mmu.c; proc(5)), of one process or of many. */
import type { ParsedArtifact, ParsedProcess, ProcessMeasure } from '#shared/domain/parsed.ts';
import { type ArtifactFormat, type LineRole, parsedArtifact } from './artifact-format.ts';
import { readCount } from './damaged-text.ts';
import { type FieldLine, splitField } from './field-line.ts';
import { MeasureReader } from './measure-fields.ts';
import { ProblemLog } from './problem-log.ts';
import { type TextSource, forEachLine } from './text-source.ts';

export const statusFormat: ArtifactFormat = { kind: 'status', repeats: true, roleOf, parse: parseStatus };

/** RssAnon, RssFile and RssShmem since 4.5; kernel threads have none of these. */
const MEASURE_OF: Readonly<Record<string, ProcessMeasure>> = {
  VmSize: 'vsz',
  VmRSS: 'rss',
  RssAnon: 'rss-anon',
  RssFile: 'rss-file',
  RssShmem: 'rss-shmem',
  VmSwap: 'swap',
  VmPTE: 'page-tables',
  VmHWM: 'rss-peak',
};

/** Names that no other file in this room has; enough to know one by. */
const OWN_FIELDS = new Set(
  `Umask Tgid Ngid PPid TracerPid FDSize NStgid NSpid NSpgid NSsid Kthread VmPeak VmSize VmLck VmPin VmHWM VmRSS RssAnon
  RssFile RssShmem VmData VmStk VmExe VmLib VmPTE VmPMD VmSwap HugetlbPages CoreDumping THP_enabled untag_mask SigQ
  SigPnd ShdPnd SigBlk SigIgn SigCgt CapInh CapPrm CapEff CapBnd CapAmb NoNewPrivs Seccomp Seccomp_filters
  Speculation_Store_Bypass SpeculationIndirectBranch Cpus_allowed Cpus_allowed_list Mems_allowed Mems_allowed_list
  voluntary_ctxt_switches nonvoluntary_ctxt_switches x86_Thread_features x86_Thread_features_locked`.split(
    /\s+/,
  ),
);

function roleOf(text: string): LineRole | null {
  const field = splitField(text);
  if (field === undefined) return null;
  if (OWN_FIELDS.has(field.name)) return 'row';
  if (field.name === 'State') return /^[A-Zt] \(/.test(field.rest) ? 'row' : null;
  if (field.name === 'Name') return 'title';
  return /^(?:Pid|Threads|Uid|Gid|Groups)$/.test(field.name) ? 'loose' : null;
}

/** One process per `Name:`. */
export function parseStatus(source: TextSource): ParsedArtifact {
  const problems = new ProblemLog();
  const blocks: StatusBlock[] = [];
  forEachLine(source, problems, (text, line, terminated) => {
    if (text.trim() === '') return;
    const field = splitField(text);
    if (field === undefined) {
      problems.add(line, terminated ? 'unparsed-line' : 'truncated', text);
      return;
    }
    if (blocks.length === 0 || field.name === 'Name') blocks.push(new StatusBlock(line, problems));
    blocks.at(-1)!.take(field, text, line, terminated);
  });
  const processes = blocks.map((block) => block.process());
  const pid = processes.length === 1 ? processes[0]!.pid : undefined;
  return parsedArtifact('status', {
    ...(pid === undefined ? {} : { pid }),
    processes,
    problems: problems.list(),
  });
}

class StatusBlock {
  readonly #line: number;
  readonly #problems: ProblemLog;
  readonly #measures: MeasureReader;
  readonly #words: { name?: string; state?: string } = {};
  readonly #numbers: { pid?: number; parentPid?: number; threads?: number } = {};

  constructor(line: number, problems: ProblemLog) {
    this.#line = line;
    this.#problems = problems;
    this.#measures = new MeasureReader(MEASURE_OF, problems);
  }

  take(field: FieldLine, text: string, line: number, terminated: boolean): void {
    if (field.name === 'Name') this.#words.name = field.rest;
    else if (field.name === 'State') this.#words.state ??= field.rest[0];
    else if (field.name === 'Pid') this.#takeNumber('pid', field, text, line);
    else if (field.name === 'PPid') this.#takeNumber('parentPid', field, text, line);
    else if (field.name === 'Threads') this.#takeNumber('threads', field, text, line);
    else this.#measures.take(field, text, line, terminated);
  }

  #takeNumber(key: 'pid' | 'parentPid' | 'threads', field: FieldLine, text: string, line: number): void {
    const reading = readCount(field.rest);
    if (reading === undefined) this.#problems.add(line, 'bad-number', text, field.name);
    else if (reading.damaged) this.#problems.add(line, 'damaged-digit', text, `read as ${reading.value}`);
    if (this.#numbers[key] === undefined) this.#numbers[key] = reading?.value;
    else this.#problems.add(line, 'duplicate', text, 'the first one counts');
  }

  process(): ParsedProcess {
    return { ...this.#words, ...this.#numbers, line: this.#line, measures: this.#measures.measures };
  }
}
