/** The commands and their options. Nothing heavy is loaded here: `--help` has to be there at once. */
import { Command, CommanderError } from 'commander';
import type { CommandContext } from './context.ts';
import type { ExitCode } from './exit-codes.ts';
import { refuseEmptyValues } from './usage-errors.ts';

type SetExit = (code: ExitCode) => void;

const json = ['--json', 'print one JSON object for programs'] as const;
const sideA = ['--a <target[@n]>', 'side A, the suspect (default: the target that uses most)'] as const;
const sideB = ['--b <target[@n]>', 'side B, the baseline (default: the target that uses least)'] as const;
const helpText = `
Exit codes: 0 all of it worked, 1 defect, 2 usage, 3 input, 4 case file, 5 verify found a difference,
6 some of it worked: something was left out or kept unread, 7 the result could not be written or served,
8 the target, 130 cancelled.`;

/** Sets the exit code of the command that runs. Errors of the command line are thrown as CommanderError. */
export function createProgram(context: CommandContext, version: string, setExit: SetExit): Command {
  const program = new Command('memcase')
    .description('Explains, to the byte, why one of two equal Linux machines uses more memory.')
    .version(version)
    .addHelpText('after', helpText)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .hook('preAction', (_, command) => refuseEmptyValues(command));
  addEvidenceCommands(program, context, setExit);
  addLiveCommands(program, context, setExit);
  addAnalysisCommands(program, context, setExit);
  addCaseCommands(program, context, setExit);
  addNotebookCommands(program, context, setExit);
  addWindowCommands(program, context, setExit);
  return program;
}

export function isCommanderError(error: unknown): error is CommanderError {
  return error instanceof CommanderError;
}

function addEvidenceCommands(program: Command, context: CommandContext, setExit: SetExit): void {
  program
    .command('new <case>')
    .description('make an empty case file')
    .option('--title <title>', 'what people call it (default: the name of the file)')
    .option(...json)
    .action(async (path: string, options) => {
      setExit(await (await import('./commands/new.ts')).runNew(context, path, options));
    });
  program
    .command('import <case> <sources...>')
    .description('take evidence: files, directories, tar archives, pasted terminals; - reads stdin')
    .requiredOption('--target <name>', 'the machine that it comes from')
    .option('--at <time>', 'when it was captured, 2026-11-22T21:52:49Z (default: what the evidence says)')
    .option('--process <pid|name>', 'whose regions these are, where the evidence does not say')
    .option('--dump <pid:0xstart>', 'the files are raw memory of this process from this address on')
    .option('--new-snapshot', 'never join a snapshot that is there already')
    .option(...json)
    .action(async (path: string, sources: string[], options) => {
      setExit(await (await import('./commands/import.ts')).runImport(context, path, sources, options));
    });
  program
    .command('show <case> <what> [evidence]')
    .description(
      'targets, snapshots, artifacts, dumps, problems, events, meminfo, processes or regions; ' +
        'artifact E-012: one piece of evidence, artifact E-012:3: its line 3',
    )
    .option('--target <target[@n]>', 'only this target, or one snapshot of it')
    .option('--process <pid|name>', 'regions of this process (default: the largest)')
    .option('--class <class>', 'regions of this class only, as explain and diff name it (arena-heap, …)')
    .option('--limit <n>', 'rows of a table (default: 40; --json has all)')
    .option('--line <n>', 'of an artifact: this line')
    .option('--raw', 'of an artifact: its bytes as they are, for sha256sum or a file')
    .option(...json)
    .action(async (path: string, what: string, evidence: string | undefined, options) => {
      setExit(await (await import('./commands/show.ts')).runShow(context, path, what, evidence, options));
    });
}

const repeated = (value: string, before: readonly string[] = []): string[] => [...before, value];
const recipe = ['--recipe <recipe>', 'quick, standard or watch'] as const;
const processes = [
  '--process <name|pid>',
  'whose regions are read; may be given several times (default: the largest)',
] as const;

function addLiveCommands(program: Command, context: CommandContext, setExit: SetExit): void {
  program
    .command('collect <case>')
    .description('take evidence from a live machine over SSH; nothing is stopped or written there')
    .requiredOption('--target <[user@]host[:port]>', 'the machine')
    .option('-J, --jump <hop[,hop]>', 'jump hosts on the way, in order', repeated)
    .option('--name <name>', 'what the target is called in the case (default: its host)')
    .option(...recipe, 'quick')
    .option(...processes, repeated)
    .option('--every <time>', 'watch: a snapshot so often (default: 10s)')
    .option('--for <time>', 'watch: for so long (default: until Ctrl-C)')
    .option('-i, --identity <file>', 'key file for the target', repeated)
    .option('-F, --config <file>', 'instead of ~/.ssh/config; none reads no configuration')
    .option('--dry-run', 'print the exact commands and connect to nobody')
    .option(...json)
    .action(async (path: string, options) => {
      setExit(await (await import('./commands/collect.ts')).runCollect(context, path, options));
    });
  program
    .command('dump <case>')
    .description('take memory of a live process over SSH; by default without stopping it')
    .requiredOption('--target <[user@]host[:port]>', 'the machine')
    .requiredOption('--process <pid|name>', 'the process; a name that only one has')
    .option('--region <0xstart-0xend>', 'these addresses', repeated)
    .option('--class <class>', 'regions of this class: arena, heap, mmap, stack, …', repeated)
    .option('--top <n>', 'the n regions with most resident memory')
    .option(
      '--method <method>',
      'mem stops nothing; slices stops for moments; gdb attaches; the last two under a guard',
      'mem',
    )
    .option('--whole', 'gdb: each region in one stop')
    .option('-J, --jump <hop[,hop]>', 'jump hosts on the way, in order', repeated)
    .option('--name <name>', 'what the target is called in the case (default: its host)')
    .option('-i, --identity <file>', 'key file for the target', repeated)
    .option('-F, --config <file>', 'instead of ~/.ssh/config; none reads no configuration')
    .option('--dry-run', 'look at the target, print cost and exact commands, read no memory')
    .option(...json)
    .action(async (path: string, options) => {
      setExit(await (await import('./commands/dump.ts')).runDump(context, path, options));
    });
  program
    .command('script')
    .description('print a shell script that takes the same evidence on a machine that cannot be reached')
    .option(...recipe, 'standard')
    .option(...processes, repeated)
    .action(async (options) => {
      setExit(await (await import('./commands/script.ts')).runScript(context, options));
    });
}

function addAnalysisCommands(program: Command, context: CommandContext, setExit: SetExit): void {
  program
    .command('diff <case>')
    .description('tables of A, B and the difference')
    .option(...sideA)
    .option(...sideB)
    .requiredOption('--level <level>', 'meminfo, processes, classes or regions')
    .option('--process <pid|name>', 'classes and regions of this process (default: the largest difference)')
    .option('--filter <text>', 'only rows with this text')
    .option('--limit <n>', 'rows of the table')
    .option(...json)
    .action(async (path: string, options) => {
      setExit(await (await import('./commands/diff.ts')).runDiff(context, path, options));
    });
  program
    .command('explain <case>')
    .description('the gap ledger: who has the missing memory, how much is explained, what is left')
    .option(...sideA)
    .option(...sideB)
    .option('--all', 'every process and region as a row of its own')
    .option('--no-inside', 'tables only: dumps are not read, which takes seconds per GiB')
    .option('--depth <n>', 'levels of the tree (default: 3; --json has all)')
    .option(
      '--wide',
      'whole labels and all columns (default: the width of the terminal or COLUMNS, else 100)',
    )
    .option(...json)
    .action(async (path: string, options) => {
      setExit(await (await import('./commands/explain.ts')).runExplain(context, path, options));
    });
  program
    .command('timeline <case>')
    .description('all targets on one axis of time: series, events, growth, and when memory runs out')
    .option('--target <target>', 'only this target', repeated)
    .option('--lane <lane>', 'meminfo:Slab, process:/usr/sbin/fwlog, or its short name', repeated)
    .option('--from <time>', 'from this time on (default: all there is)')
    .option('--to <time>', 'up to this time')
    .option(...json)
    .action(async (path: string, options) => {
      setExit(await (await import('./commands/timeline.ts')).runTimeline(context, path, options));
    });
  program
    .command('heap <case> [dump]')
    .description('inside dumped processes: what is in use, what was freed and kept, and what is in it')
    .option('--target <target[@n]>', 'only this target, or one snapshot of it')
    .option('--process <pid|name>', 'only this process')
    .option(...json)
    .action(async (path: string, dump: string | undefined, options) => {
      setExit(await (await import('./commands/heap.ts')).runHeap(context, path, dump, options));
    });
  program
    .command('search <case> <pattern>')
    .description(
      'look for text (UTF-8, UTF-16, GBK), bytes, an expression or an address in all dumps of memory',
    )
    .option('--hex', 'the pattern is bytes: 48 8b ?? c3, 4? 8b')
    .option('--regex', 'the pattern is a regular expression over bytes')
    .option('--address', 'the pattern is an address (0x…): where it lies, and every pointer to it')
    .option('--ignore-case', 'upper and lower case are the same')
    .option('--target <target>', 'only dumps of this target')
    .option('--limit <n>', 'hits that are shown; all are counted (default: 100; with --json 1000)')
    .option(...json)
    .action(async (path: string, pattern: string, options) => {
      setExit(await (await import('./commands/search.ts')).runSearch(context, path, pattern, options));
    });
  program
    .command('whatif <case>')
    .description('the ceiling of a queue with other settings, from the messages that were found')
    .requiredOption('--mechanism <id>', 'which, for example librdkafka-producer')
    .requiredOption('--set <key=value>', 'a setting, as its configuration spells it', repeated)
    .option(...sideA)
    .option(...sideB)
    .option(...json)
    .action(async (path: string, options) => {
      setExit(await (await import('./commands/whatif.ts')).runWhatIf(context, path, options));
    });
  program
    .command('records <case> <dump>')
    .description('JSON records in a dump, E-012: their shapes, what lives of them and what was freed')
    .option('--source <directory>', 'where in this source tree they are written')
    .option('--limit <n>', 'shapes that are shown (default: 10; --json has up to 200)')
    .option(...json)
    .action(async (path: string, dump: string, options) => {
      setExit(await (await import('./commands/records.ts')).runRecords(context, path, dump, options));
    });
  program
    .command('strings <case> <dump>')
    .description('text in a dump, E-012, by what stays the same in it: what lives of it and what was freed')
    .option('--list', 'one string a line: address, encoding, state of its chunk, text')
    .option('--live', 'only what lives')
    .option('--ghosts', 'only what lies in freed memory')
    .option('--encoding <name>', 'only ascii, utf-8, utf-16le, utf-16be or gbk')
    .option('--min <bytes>', 'shorter ones are left out (default: 6)')
    .option('--limit <n>', 'templates that are shown (default: 30), or strings with --list and --json (1000)')
    .option(...json)
    .action(async (path: string, dump: string, options) => {
      setExit(await (await import('./commands/strings.ts')).runStrings(context, path, dump, options));
    });
  program
    .command('export <case>')
    .description('the tables of a case for DuckDB, ClickHouse, Spark: a new folder of files and a manifest')
    .requiredOption('--to <directory>', 'the folder; made here, or empty')
    .option('--format <format>', 'csv or parquet', 'csv')
    .option(...sideA)
    .option(...sideB)
    .option('--redact <on|off>', 'replace names, addresses and secrets by pseudonyms', 'on')
    .option(...json)
    .action(async (path: string, options) => {
      setExit(await (await import('./commands/export.ts')).runExport(context, path, options));
    });
  program
    .command('report <case>')
    .description('print the postmortem')
    .option('-o, --output <file.pdf>', 'where to')
    .option(...sideA)
    .option(...sideB)
    .option('--lang <language>', 'en or zh-CN', 'en')
    .option('--redact <on|off>', 'replace names, addresses and command lines by pseudonyms', 'on')
    .option(
      '--redact-word <word>',
      'replace this word too, in any case and inside others; may be given several times',
      repeated,
    )
    .option(
      '--pdf-standard <name>',
      'ua-1 (tagged for readers of screens), or for archives a-2a, a-2b, a-2u, a-3a, a-3b, a-3u',
      'ua-1',
    )
    .option('--review', 'list what would be replaced, by label and place, and write no report')
    .option(
      '--keep <label>',
      'leave this one in clear, which the report says; may be given several times',
      repeated,
    )
    .option(
      '--notes <file.json>',
      'what people write: impact, hypotheses, root cause, actions with owner and date, …',
    )
    .option(
      '--omit <chapter>',
      'leave a chapter out, which the report says; may be given several times',
      repeated,
    )
    .option('--date <time>', 'date that is printed (default: now); the same date gives the same bytes')
    .option(...json)
    .action(async (path: string, options) => {
      setExit(await (await import('./commands/report.ts')).runReport(context, path, options));
    });
}

function addCaseCommands(program: Command, context: CommandContext, setExit: SetExit): void {
  program
    .command('verify <case>')
    .description('prove that nothing in the case has changed since it was written')
    .option(...json)
    .action(async (path: string, options) => {
      setExit(await (await import('./commands/verify.ts')).runVerify(context, path, options));
    });
  program
    .command('reparse <case>')
    .description('make all tables again from the evidence')
    .option(...json)
    .action(async (path: string, options) => {
      setExit(await (await import('./commands/reparse.ts')).runReparse(context, path, options));
    });
  program
    .command('journal <case>')
    .description('what was done to the case, as a chain of hashes')
    .option(...json)
    .action(async (path: string, options) => {
      setExit(await (await import('./commands/journal.ts')).runJournal(context, path, options));
    });
}

const SUBJECT = 'what it is about: a row of the ledger (ledger:ID), E-004:12, E-031+0x2000+96';

function addNotebookCommands(program: Command, context: CommandContext, setExit: SetExit): void {
  const finding = program.command('finding').description('what was found; goes into the report');
  finding
    .command('add <case> <text>')
    .option('--about <subject>', SUBJECT)
    .option(...json)
    .action(async (path: string, text: string, options) => {
      setExit(await (await import('./commands/notebook.ts')).runFindingAdd(context, path, text, options));
    });
  finding
    .command('list <case>')
    .option(...json)
    .action(async (path: string, options) => {
      setExit(await (await import('./commands/notebook.ts')).runFindingList(context, path, options));
    });
  const hypothesis = program
    .command('hypothesis')
    .description('what may be the cause, and what became of it; goes into the report');
  hypothesis
    .command('add <case> <claim>')
    .requiredOption('--kind <kind>', 'leak, backlog, cache, fragmentation, configuration or measurement')
    .option('--predict <text>', 'what would be seen if it were so')
    .option(...json)
    .action(async (path: string, claim: string, options) => {
      setExit(await (await import('./commands/notebook.ts')).runHypothesisAdd(context, path, claim, options));
    });
  hypothesis
    .command('list <case>')
    .option(...json)
    .action(async (path: string, options) => {
      setExit(await (await import('./commands/notebook.ts')).runHypothesisList(context, path, options));
    });
  hypothesis
    .command('status <case> <id> <status>')
    .description('open, supported, refuted or inconclusive')
    .requiredOption('--why <text>', 'what speaks for it')
    .option(...json)
    .action(async (path: string, id: string, status: string, options) => {
      const { runHypothesisStatus } = await import('./commands/notebook.ts');
      setExit(await runHypothesisStatus(context, path, { id, status }, options));
    });
  hypothesis
    .command('evidence <case> <id> <mark> <text>')
    .description('what speaks for or against it, or is missing')
    .option('--about <subject>', SUBJECT)
    .option(...json)
    .action(async (path: string, id: string, mark: string, text: string, options) => {
      const { runHypothesisEvidence } = await import('./commands/notebook.ts');
      setExit(await runHypothesisEvidence(context, path, { id, mark, text }, options));
    });
  const notebook = program
    .command('notebook')
    .description('takes back the last change of findings and hypotheses, and makes it again');
  for (const step of ['undo', 'redo'] as const) {
    notebook
      .command(`${step} <case>`)
      .option(...json)
      .action(async (path: string, options) => {
        const { runNotebookStep } = await import('./commands/notebook.ts');
        setExit(await runNotebookStep(context, path, step, options));
      });
  }
}

function addWindowCommands(program: Command, context: CommandContext, setExit: SetExit): void {
  program
    .command('serve [case]')
    .description('the window in a browser: on loopback, behind a token')
    .option('--port <n>', 'port to listen on (default: any free one)')
    .option(...json)
    .action(async (path: string | undefined, options) => {
      setExit(await (await import('./commands/serve.ts')).runServe(context, path, options, false));
    });
  program
    .command('open [case]')
    .description('as serve, and shows it in a browser')
    .option('--port <n>', 'port to listen on (default: any free one)')
    .option(...json)
    .action(async (path: string | undefined, options) => {
      setExit(await (await import('./commands/serve.ts')).runServe(context, path, options, true));
    });
  program
    .command('demo')
    .description('the bundled case of two appliances: its ledger and its postmortem')
    .option('--out <directory>', 'where the case and the report go', '.')
    .option('--lang <language>', 'language of the report, en or zh-CN', 'en')
    .option(...json)
    .action(async (options) => {
      setExit(await (await import('./commands/demo.ts')).runDemo(context, options));
    });
}
