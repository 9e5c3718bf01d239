/** Memory of live processes. */
import { pagesOfDump } from '#electron/jobs/dump/dump-pages.ts';
import { eventStream } from '#electron/jobs/event-stream.ts';
import { isNewerProgress } from './collect.ts';
import { os } from './implementer.ts';
import type { Questions } from './questions.ts';
import type { Services } from './services.ts';
import { anySignal } from './stream-job.ts';

export function dumpProcedures({ cases, jobs }: Services, questions: Questions) {
  const neverAborted = new AbortController().signal;
  return {
    plan: os.dumps.plan.handler(({ input, signal }) =>
      eventStream(
        (emit, ending) =>
          jobs.planDump(input, { prompter: questions.prompter(emit, ending), emit, signal: ending }),
        signal ?? neverAborted,
        isNewerProgress,
      ),
    ),
    run: os.dumps.run.handler(({ input, signal }) =>
      cases.write(input.case, (file, closing) =>
        eventStream(
          (emit, ending) =>
            jobs.dumpMemory(file, input, {
              prompter: questions.prompter(emit, ending),
              emit,
              signal: ending,
            }),
          anySignal(signal, closing),
          isNewerProgress,
        ),
      ),
    ),
    list: os.dumps.list.handler(({ input }) => jobs.listDumps(cases.get(input.case).file)),
    pages: os.dumps.pages.handler(({ input }) => pagesOfDump(cases.get(input.case).file, input.dump)),
  };
}
