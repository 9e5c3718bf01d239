/** Looking for bytes in all dumps of a case. */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { chunkStates } from '#shared/domain/heap.ts';
import { hitEncodings } from '#shared/domain/search.ts';
import { caseInput, progressSchema } from './cases.ts';
import { addressSchema, bytesSchema, idSchema } from './schemas.ts';

export const searchKinds = ['text', 'hex', 'regex', 'address'] as const;

export const searchRequestSchema = caseInput.extend({
  kind: z.enum(searchKinds).default('text'),
  /** Text, bytes such as `48 8b ?? c3`, a regular expression over bytes, or an address such as `0x7f3698002f5a`. */
  pattern: z.string().min(1).max(4096),
  ignoreCase: z.boolean().default(false),
  /** So many hits are told; all are counted. */
  limit: z.int().min(1).max(100_000).default(1000),
  target: z.string().max(300).optional(),
  /** Only this dump. */
  dump: idSchema.optional(),
});
export type SearchRequest = z.output<typeof searchRequestSchema>;

export const searchHitSchema = z.object({
  artifact: idSchema.describe('number of the dump: 12 is E-012'),
  target: z.string(),
  snapshot: z.int().nonnegative().describe('ordinal within the target'),
  pid: z.int().nullable(),
  process: z.string().nullable(),
  address: addressSchema.describe('in the process'),
  offset: bytesSchema.describe('from the start of the dump'),
  length: bytesSchema,
  encoding: z
    .enum(hitEncodings)
    .describe('as what it was found; bytes for hex and regex, place and pointer for an address'),
  excerpt: z.string().describe('made printable, with some of what stands around it'),
  state: z.enum(chunkStates).optional().describe('of the chunk that holds it; absent where none is known'),
});
export type CaseSearchHit = z.infer<typeof searchHitSchema>;

export const searchResultSchema = z.object({
  hits: z.int().nonnegative().describe('all of them, also those beyond the limit'),
  told: z.int().nonnegative(),
  dumps: z.int().nonnegative().describe('that were looked through'),
  bytes: bytesSchema,
});
export type SearchResult = z.infer<typeof searchResultSchema>;

export const searchEventSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), progress: progressSchema }),
  z.object({ event: z.literal('hits'), hits: z.array(searchHitSchema) }),
]);
export type SearchEvent = z.infer<typeof searchEventSchema>;

export const searchContract = {
  /** By number of the dump, then by offset. @throws input.bad-option, input.unknown-artifact, job.cancelled */
  run: oc.input(searchRequestSchema).output(eventIterator(searchEventSchema, searchResultSchema)),
};
