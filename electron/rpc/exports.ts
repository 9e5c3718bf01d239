/** Tables for other programs. */
import { os } from './implementer.ts';
import type { Services } from './services.ts';
import { anySignal, paceProgress } from './stream-job.ts';

export function exportProcedures({ cases, jobs, platform }: Services) {
  return {
    run: os.exports.run.handler(({ input, signal }) =>
      cases.read(input.case, (file, closing) =>
        paceProgress(jobs.exportCase(file, input, anySignal(signal, closing)), platform.now),
      ),
    ),
  };
}
