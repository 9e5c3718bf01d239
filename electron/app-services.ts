/** The rooms below rpc as the procedures want them. Waits for casefile and jobs. */
import { AppError } from '#shared/errors/app-error.ts';
import type { Platform } from './platform/platform.ts';
import type { CaseFiles, Jobs } from './rpc/services.ts';

export function createCaseFiles(_platform: Platform): CaseFiles {
  const missing = (): never => {
    throw new AppError('casefile.io', 'The case file is not built yet.');
  };
  return { create: missing, openForReading: missing, openForWriting: missing };
}

export function createJobs(_platform: Platform): Jobs {
  const missing = (): never => {
    throw new AppError('internal', 'The jobs are not built yet.');
  };
  return { importEvidence: missing, reparseCase: missing, verifyCase: missing, renderReport: missing };
}
