/** The ledger with all that is said about it. */
import { z } from 'zod';
import { ledgerMeasures, type Explanation } from '#shared/domain/ledger.ts';
import { mechanismGroupSchema, mechanismSchema } from './mechanisms.ts';
import {
  bytesSchema,
  ledgerNodeSchema,
  ledgerOwnerSchema,
  ledgerSideSchema,
  statementSchema,
} from './schemas.ts';

export const explanationSchema = z.object({
  case: z.string(),
  a: ledgerSideSchema,
  b: ledgerSideSchema.nullable(),
  measure: z.enum(ledgerMeasures),
  gapBytes: bytesSchema,
  explainedBytes: bytesSchema,
  residualBytes: bytesSchema,
  explainedShare: z.number().min(0).max(1),
  owners: z.array(ledgerOwnerSchema),
  tree: z.array(ledgerNodeSchema),
  statements: z.array(statementSchema),
  mechanisms: z.array(mechanismSchema),
  mechanismGroups: z.array(mechanismGroupSchema),
}) satisfies z.ZodType<Explanation>;
