/** The nouns of shared/domain as zod schemas, for both ends of every transport and for `--json`. */
import { z } from 'zod';
import { artifactKinds, textEncodings, timeSources } from '#shared/domain/evidence.ts';
import type { Artifact, EvidenceRef, Snapshot, Target } from '#shared/domain/evidence.ts';
import { confidences, ledgerNodeKinds } from '#shared/domain/ledger.ts';
import type { LedgerNode, LedgerOwner, LedgerSide, Statement } from '#shared/domain/ledger.ts';
import { diffLevels } from '#shared/domain/diff.ts';
import type { DiffRow } from '#shared/domain/diff.ts';
import { regionClasses } from '#shared/domain/memory.ts';
import { processMeasures } from '#shared/domain/parsed.ts';
import { problemReasons } from '#shared/errors/problem.ts';

export const idSchema = z.int().positive();
export const bytesSchema = z.int().describe('bytes');
export const epochMsSchema = z.number().describe('milliseconds since 1970-01-01T00:00:00Z');
export const addressSchema = z.string().regex(/^0x[0-9a-f]{1,16}$/);
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

export const artifactKindSchema = z.enum(artifactKinds);

export const evidenceRefSchema: z.ZodType<EvidenceRef> = z.union([
  z.object({
    artifact: idSchema,
    line: z.int().nonnegative(),
    more: z
      .int()
      .positive()
      .optional()
      .describe('further places in the artifact that the number is summed from'),
  }),
  z.object({ dump: idSchema, offset: z.int().nonnegative(), length: z.int().nonnegative() }),
]);

export const targetSchema: z.ZodType<Target> = z.object({ id: idSchema, name: z.string() });

export const snapshotSchema: z.ZodType<Snapshot> = z.object({
  id: idSchema,
  targetId: idSchema,
  targetName: z.string(),
  ordinal: z.int().positive(),
  takenAt: epochMsSchema,
  timeSource: z.enum(timeSources),
  artifactCount: z.int().nonnegative(),
  kinds: z.array(artifactKindSchema),
  problemCount: z.int().nonnegative(),
});

export const artifactSchema: z.ZodType<Artifact> = z.object({
  id: idSchema,
  snapshotId: idSchema,
  targetName: z.string(),
  kind: artifactKindSchema,
  name: z.string(),
  sourceId: idSchema.nullable(),
  lines: z.object({ first: z.int(), last: z.int() }).nullable(),
  sha256: sha256Schema,
  sizeBytes: z.int().nonnegative(),
  encoding: z.enum(textEncodings),
  command: z.string().nullable(),
  exitCode: z.int().nullable(),
  pid: z.int().nullable(),
  process: z.string().nullable(),
  baseAddress: addressSchema.nullable(),
  capturedAt: epochMsSchema,
  importedAt: epochMsSchema,
  problemCount: z.int().nonnegative(),
});

export const problemSchema = z.object({
  artifact: idSchema,
  line: z.int().nonnegative(),
  reason: z.enum(problemReasons),
  text: z.string(),
  detail: z.string().optional(),
});

export const ledgerNodeSchema: z.ZodType<LedgerNode> = z.object({
  id: z.string(),
  kind: z.enum(ledgerNodeKinds),
  label: z.string(),
  labelKey: z.string().nullable(),
  aBytes: bytesSchema,
  bBytes: bytesSchema,
  deltaBytes: bytesSchema,
  confidence: z.enum(confidences),
  measure: z.string(),
  notes: z.array(z.string()),
  evidence: z.array(evidenceRefSchema),
  get children() {
    return z.array(ledgerNodeSchema);
  },
});

export const ledgerSideSchema: z.ZodType<LedgerSide> = z.object({
  target: z.string(),
  snapshot: z.int().positive().describe('ordinal of the snapshot within the target'),
  takenAt: epochMsSchema,
  usedBytes: bytesSchema,
});

export const ledgerOwnerSchema: z.ZodType<LedgerOwner> = z.object({
  nodeId: z.string(),
  label: z.string(),
  deltaBytes: bytesSchema,
  shareOfGap: z.number(),
  confidence: z.enum(confidences),
});

export const statementSchema: z.ZodType<Statement> = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  text: z.string(),
  severity: z.enum(['info', 'caution']),
  evidence: z.array(evidenceRefSchema),
});

const diffRowBase = {
  id: z.string(),
  label: z.string(),
  aBytes: bytesSchema.nullable(),
  bBytes: bytesSchema.nullable(),
  deltaBytes: bytesSchema.nullable(),
  notes: z.array(z.string()).describe('why a side is not known'),
  aEvidence: z.array(evidenceRefSchema),
  bEvidence: z.array(evidenceRefSchema),
};
const regionSideSchema = z.object({
  start: addressSchema,
  end: addressSchema,
  permissions: z.string(),
  sizeBytes: bytesSchema,
  rssBytes: bytesSchema.nullable(),
  dirtyBytes: bytesSchema.nullable(),
  swapBytes: bytesSchema.nullable(),
});

export const diffRowSchema: z.ZodType<DiffRow> = z.discriminatedUnion('kind', [
  z.object({
    ...diffRowBase,
    kind: z.literal('meminfo'),
    field: z.string(),
    group: z.string(),
    unit: z.enum(['bytes', 'count']),
  }),
  z.object({
    ...diffRowBase,
    kind: z.literal('process'),
    executable: z.string(),
    commandLine: z.string(),
    aPids: z.array(z.int()),
    bPids: z.array(z.int()),
    aCount: z.int().nonnegative(),
    bCount: z.int().nonnegative(),
    measure: z.enum(processMeasures),
    measures: z.partialRecord(
      z.enum(processMeasures),
      z.object({ a: bytesSchema.nullable(), b: bytesSchema.nullable() }),
    ),
    parentId: z.string().nullable(),
  }),
  z.object({
    ...diffRowBase,
    kind: z.literal('class'),
    process: z.string(),
    class: z.enum(regionClasses),
    rule: z.string(),
    aCount: z.int().nonnegative(),
    bCount: z.int().nonnegative(),
    aSizeBytes: bytesSchema.nullable(),
    bSizeBytes: bytesSchema.nullable(),
  }),
  z.object({
    ...diffRowBase,
    kind: z.literal('region'),
    process: z.string(),
    class: z.enum(regionClasses),
    rule: z.string(),
    path: z.string(),
    arena: z.int().nullable(),
    a: regionSideSchema.nullable(),
    b: regionSideSchema.nullable(),
  }),
]);

export const diffLevelSchema = z.enum(diffLevels);
