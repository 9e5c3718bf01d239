/** Evidence in. */
import { os } from './implementer.ts';
import type { Services } from './services.ts';
import { anySignal, paceProgress } from './stream-job.ts';

export function importProcedures({ cases, jobs, platform }: Services) {
  return {
    run: os.imports.run.handler(({ input, signal }) =>
      cases.write(input.case, (file, closing) =>
        paceProgress(jobs.importEvidence(file, input, anySignal(signal, closing)), platform.now),
      ),
    ),
  };
}
