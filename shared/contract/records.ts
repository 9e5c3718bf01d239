/** Records inside of dumps, and where they are written. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { heapRefusals, type Liveness } from '#shared/domain/heap.ts';
import { timeUnits } from '#shared/domain/records.ts';
import { caseInput } from './cases.ts';
import { addressSchema, bytesSchema, epochMsSchema, idSchema } from './schemas.ts';

const countSchema = z.int().nonnegative();

const totalSchema = z.object({
  count: countSchema,
  wholes: countSchema.describe('of those, neither cut at their beginning nor at their end'),
  payloadBytes: bytesSchema.describe('of the records'),
  chunkBytes: bytesSchema.describe('of the chunks that they lie in, each once'),
  meanBytes: z.number(),
  p50Bytes: bytesSchema,
  p95Bytes: bytesSchema,
  maxBytes: bytesSchema,
});

const fieldSchema = z.object({
  path: z.string(),
  count: countSchema,
  top: z.array(z.object({ text: z.string(), count: countSchema })),
  distinct: countSchema,
  isCapped: z.boolean().describe('there are more different values than were told apart'),
  others: countSchema.describe('values that are not in `top`'),
  numbers: z.object({ count: countSchema, min: z.number(), max: z.number(), mean: z.number() }).nullable(),
  times: z
    .object({ unit: z.enum(timeUnits), firstMs: epochMsSchema, lastMs: epochMsSchema })
    .nullable()
    .describe('where nine in ten values are a time'),
});

const sideSchema = z.object({
  total: totalSchema,
  fields: z.array(fieldSchema).describe('of the whole records'),
  samples: z.array(bytesSchema).describe('offsets in the dump'),
});

const placeSchema = z.object({
  file: z.string().describe('below the source directory'),
  line: z.int().positive(),
  endLine: z.int().positive(),
  score: z.number(),
  keys: z.array(z.string()),
  context: z.enum(['writes', 'names', 'reads']),
  text: z.string(),
});

/** One member for each liveness. */
function sides<Schema extends z.ZodType>(schema: Schema): z.ZodObject<Record<Liveness, Schema>> {
  return z.object({ live: schema, ghost: schema, undetermined: schema });
}

const shapeSchema = z.object({
  id: countSchema,
  keys: z.array(z.string()),
  sides: sides(sideSchema.nullable()),
  places: z.array(placeSchema).describe('that write these keys, the likeliest first'),
});

export const dumpRecordsSchema = z.object({
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
  records: z.object({ count: countSchema, whole: countSchema, noHead: countSchema, noTail: countSchema }),
  shapes: z.array(shapeSchema).describe('by payload, the largest first'),
  moreShapes: countSchema.describe('that are not in the list'),
  unassigned: sides(totalSchema).describe('cut records that belong to no shape alone'),
  source: z
    .object({
      engine: z.enum(['ripgrep', 'git', 'grep']),
      isPartial: z.boolean().describe('time or output ran out'),
    })
    .nullable(),
});
export type DumpRecords = z.infer<typeof dumpRecordsSchema>;

export const recordsContract = {
  ofDump: oc
    .input(
      caseInput.extend({
        dump: idSchema,
        /** A directory on the machine that answers. */
        source: z.string().min(1).max(4096).optional(),
      }),
    )
    .output(dumpRecordsSchema),
};
