/** The ledger and the tables. Waits for shared/analysis. */
import { AppError } from '#shared/errors/app-error.ts';
import { os } from './implementer.ts';
import type { Services } from './services.ts';

export function analysisProcedures(_services: Services) {
  const missing = () => {
    throw new AppError('explain.no-evidence', 'The analysis is not built yet.');
  };
  return {
    explain: os.analysis.explain.handler(missing),
    diff: os.analysis.diff.handler(missing),
    regionProcesses: os.analysis.regionProcesses.handler(missing),
  };
}
