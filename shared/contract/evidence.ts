import { oc } from '@orpc/contract';
import { z } from 'zod';
import { caseInput } from './cases.ts';
import { caseEventSchema } from './events.ts';
import { artifactSchema, idSchema, problemSchema, snapshotSchema, targetSchema } from './schemas.ts';

/** At most this many bytes leave a dump in one call; a window asks for what it shows. */
export const MAX_READ_BYTES = 1024 * 1024;

export const excerptSchema = z.object({
  artifact: artifactSchema,
  /** Number of the first line below, 1-based, in the stored source. */
  firstLine: z.int().positive(),
  /** Decoded for display: control characters replaced, at most 2,000 characters a line. */
  lines: z.array(z.string()),
  /** The line that was asked for. */
  line: z.int().nonnegative(),
  problems: z.array(problemSchema),
});
export type EvidenceExcerpt = z.infer<typeof excerptSchema>;

const scope = caseInput.extend({ target: z.string().optional(), snapshot: z.int().positive().optional() });

export const evidenceContract = {
  targets: oc.input(caseInput).output(z.array(targetSchema)),
  /** In the order of target and time. `snapshot` in all scopes is the ordinal within the target. */
  snapshots: oc.input(scope).output(z.array(snapshotSchema)),
  artifacts: oc.input(scope).output(z.array(artifactSchema)),
  problems: oc
    .input(scope.extend({ artifact: idSchema.optional(), limit: z.int().min(1).max(10_000).default(1000) }))
    .output(z.object({ total: z.int(), problems: z.array(problemSchema) })),
  /** Kills by the OOM killer, restarts, connections that stand still: by target, then by time. */
  events: oc.input(scope).output(z.array(caseEventSchema)),
  /** Lines of a text artifact around one line. */
  excerpt: oc
    .input(
      caseInput.extend({
        artifact: idSchema,
        line: z.int().nonnegative(),
        context: z.int().min(0).max(200).default(12),
      }),
    )
    .output(excerptSchema),
  /** Raw bytes of an artifact, shorter than asked for at its end. */
  bytes: oc
    .input(
      caseInput.extend({
        artifact: idSchema,
        offset: z.int().nonnegative(),
        length: z.int().min(0).max(MAX_READ_BYTES),
      }),
    )
    .output(z.instanceof(Uint8Array)),
};
