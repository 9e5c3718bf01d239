/** The nouns of shared/domain/mechanism.ts as schemas. */
import { z } from 'zod';
import { confidences } from '#shared/domain/ledger.ts';
import {
  limitScopes,
  limitSources,
  limitUnits,
  mechanismIds,
  mechanismKinds,
  observedKeys,
  standings,
  type Mechanism,
  type MechanismGroup,
} from '#shared/domain/mechanism.ts';
import { bytesSchema, evidenceRefSchema, statementSchema } from './schemas.ts';

const mechanismIdSchema = z.enum(mechanismIds);
const evidence = z.array(evidenceRefSchema);
const pid = z.int().nullable();

const limitSchema = z.object({
  value: z.number().nullable().describe('in `unit`; null: none, or (source unknown) not known'),
  unit: z.enum(limitUnits),
  scope: z.enum(limitScopes).describe('what it counts for'),
  source: z.enum(limitSources),
});
const limitsSchema = z.record(z.string(), limitSchema).describe('by setting, as the configuration spells it');

export const mechanismSchema: z.ZodType<Mechanism> = z.object({
  id: mechanismIdSchema,
  title: z.string(),
  kind: z.enum(mechanismKinds),
  target: z.string(),
  process: z.string(),
  pid,
  confidence: z.enum(confidences),
  standing: z.enum(standings).describe('against its limit'),
  observed: z
    .partialRecord(z.enum(observedKeys), z.number())
    .describe(
      '…Bytes in bytes, …Ms since 1970, …Share from 0 to 1, else counts; `bytes` compares with the ceiling',
    ),
  limits: limitsSchema,
  predictedCeilingBytes: bytesSchema.nullable().describe('null: nothing bounds it, or nothing tells'),
  remedy: z.array(
    z.object({
      key: z.string(),
      value: z.string(),
      line: z.string().describe('as it goes into the configuration'),
      why: z.string(),
    }),
  ),
  for: z.array(statementSchema),
  against: z.array(statementSchema),
  verify: z.string().describe('how to see that the remedy worked'),
  evidence,
});

export const mechanismGroupSchema: z.ZodType<MechanismGroup> = z.object({
  id: mechanismIdSchema,
  title: z.string(),
  kind: z.enum(mechanismKinds),
  target: z.string(),
  processes: z.array(z.string()),
  pids: z.array(pid),
  confidence: z.enum(confidences),
  atLimit: z.int().nonnegative(),
  observedBytes: bytesSchema,
  predictedCeilingBytes: bytesSchema.nullable(),
  anonymousGrowthBytes: bytesSchema.nullable(),
  statement: statementSchema,
});

export const mechanismsSchema = z.object({
  mechanisms: z.array(mechanismSchema).describe('one for each process, largest first'),
  groups: z.array(mechanismGroupSchema).describe('by target and mechanism, largest first'),
});

export const whatIfSchema = z.object({
  mechanism: mechanismIdSchema,
  title: z.string(),
  set: z.record(z.string(), z.number()),
  rows: z.array(
    z.object({
      target: z.string(),
      process: z.string(),
      pid,
      observedBytes: bytesSchema,
      nowCeilingBytes: bytesSchema.nullable().describe('null: nothing bounds it'),
      thenCeilingBytes: bytesSchema.nullable(),
      limits: limitsSchema,
    }),
  ),
  observedBytes: bytesSchema,
  nowCeilingBytes: bytesSchema.nullable(),
  thenCeilingBytes: bytesSchema.nullable(),
  lines: z.array(z.string()).describe('exact configuration lines'),
});
