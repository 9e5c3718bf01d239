/** A case over time. What was read of it in its present state is kept, so that a zoom only reduces. */
import { seriesOf } from '#shared/analysis/timeline/view.ts';
import { endsOfRange } from '#shared/analysis/timeline/windows.ts';
import type { OpenCase } from './case-registry.ts';
import { os } from './implementer.ts';
import { once } from './once.ts';
import type { Services } from './services.ts';

export function timelineProcedures({ cases, jobs }: Services) {
  const timelineOnce = (open: OpenCase) => once(open, ['timeline'], () => jobs.readTimeline(open.file));
  return {
    overview: os.timeline.overview.handler(({ input }) => timelineOnce(cases.get(input.case)).overview),
    series: os.timeline.series.handler(({ input }) => {
      const { lanes, windows, overview } = timelineOnce(cases.get(input.case));
      const question = {
        targets: input.targets,
        lanes: input.lanes ?? overview.chosen,
        range: input.range ?? null,
        width: input.width,
        evidence: input.evidence,
      };
      const { events, range: whole } = overview;
      return seriesOf({ lanes, windows, events, whole }, question);
    }),
    ends: os.timeline.ends.handler(({ input: { case: handle, target, range } }) =>
      endsOfRange(timelineOnce(cases.get(handle)).windows, target, range),
    ),
  };
}
