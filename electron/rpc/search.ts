/** Looking for bytes in all dumps of a case. */
import type { SearchEvent } from '#shared/contract/search.ts';
import { eventStream } from '#electron/jobs/event-stream.ts';
import { os } from './implementer.ts';
import type { Services } from './services.ts';
import { anySignal } from './stream-job.ts';

export function searchProcedures({ cases, jobs }: Services) {
  return {
    run: os.search.run.handler(({ input, signal }) =>
      cases.read(input.case, (file, closing) =>
        eventStream<SearchEvent, Awaited<ReturnType<typeof jobs.searchCase>>>(
          (emit, ending) => jobs.searchCase(file, input, emit, ending),
          anySignal(signal, closing),
          (event, before) => event.event === 'progress' && before.event === 'progress',
        ),
      ),
    ),
  };
}
