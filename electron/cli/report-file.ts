/** The file that a report goes to: never a case, a device or anything else that is not an earlier report. */
import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ReportResult } from '#shared/contract/reports.ts';
import { AppError } from '#shared/errors/app-error.ts';

const PDF_START = '%PDF-';

/**
 * Called before the work is done: a slip of the hand (`-o the.memcase`) must not cost the evidence.
 * @throws report.write-failed
 */
export async function checkReportPath(path: string): Promise<void> {
  const refuse = (why: string) => new AppError('report.write-failed', `${path} ${why}.`, { path });
  const folder = dirname(path);
  if ((await stat(folder).catch(() => undefined))?.isDirectory() !== true) {
    throw refuse(`could not be written: there is no folder ${folder}`);
  }
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) return;
  if (info.isDirectory()) throw refuse('is a folder; name a file in it');
  if (!info.isFile()) throw refuse('is no regular file');
  if (info.size > 0 && (await firstBytes(path)) !== PDF_START) {
    throw refuse('is there already and is no PDF; it was left as it is');
  }
}

async function firstBytes(path: string): Promise<string | undefined> {
  const file = await open(path, 'r').catch(() => undefined);
  try {
    const { buffer, bytesRead } = (await file?.read(Buffer.alloc(PDF_START.length))) ?? {};
    return buffer?.toString('latin1', 0, bytesRead);
  } finally {
    await file?.close();
  }
}

/** `postmortem.pdf` goes with `postmortem.evidence.zip`. */
export function evidencePath(path: string): string {
  return `${path.replace(/\.pdf$/i, '')}.evidence.zip`;
}

/**
 * Whole or not at all: a file of that name is replaced only when the new one is on disk, with what goes with it. An
 * evidence file of an earlier report, whose hash this one does not print, is left alone.
 */
export async function writeReport(
  path: string,
  { pdf, evidence }: Pick<ReportResult, 'pdf' | 'evidence'>,
): Promise<void> {
  const draftOf = (of: string): string =>
    join(dirname(of), `.${basename(of)}.${randomBytes(6).toString('hex')}`);
  const zip = evidencePath(path);
  const parts = [
    ...(evidence === undefined ? [] : [{ to: zip, draft: draftOf(zip), bytes: evidence }]),
    { to: path, draft: draftOf(path), bytes: pdf },
  ];
  try {
    for (const { draft, bytes } of parts) await writeDraft(draft, bytes);
    for (const { draft, to } of parts) await rename(draft, to);
  } catch (error) {
    for (const { draft } of parts) await rm(draft, { force: true }).catch(() => undefined);
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new AppError(
      'report.write-failed',
      `${path} could not be written (${code}).`,
      { path, code },
      error,
    );
  }
}

async function writeDraft(draft: string, bytes: Uint8Array): Promise<void> {
  const file = await open(draft, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
