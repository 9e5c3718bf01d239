/** The nouns of shared/domain/timeline.ts as zod schemas, and the calls that give them. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { processMeasures } from '#shared/domain/parsed.ts';
import { forecastStates, laneKinds } from '#shared/domain/timeline.ts';
import type { Lane, TimelineOverview, TimelineSeries } from '#shared/domain/timeline.ts';
import { caseInput } from './cases.ts';
import { caseEventSchema } from './events.ts';
import { bytesSchema, epochMsSchema, evidenceRefSchema } from './schemas.ts';

/** No screen is wider; programs that want every sample ask for it too. */
export const MAX_WIDTH = 20_000;
/** More lanes than anybody reads below each other. */
export const MAX_LANES = 40;

const laneId = z.string().min(1).max(4200);
const range = z.object({ from: epochMsSchema, to: epochMsSchema });
const perHour = z.number().describe('bytes per hour');

const growthSchema = z
  .object({
    bytesPerHour: perHour.describe('median of the slopes between all pairs of samples (Theil, Sen)'),
    lowBytesPerHour: perHour.nullable().describe('lower end of the 95 % interval; null with too few samples'),
    highBytesPerHour: perHour.nullable(),
    samples: z.int().positive(),
    from: epochMsSchema.describe('not before the last restart, nor before the trend changed'),
    to: epochMsSchema,
  })
  .nullable();

const laneChoice = {
  id: laneId,
  kind: z.enum(laneKinds),
  label: z.string(),
  measure: z.enum(processMeasures).nullable().describe('what a lane of processes measures'),
  growthBytes: bytesSchema.describe('last sample minus the first, of the target where that is most'),
  samples: z.int().nonnegative().describe('of all targets'),
};

/** A schema for each member of a noun. */
type Shape<Noun> = { readonly [Member in keyof Noun]: z.ZodType<Noun[Member]> };

export const timelineOverviewShape: Shape<TimelineOverview> = {
  range: range.nullable().describe('first to last of what is shown; null where there is no snapshot'),
  targets: z.array(
    z.object({
      name: z.string(),
      snapshots: z.int().nonnegative(),
      clock: z
        .object({
          offsetMs: z.number().describe("the target's clock minus ours, the newest reading"),
          boundMs: z.number().describe('the offset is true within so much'),
          lowestMs: z.number(),
          highestMs: z.number(),
          readings: z.int().positive(),
          evidence: evidenceRefSchema,
        })
        .nullable()
        .describe('null where nobody measured it'),
    }),
  ),
  events: z.array(caseEventSchema),
  choices: z.array(z.object(laneChoice)).describe('lanes that can be asked for'),
  chosen: z.array(laneId).describe('those that are shown where nobody chooses'),
};
const overviewSchema: z.ZodType<TimelineOverview> = z.object(timelineOverviewShape);

const readingSchema = z.object({
  snapshot: z.int().positive().describe('ordinal within the target'),
  evidence: evidenceRefSchema,
});

const laneSchema: z.ZodType<Lane> = z.object({
  ...laneChoice,
  series: z.array(
    z.object({
      target: z.string(),
      total: z.int().nonnegative().describe('samples in the range, before they are reduced'),
      times: z
        .array(epochMsSchema)
        .describe('of least and largest of each of `width` columns, and of the neighbours of the range'),
      bytes: z.array(bytesSchema).describe('row by row with `times`'),
      readings: z
        .array(readingSchema)
        .nullable()
        .describe('row by row with `times`; null where evidence was not asked for'),
      growth: growthSchema,
    }),
  ),
});

const ordinal = z.int().positive();

export const timelineSeriesShape: Shape<Omit<TimelineSeries, 'range'>> = {
  windows: z
    .array(z.object({ target: z.string(), first: ordinal, last: ordinal, ...range.shape }))
    .describe('when the evidence was taken: of one snapshot, or of several that share a column of pixels'),
  lanes: z.array(laneSchema),
  forecasts: z.array(
    z.object({
      target: z.string(),
      state: z.enum(forecastStates),
      headroomBytes: bytesSchema.nullable().describe('MemAvailable plus SwapFree at the last sample'),
      growth: growthSchema,
      exhausted: z
        .object({
          expected: epochMsSchema,
          earliest: epochMsSchema.nullable(),
          latest: epochMsSchema.nullable(),
        })
        .nullable()
        .describe('when the headroom is used up if it goes on like this'),
    }),
  ),
};
const seriesSchema: z.ZodType<TimelineSeries> = z.object({
  range: range.nullable().describe('what was asked for'),
  ...timelineSeriesShape,
});

const askedRange = range.refine(({ from, to }) => from < to);

export const timelineSeriesRequest = caseInput.extend({
  targets: z.array(z.string().max(300)).max(1000).optional(),
  lanes: z.array(laneId).max(MAX_LANES).optional().describe('ids of choices; those of `chosen` without it'),
  range: askedRange.optional().describe('all there is without it'),
  width: z.int().min(1).max(MAX_WIDTH).default(1000).describe('columns of pixels'),
  evidence: z.boolean().default(false).describe('with the place where each amount was read'),
});
export type TimelineSeriesRequest = z.input<typeof timelineSeriesRequest>;

export const timelineContract = {
  /** @throws verify.failed */
  overview: oc.input(caseInput).output(overviewSchema),
  /** @throws verify.failed, input.bad-option for a lane that is not there */
  series: oc.input(timelineSeriesRequest).output(seriesSchema),
  /** Snapshots to compare; null where the range holds no two of the target. @throws verify.failed */
  ends: oc
    .input(caseInput.extend({ target: z.string().max(300), range: askedRange }))
    .output(z.object({ first: ordinal, last: ordinal }).nullable()),
};
