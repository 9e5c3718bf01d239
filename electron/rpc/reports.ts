/** The postmortem. */
import { os } from './implementer.ts';
import type { Services } from './services.ts';
import { anySignal, paceProgress } from './stream-job.ts';

export function reportProcedures({ cases, jobs, platform }: Services) {
  return {
    review: os.reports.review.handler(({ input, signal }) =>
      cases.read(input.case, (file, closing) =>
        paceProgress(jobs.reviewRedaction(file, input, anySignal(signal, closing)), platform.now),
      ),
    ),
    render: os.reports.render.handler(({ input, signal }) =>
      cases.read(input.case, (file, closing) =>
        paceProgress(jobs.renderReport(file, input, anySignal(signal, closing)), platform.now),
      ),
    ),
  };
}
