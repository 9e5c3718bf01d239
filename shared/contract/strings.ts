/** Text inside of dumps. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { chunkStates, heapRefusals, livenesses } from '#shared/domain/heap.ts';
import { stringEncodings } from '#shared/domain/strings.ts';
import { caseInput } from './cases.ts';
import { addressSchema, bytesSchema, idSchema } from './schemas.ts';

const countSchema = z.int().nonnegative();
const totalSchema = z.object({ count: countSchema, bytes: bytesSchema });
const sidesSchema = z.object({ live: totalSchema, ghost: totalSchema, undetermined: totalSchema });

/** `strings -n 6`; a string that the scan knows is not shorter. */
export const LEAST_STRING_BYTES = 6;

export const stringsRequestSchema = caseInput.extend({
  dump: idSchema,
  /** Shorter ones are left out, in bytes. */
  least: z.int().min(LEAST_STRING_BYTES).max(65_536).default(LEAST_STRING_BYTES),
  encoding: z.enum(stringEncodings).optional(),
  liveness: z.enum(livenesses).optional(),
  /** So many strings are told; all are counted. */
  limit: z.int().min(0).max(100_000).default(0),
});
export type StringsRequest = z.output<typeof stringsRequestSchema>;

export const dumpStringsSchema = z.object({
  artifact: idSchema,
  target: z.string(),
  snapshot: countSchema,
  pid: z.int().positive(),
  start: addressSchema,
  sizeBytes: bytesSchema,
  refusal: z
    .enum(heapRefusals)
    .nullable()
    .describe('why nothing says what lives; null where the heap was walked'),
  totals: z
    .object({
      ascii: sidesSchema,
      'utf-8': sidesSchema,
      'utf-16le': sidesSchema,
      'utf-16be': sidesSchema,
      gbk: sidesSchema,
    })
    .describe('never to be added up: the ASCII part of a string in UTF-8 is one of ASCII too'),
  templates: z
    .array(
      z.object({
        pattern: z.string().describe('what stays; <n>, <ip> and others for what differs'),
        sides: sidesSchema,
        samples: z.array(bytesSchema).describe('offsets in the dump'),
      }),
    )
    .describe('by bytes, the largest first'),
  moreTemplates: countSchema,
  others: sidesSchema.describe('came when no more templates were told apart'),
  strings: z.array(
    z.object({
      offset: bytesSchema.describe('from the start of the dump'),
      address: addressSchema.describe('in the process'),
      length: bytesSchema,
      encoding: z.enum(stringEncodings),
      state: z.enum(chunkStates).nullable().describe('of the chunk that holds it'),
      text: z.string().describe('of at most its first 256 bytes'),
    }),
  ),
  matching: countSchema.describe('strings that were asked for, told or not'),
});
export type DumpStrings = z.infer<typeof dumpStringsSchema>;

export const stringsContract = {
  /** @throws input.unknown-artifact, input.too-large, job.cancelled */
  ofDump: oc.input(stringsRequestSchema).output(dumpStringsSchema),
};
