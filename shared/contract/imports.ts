import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { caseInput, progressSchema } from './cases.ts';
import {
  addressSchema,
  artifactKindSchema,
  artifactSchema,
  epochMsSchema,
  snapshotSchema,
} from './schemas.ts';

/** Where bytes come from: a path beside the app (file, directory, tar), or content sent along. */
export const importSourceSchema = z.union([
  z.object({ path: z.string().min(1) }),
  z.object({ name: z.string().min(1).max(1000), bytes: z.instanceof(Uint8Array) }),
]);

export const importRequestSchema = caseInput.extend({
  target: z.string().min(1).max(200),
  sources: z.array(importSourceSchema).min(1),
  /** Time of the snapshot; goes before every time that the sources tell. */
  at: epochMsSchema.optional(),
  /** The process that regions without a pid belong to: a pid or a name. */
  process: z.string().max(4096).optional(),
  /** The sources are raw bytes of this process from this address on. */
  dump: z.object({ pid: z.int().positive(), start: addressSchema }).optional(),
  /** Never join a snapshot that is there already. */
  newSnapshot: z.boolean().optional(),
});

export type ImportRequest = z.output<typeof importRequestSchema>;

export const importedPartSchema = z.object({
  artifact: artifactSchema,
  kind: artifactKindSchema,
  records: z.int().nonnegative(),
  problems: z.int().nonnegative(),
  /** The same bytes were in this snapshot already: nothing was added. */
  duplicate: z.boolean(),
});

export const importResultSchema = z.object({
  target: z.string(),
  snapshots: z.array(snapshotSchema),
  parts: z.array(importedPartSchema),
  /** Sources or members that could not be taken, each with a code and one sentence. */
  refused: z.array(z.object({ name: z.string(), code: z.string(), message: z.string() })),
  /** Inside of what was given: not in the case (the first two), or in it and not read, or not all of it. */
  leftOut: z.array(
    z.object({
      name: z.string(),
      reason: z.enum(['empty', 'not-a-file', 'not-text', 'unrecognised', 'too-long', 'bad-manifest-line']),
    }),
  ),
  warnings: z.array(z.string()),
});
export type ImportResult = z.infer<typeof importResultSchema>;

export const importsContract = {
  run: oc.input(importRequestSchema).output(eventIterator(progressSchema, importResultSchema)),
};
