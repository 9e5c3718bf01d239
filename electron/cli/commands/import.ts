/** `memcase import CASE --target NAME [--at TIME] [--process PID] [--dump PID:0xSTART] FILE|DIR|TAR|-...` */
import { stat } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { ImportRequest, ImportResult } from '#shared/contract/imports.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { GiB } from '#shared/units/bytes.ts';
import { formatBytes, formatCount, formatEvidenceId } from '#shared/units/format.ts';
import { timeCell } from '../cells.ts';
import type { CommandContext } from '../context.ts';
import { withCase } from '../context.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { parseDump, parseTime } from '../option-values.ts';
import { followJob } from '../progress-line.ts';
import { formatTable } from '../text-table.ts';
import type { TableColumn } from '../text-table.ts';
import { isErrorCode } from '#shared/errors/codes.ts';

/** What is piped in is held in memory. */
const MAX_PIPED_BYTES = 1 * GiB;

export interface ImportOptions {
  readonly target: string;
  readonly at?: string;
  readonly process?: string;
  readonly dump?: string;
  readonly newSnapshot?: boolean;
  readonly json?: boolean;
}

export async function runImport(
  context: CommandContext,
  path: string,
  sources: readonly string[],
  options: ImportOptions,
): Promise<ExitCode> {
  const at = options.at === undefined ? undefined : parseTime('--at', options.at);
  const dump = options.dump === undefined ? undefined : parseDump('--dump', options.dump);
  return withCase(context, path, 'write', async ({ client, handle }) => {
    const request: ImportRequest = {
      case: handle,
      target: options.target,
      sources: await Promise.all(sources.map(toSource)),
      at,
      process: options.process,
      dump,
      newSnapshot: options.newSnapshot,
    };
    const job = await client.imports.run(request, { signal: context.signal });
    const result = await followJob(job, context.progress);
    for (const warning of result.warnings) context.out.notice(`warning: ${warning}`);
    for (const sentence of damage(result)) context.out.notice(`warning: ${sentence}`);
    for (const { message, code } of result.refused) context.out.notice(`${message} [${code}]`);
    if (options.json === true) context.out.json('import', { case: path, ...result });
    else context.out.lines(resultLines(result, context.out.width));
    return exitCodeOfResult(result);
  });
}

/** Pipes can be read once only, and an import reads twice: their bytes are taken along. */
async function toSource(name: string): Promise<ImportRequest['sources'][number]> {
  if (name === '-') return { name: 'stdin', bytes: await readAll(process.stdin, 'stdin') };
  const info = await stat(name).catch(() => undefined);
  if (info === undefined || info.isFile() || info.isDirectory()) return { path: resolve(name) };
  return { name: basename(name), bytes: await readAll(createReadStream(name), name) };
}

async function readAll(stream: AsyncIterable<unknown>, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = chunk as Buffer;
    length += bytes.length;
    if (length > MAX_PIPED_BYTES) {
      const most = formatBytes(MAX_PIPED_BYTES);
      throw new AppError('input.too-large', `${name} gives more than ${most}; put it into a file first.`, {
        name,
      });
    }
    chunks.push(bytes);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** Damaged lines are read as far as they go and kept: a warning, no failure. */
function damage({ parts }: ImportResult): string[] {
  // What was not read at all is named with what was left out.
  const read = parts.filter(({ kind }) => kind !== 'text');
  const problems = read.reduce((sum, part) => sum + part.problems, 0);
  if (problems === 0) return [];
  const lines = problems === 1 ? '1 line is' : `${formatCount(problems)} lines are`;
  return [`${lines} damaged, incomplete or missing; \`memcase show CASE problems\` names them.`];
}

/** More parts than this are counted, not listed. */
const MAX_LISTED = 40;

/** A table of what there is now, and the snapshots. */
export function resultLines(result: ImportResult, width: number | undefined): string[] {
  const { parts, snapshots, target } = result;
  if (parts.length === 0) return [`Nothing was imported into ${target}.`];
  const where = snapshots.map(
    ({ targetName, ordinal, takenAt, timeSource }) =>
      `${targetName}@${ordinal} at ${timeCell(takenAt)} (time: ${timeSource})`,
  );
  const table = parts.length > MAX_LISTED ? kindTable(parts, width) : partTable(parts, width);
  return [...table, '', ...where];
}

type Part = ImportResult['parts'][number];

const counts: readonly TableColumn[] = [
  { title: 'size', align: 'right' },
  { title: 'records', align: 'right' },
  { title: 'problems', align: 'right' },
];

function partTable(parts: readonly Part[], width: number | undefined): string[] {
  const columns = [
    { title: 'evidence' },
    { title: 'kind' },
    { title: 'name', shrinks: true },
    ...counts,
    { title: '' },
  ];
  const rows = parts.map(({ artifact, kind, records, problems, duplicate }) => [
    formatEvidenceId(artifact.id),
    kind,
    artifact.lines === null
      ? artifact.name
      : `${artifact.name}:${artifact.lines.first}-${artifact.lines.last}`,
    sizeOf(artifact),
    formatCount(records),
    problems === 0 ? '' : formatCount(problems),
    duplicate ? 'there already' : 'added',
  ]);
  return formatTable(columns, rows, width);
}

/** A part has no bytes of its own: those are its source's. */
function sizeOf({ lines, sizeBytes }: Part['artifact']): string {
  if (lines === null) return formatBytes(sizeBytes);
  const count = lines.last - lines.first + 1;
  return count === 1 ? '1 line' : `${formatCount(count)} lines`;
}

function kindTable(parts: readonly Part[], width: number | undefined): string[] {
  const columns: TableColumn[] = [
    { title: 'kind' },
    { title: 'added', align: 'right' },
    { title: 'there already', align: 'right' },
    ...counts,
  ];
  const rows = [...Map.groupBy(parts, ({ kind }) => kind)].map(([kind, ofKind]) => {
    const sum = (read: (part: Part) => number) => ofKind.reduce((total, part) => total + read(part), 0);
    const there = sum(({ duplicate }) => (duplicate ? 1 : 0));
    const problems = sum((part) => part.problems);
    return [
      kind,
      formatCount(ofKind.length - there),
      there === 0 ? '' : formatCount(there),
      formatBytes(sum(({ artifact }) => (artifact.lines === null ? artifact.sizeBytes : 0))),
      formatCount(sum((part) => part.records)),
      problems === 0 ? '' : formatCount(problems),
    ];
  });
  return formatTable(columns, rows, width);
}

/** Partial where something was left out or kept unread; where nothing was taken, the code of the first refusal. */
function exitCodeOfResult({ parts, refused, leftOut }: ImportResult): ExitCode {
  const [first] = refused;
  if (first === undefined) return leftOut.length === 0 ? exitCodes.ok : exitCodes.partial;
  if (parts.length > 0) return exitCodes.partial;
  return isErrorCode(first.code) ? exitCodeOf(first.code) : exitCodes.input;
}
