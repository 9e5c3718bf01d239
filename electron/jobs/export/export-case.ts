/** A case's tables as a folder of files, whole or not at all. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { explain } from '#shared/analysis/explain.ts';
import { selectSides } from '#shared/analysis/select-sides.ts';
import type { ExportRequest, ExportResult } from '#shared/contract/exports.ts';
import { AppError, isAppError } from '#shared/errors/app-error.ts';
import { createRedactor, type Redactor } from '#shared/report/redact.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { readAppVersion } from '#electron/platform/places.ts';
import type { Table } from '#electron/table-files/table.ts';
import { writeTable, type WrittenFile } from '#electron/table-files/write-table.ts';
import { throwIfAborted } from '../cancel.ts';
import { checkedReader, checkSources } from '../check-sources.ts';
import { caseLabels } from '../report-labels.ts';
import type { CancelSignal, Job } from '../types.ts';
import { caseTables } from './case-tables.ts';
import { learnTables, redactTables } from './redact-tables.ts';

/**
 * Phase `tables`, one item per table. The folder must not be there yet, or be empty.
 * @throws job.cancelled, export.write-failed, input.unknown-target, input.unknown-snapshot, verify.failed, casefile.*
 */
export async function* exportCase(
  file: ReadableCase,
  request: ExportRequest,
  signal: CancelSignal,
): Job<ExportResult> {
  const directory = resolve(request.directory);
  await requireFree(directory);
  const sides = selectSides(file.snapshots(), request, (snapshot) => checkedReader(file, snapshot));
  checkSources(file, sides);
  const explanation = explain({ ...sides, caseTitle: file.info.title, all: true });
  const all = caseTables(file, sides, explanation);
  const tables = request.redact ? redactTables(all, caseRedactor(file, all)) : all;
  const draft = join(dirname(directory), `.${basename(directory)}.${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(draft);
    const files: WrittenFile[] = [];
    for (const table of tables) {
      yield { phase: 'tables', done: files.length, total: tables.length, unit: 'items' };
      await setImmediate();
      throwIfAborted(signal);
      files.push(await writeTable(draft, table, request.format));
    }
    await writeFile(join(draft, 'manifest.json'), manifest(file, request, sides, files));
    await rmdir(directory).catch(() => undefined);
    await rename(draft, directory);
    yield { phase: 'tables', done: tables.length, total: tables.length, unit: 'items' };
    return { directory, files };
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    throw isAppError(error) ? error : failed(directory, error);
  }
}

async function requireFree(directory: string): Promise<void> {
  const refuse = (why: string) =>
    new AppError('export.write-failed', `${directory} ${why}.`, { path: directory });
  if ((await stat(dirname(directory)).catch(() => undefined))?.isDirectory() !== true) {
    throw refuse(`could not be made: there is no folder ${dirname(directory)}`);
  }
  const info = await stat(directory).catch(() => undefined);
  if (info === undefined) return;
  if (!info.isDirectory()) throw refuse('is a file');
  if ((await readdir(directory)).length > 0) throw refuse('is not empty; nothing in it was changed');
}

function failed(directory: string, error: unknown): AppError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  return new AppError(
    'export.write-failed',
    `The tables could not be written to ${directory} (${code}).`,
    { path: directory, code },
    error,
  );
}

/** Knows all that the tables tell apart, before the first is written. */
function caseRedactor(file: ReadableCase, tables: readonly Table[]): Redactor {
  const programs = new Set<string>();
  for (const { id } of file.snapshots()) {
    for (const { executable } of file.snapshotReader(id).processes())
      programs.add(executable.replace(/^.*\//, ''));
  }
  const keep = file.targets().map(({ name }) => name);
  const redactor = createRedactor({ keep, programs: [...programs], code: caseLabels(file) });
  learnTables(redactor, tables);
  return redactor;
}

/** What the files are and where they come from; equal cases and options give equal manifests. */
function manifest(
  file: ReadableCase,
  request: ExportRequest,
  sides: ReturnType<typeof selectSides>,
  files: readonly WrittenFile[],
): string {
  const side = (one: typeof sides.b) =>
    one === null ? null : { target: one.target, snapshot: one.snapshot.ordinal };
  const { caseId, title, journalHead } = file.info;
  const said = {
    kind: 'memcase-tables/1',
    caseId,
    title: request.redact ? createRedactor({ code: caseLabels(file) }).redact(title) : title,
    journalHead,
    writtenBy: `memcase ${readAppVersion()}`,
    redacted: request.redact,
    a: side(sides.a),
    b: side(sides.b),
    files,
  };
  return `${JSON.stringify(said, null, 2)}\n`;
}
