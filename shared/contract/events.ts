/** The nouns of shared/domain/events.ts as zod schemas. */
import { z } from 'zod';
import { eventKinds, oomConstraints } from '#shared/domain/events.ts';
import type { CaseEvent, OomReport } from '#shared/domain/events.ts';
import { bytesSchema, epochMsSchema, evidenceRefSchema } from './schemas.ts';

const someBytes = bytesSchema.nullable();

const oomReportSchema: z.ZodType<OomReport> = z.object({
  timeText: z.string().describe('as printed: seconds since boot, or a date'),
  askedBy: z.string().nullable().describe('who asked for memory; seldom the victim'),
  constraint: z.enum(oomConstraints).nullable(),
  limitGroup: z.string().nullable().describe('the group whose limit was met'),
  limitBytes: someBytes,
  usageBytes: someBytes,
  victims: z.array(
    z.object({
      pid: z.int(),
      name: z.string().nullable(),
      totalVmBytes: someBytes,
      anonRssBytes: someBytes,
      fileRssBytes: someBytes,
      shmemRssBytes: someBytes,
      line: z.int().positive(),
    }),
  ),
  tasks: z.array(
    z.object({
      pid: z.int(),
      uid: z.int().nullable(),
      name: z.string(),
      totalVmBytes: someBytes,
      rssBytes: someBytes,
      rssAnonBytes: someBytes,
      pageTableBytes: someBytes,
      swapBytes: someBytes,
      oomScoreAdj: z.int().nullable(),
      line: z.int().positive(),
    }),
  ),
  pageBytes: bytesSchema,
  pageSource: z.enum(['victim', 'assumed']).describe('whether the page size is known or taken as 4,096'),
  firstLine: z.int().positive(),
  lastLine: z.int().positive(),
});

export const caseEventSchema: z.ZodType<CaseEvent> = z.object({
  kind: z.enum(eventKinds),
  target: z.string(),
  time: z
    .object({ from: epochMsSchema, to: epochMsSchema })
    .nullable()
    .describe("when, by the target's clock; null where the evidence cannot be placed"),
  timeText: z.string(),
  pid: z.int().nullable(),
  processName: z.string().nullable(),
  oom: oomReportSchema.nullable(),
  connection: z
    .object({
      remote: z.string(),
      state: z.string(),
      sendQueueBytes: someBytes,
      seenIn: z.int().positive().describe('listings of sockets that show it'),
      listings: z.int().positive().describe('all listings of sockets of this target'),
    })
    .nullable(),
  newPid: z.int().nullable().describe('of a restart: the process number after it'),
  evidence: z.array(evidenceRefSchema),
});
