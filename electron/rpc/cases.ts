/** Procedures of the case file as a whole. */
import { copyFileSync, constants, mkdtempSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '#shared/errors/app-error.ts';
import type { Platform } from '#electron/platform/platform.ts';
import { summaryOf } from './case-registry.ts';
import { os } from './implementer.ts';
import type { Services } from './services.ts';
import { anySignal, paceProgress } from './stream-job.ts';

export function caseProcedures({ cases, jobs, platform }: Services) {
  return {
    create: os.cases.create.handler(({ input }) => summaryOf(cases.create(input.path, input.title))),
    open: os.cases.open.handler(({ input }) => summaryOf(cases.open(input.path, input.mode))),
    openSample: os.cases.openSample.handler(({ input }) =>
      summaryOf(cases.open(copySample(platform, input.path), 'write')),
    ),
    list: os.cases.list.handler(() => cases.list().map(summaryOf)),
    summary: os.cases.summary.handler(({ input }) => summaryOf(cases.get(input.case))),
    close: os.cases.close.handler(async ({ input }) => ({ closed: await cases.close(input.case) })),
    journal: os.cases.journal.handler(({ input }) =>
      cases.get(input.case).file.journal(input.after, input.limit),
    ),
    verify: os.cases.verify.handler(({ input, signal }) =>
      cases.read(input.case, (file, closing) =>
        paceProgress(jobs.verifyCase(file, anySignal(signal, closing)), platform.now),
      ),
    ),
    reparse: os.cases.reparse.handler(({ input, signal }) =>
      cases.write(input.case, (file, closing) =>
        paceProgress(jobs.reparseCase(file, anySignal(signal, closing)), platform.now),
      ),
    ),
  };
}

/** @returns the path of a copy that nobody else works on. @throws casefile.exists, casefile.io */
function copySample(platform: Platform, wanted: string | undefined): string {
  const path = wanted ?? join(mkdtempSync(join(platform.tempDir, 'sample-')), basename(platform.samplePath));
  try {
    copyFileSync(platform.samplePath, path, constants.COPYFILE_EXCL);
    return path;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') throw new AppError('casefile.exists', `${path} exists already.`, { path });
    throw new AppError('casefile.io', `The sample could not be copied to ${path}.`, { path }, error);
  }
}
