/** Which process is meant, by number or name, and what pins it: the start time and the executable. */
import { AppError } from '#shared/errors/app-error.ts';
import { toPrintable } from '#shared/util/printable.ts';
import type { DumpShell } from './dump-shell.ts';

export interface FoundProcess {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat. */
  readonly startTicks: string;
  /** One letter, as in /proc/PID/stat. */
  readonly state: string;
  readonly name: string;
  readonly commandLine: string;
}

/** `comm` is cut there by the kernel (TASK_COMM_LEN). */
const MOST_COMM = 15;
const MOST_LISTED = 8;

/** Without a fork per process: only builtins of the shell. */
const listCommand =
  'for f in /proc/[0-9]*; do { read -r n < $f/comm; } 2> /dev/null && echo "${f#/proc/} $n"; done; :';

/** @throws input.unknown-process, input.bad-option for a name of several, dump.process-changed */
export async function findProcess(shell: DumpShell, wanted: string): Promise<FoundProcess> {
  if (/^[1-9]\d{0,8}$/.test(wanted)) return describe(shell, Number(wanted));
  const base = wanted.slice(wanted.lastIndexOf('/') + 1);
  const { bytes } = await shell.text(listCommand);
  const pids = bytes
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const [, pid, name] = /^(\d{1,9}) (.*)$/.exec(line) ?? [];
      return name === base.slice(0, MOST_COMM) ? [Number(pid)] : [];
    });
  const found: FoundProcess[] = [];
  for (const pid of pids.slice(0, 64)) {
    const process = await describe(shell, pid).catch(() => undefined);
    if (process !== undefined && (base.length <= MOST_COMM || process.commandLine.includes(base)))
      found.push(process);
  }
  const [first, ...others] = found;
  if (first === undefined) {
    throw new AppError('input.unknown-process', `No process on the target is called ${wanted}.`, {
      process: wanted,
    });
  }
  if (others.length > 0) throw several(wanted, found);
  return first;
}

/** @throws input.unknown-process */
async function describe(shell: DumpShell, pid: number): Promise<FoundProcess> {
  const [stat, commandLine] = await Promise.all([
    shell.text(`cat /proc/${pid}/stat`, 8192),
    shell.text(`tr '\\000' ' ' < /proc/${pid}/cmdline | head -c 4096`, 16_384),
  ]);
  const [, name, rest] = /^\d+ \((.*)\) (\S.*)$/s.exec(stat.bytes.toString('utf8')) ?? [];
  const fields = rest?.trim().split(/\s+/) ?? [];
  const startTicks = fields[19] ?? '';
  if (name === undefined || !/^\d{1,20}$/.test(startTicks)) {
    throw new AppError('input.unknown-process', `There is no process ${pid} on the target.`, {
      process: String(pid),
    });
  }
  return {
    pid,
    startTicks,
    state: fields[0] ?? '',
    name: toPrintable(name),
    commandLine: toPrintable(commandLine.bytes.toString('utf8').trim()),
  };
}

function several(wanted: string, found: readonly FoundProcess[]): AppError {
  const list = found
    .slice(0, MOST_LISTED)
    .map(({ pid, commandLine, name }) => `${pid} (${(commandLine || name).slice(0, 60)})`);
  const more = found.length > MOST_LISTED ? `, and ${found.length - MOST_LISTED} more` : '';
  return new AppError(
    'input.bad-option',
    `${found.length} processes are called ${wanted}; give a number: ${list.join(', ')}${more}.`,
    { option: '--process', process: wanted },
  );
}
