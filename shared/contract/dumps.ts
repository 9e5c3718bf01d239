/** Bytes of memory from a live target. Prompts are answered by `collect.answer`, as for every live job. */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { regionClasses } from '#shared/domain/memory.ts';
import { pageStates } from '#shared/domain/page-map.ts';
import { caseInput } from './cases.ts';
import { hopFactsSchema, remoteEventSchema, routeSchema } from './collect.ts';
import { addressSchema, artifactSchema, bytesSchema, idSchema } from './schemas.ts';

export const dumpMethods = ['mem', 'slices', 'gdb'] as const;

const rangeSchema = z.object({ start: addressSchema, end: addressSchema.describe('exclusive') });

/** Which regions of the process. */
export const dumpSelectionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('range'), ranges: z.array(rangeSchema).min(1).max(64) }),
  z.object({ kind: z.literal('class'), classes: z.array(z.enum(regionClasses)).min(1).max(8) }),
  /** Those with most resident memory. */
  z.object({ kind: z.literal('top'), count: z.int().min(1).max(64) }),
]);
export type DumpSelection = z.infer<typeof dumpSelectionSchema>;

const dumpOptions = {
  route: routeSchema,
  /** A number, or a name that only one process has. */
  process: z.string().min(1).max(256),
  selection: dumpSelectionSchema,
  /** `mem` stops nothing; `slices` stops for each 16 MiB at most; `gdb` attaches for each. All but `mem` under a guard. */
  method: z.enum(dumpMethods).default('mem'),
  /** gdb: each region in one stop. */
  whole: z.boolean().default(false),
};

export const dumpPlanRequestSchema = z.object(dumpOptions);
export type DumpPlanRequest = z.output<typeof dumpPlanRequestSchema>;
export const dumpRequestSchema = caseInput.extend({
  ...dumpOptions,
  /** Name of the target in the case. */
  target: z.string().min(1).max(200),
});
export type DumpRequest = z.output<typeof dumpRequestSchema>;

const dumpRegionSchema = rangeSchema.extend({
  class: z.enum(regionClasses).nullable().describe('null for a range that is no single region'),
  path: z.string(),
  sizeBytes: bytesSchema,
  rssBytes: bytesSchema.nullable(),
  swapBytes: bytesSchema.nullable(),
});
export type DumpRegion = z.infer<typeof dumpRegionSchema>;

export const dumpPlanSchema = z.object({
  process: z.object({
    pid: z.int().positive(),
    name: z.string(),
    commandLine: z.string(),
    startTicks: z.string().describe('field 22 of /proc/PID/stat'),
  }),
  method: z.enum(dumpMethods),
  regions: z.array(dumpRegionSchema),
  estimate: z.object({
    bytes: bytesSchema,
    seconds: z.number().nonnegative(),
    stops: z.int().nonnegative(),
    longestStopMs: z.number().nonnegative(),
    remoteBytes: bytesSchema.describe('memory on the target, tmpfs included'),
    tmpfsBytes: bytesSchema,
  }),
  target: z.object({
    memAvailableBytes: bytesSchema.nullable(),
    swapFreeBytes: bytesSchema,
    loadOneMinute: z.number().nullable(),
    memoryPressure: z.number().nullable().describe('some avg10 of PSI, per cent'),
    oomScore: z.number().nullable(),
    uid: z.int().nullable(),
    yamaScope: z.int().nullable(),
    tracerPid: z.int(),
    watchdogMs: z.number().nullable(),
    tmpfs: z.object({ path: z.string(), freeBytes: bytesSchema }).nullable(),
    pageBytes: z.int().positive(),
  }),
  /** What speaks against it; with one of these nothing is read. */
  refusals: z.array(z.object({ code: z.string(), reason: z.string(), text: z.string() })),
  warnings: z.array(z.string()),
  /** What preflight runs, then what a piece takes; exactly as a shell there is given it. */
  commands: z.array(z.string()),
  script: z.string(),
});
export type DumpPlan = z.infer<typeof dumpPlanSchema>;

const byState = z.partialRecord(z.enum(pageStates), bytesSchema).describe('bytes by state of their page');

export const takenDumpSchema = z.object({
  artifact: artifactSchema,
  pageMap: artifactSchema,
  region: dumpRegionSchema,
  isComplete: z.boolean(),
  bytesByState: byState,
  /** Between the first byte that was read and the last: what the dump cannot be consistent over. */
  tornMs: z.number().nonnegative(),
  /** Of the region's length, what an earlier run had brought in. */
  resumedBytes: bytesSchema,
});
export type TakenDump = z.infer<typeof takenDumpSchema>;

export const dumpResultSchema = z.object({
  target: z.string(),
  plan: dumpPlanSchema,
  hops: z.array(hopFactsSchema),
  snapshot: idSchema.nullable().describe('taken for this dump; null where an earlier run was gone on with'),
  dumps: z.array(takenDumpSchema),
  /** Over the wire, framing included; and of that what had to be sent again after a link broke. */
  receivedBytes: bytesSchema,
  resentBytes: bytesSchema,
  reconnects: z.int().nonnegative(),
  stops: z.object({ count: z.int().nonnegative(), longestMs: z.number().nonnegative() }),
  /** State in which the guard left the process, and what it did; empty without one. */
  guard: z.array(z.string()),
});
export type DumpResult = z.infer<typeof dumpResultSchema>;

/** Dumps of a case with what is known of their pages; and those of which only a part has arrived. */
export const dumpListSchema = z.object({
  dumps: z.array(
    z.object({
      artifact: artifactSchema,
      /** As the process list of its snapshot calls it; null where it is not in it. */
      process: z.string().nullable(),
      /** Null where there is none, as for dumps that were imported. */
      pageMap: idSchema.nullable(),
      isComplete: z.boolean().nullable(),
      bytesByState: byState.nullable(),
      tornMs: z.number().nonnegative().nullable(),
    }),
  ),
  staged: z.array(
    z.object({
      target: z.string(),
      pid: z.int(),
      process: z.string(),
      start: addressSchema,
      end: addressSchema,
      arrivedBytes: bytesSchema,
      sizeBytes: bytesSchema,
    }),
  ),
});
export type DumpList = z.infer<typeof dumpListSchema>;

/** What is known of a dump's pages, by offset from its start; the runs are sorted and touch one another. */
export const dumpPagesSchema = z.object({
  artifact: artifactSchema,
  process: z.string().nullable().describe('as the process list of its snapshot calls it'),
  pageMap: idSchema.nullable().describe('null where none tells of the pages: `runs` is empty then'),
  runs: z.array(z.object({ offset: bytesSchema, length: bytesSchema, state: z.enum(pageStates) })),
});
export type DumpPages = z.infer<typeof dumpPagesSchema>;

export const dumpsContract = {
  /** Preflight alone: looks at the target, reads no memory, stores nothing. */
  plan: oc.input(dumpPlanRequestSchema).output(eventIterator(remoteEventSchema, dumpPlanSchema)),
  /** @throws dump.*, ssh.*, collect.*, input.unknown-process, job.cancelled; what arrived is kept, and a further run goes on */
  run: oc.input(dumpRequestSchema).output(eventIterator(remoteEventSchema, dumpResultSchema)),
  list: oc.input(caseInput).output(dumpListSchema),
  /** Its bytes are `evidence.bytes`. @throws input.unknown-artifact where `dump` is no dump of the case */
  pages: oc.input(caseInput.extend({ dump: idSchema })).output(dumpPagesSchema),
};
