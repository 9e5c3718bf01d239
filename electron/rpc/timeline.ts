/** A case over time. What was read of it in its present state is kept, so that a zoom only reduces. */
import { seriesOf } from '#shared/analysis/timeline/view.ts';
import { readTimeline } from '#electron/jobs/timeline/read-timeline.ts';
import type { OpenCase } from './case-registry.ts';
import { os } from './implementer.ts';
import { once } from './once.ts';
import type { Services } from './services.ts';

export function timelineProcedures({ cases }: Services) {
  return {
    overview: os.timeline.overview.handler(({ input }) => timelineOnce(cases.get(input.case)).overview),
    series: os.timeline.series.handler(({ input }) => {
      const { lanes, overview } = timelineOnce(cases.get(input.case));
      const question = {
        targets: input.targets,
        lanes: input.lanes ?? overview.chosen,
        range: input.range ?? null,
        width: input.width,
      };
      return seriesOf(lanes, overview.events, question);
    }),
  };
}

function timelineOnce(open: OpenCase) {
  return once(open, ['timeline'], () => readTimeline(open.file));
}
