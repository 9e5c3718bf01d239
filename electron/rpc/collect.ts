/** Evidence from live targets. */
import type { RemoteEvent } from '#shared/contract/collect.ts';
import { eventStream } from '#electron/jobs/event-stream.ts';
import { os } from './implementer.ts';
import type { Questions } from './questions.ts';
import type { Services } from './services.ts';
import { anySignal } from './stream-job.ts';

export function collectProcedures({ cases, jobs }: Services, questions: Questions) {
  const neverAborted = new AbortController().signal;
  return {
    plan: os.collect.plan.handler(({ input }) => jobs.planCollection(input)),
    run: os.collect.run.handler(({ input, signal }) =>
      cases.writeInTurns(input.case, (file, closing, inTurn) =>
        eventStream(
          (emit, ending) => {
            const prompter = questions.prompter(emit, ending);
            return jobs.collectLive(file, input, { prompter, emit, signal: ending, inTurn });
          },
          anySignal(signal, closing),
          isNewerProgress,
        ),
      ),
    ),
    test: os.collect.test.handler(({ input, signal }) =>
      eventStream(
        (emit, ending) => {
          const prompter = questions.prompter(emit, ending);
          return jobs.testRoute(input.route, { prompter, emit, signal: ending });
        },
        signal ?? neverAborted,
        isNewerProgress,
      ),
    ),
    answer: os.collect.answer.handler(({ input }) => {
      questions.answer(input);
      return { ok: true as const };
    }),
  };
}

/** Of two amounts that nobody has read yet only the later one matters. */
export function isNewerProgress(event: RemoteEvent, before: RemoteEvent): boolean {
  return (
    event.event === 'progress' &&
    before.event === 'progress' &&
    event.progress.phase === before.progress.phase
  );
}
