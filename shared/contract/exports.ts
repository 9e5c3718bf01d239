import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { sideSelectorSchema } from './analysis.ts';
import { caseInput, progressSchema } from './cases.ts';
import { sha256Schema } from './schemas.ts';

export const tableFormats = ['csv', 'parquet'] as const;

export const exportRequestSchema = caseInput.extend({
  a: sideSelectorSchema.optional(),
  b: sideSelectorSchema.optional(),
  /** Made by the export; must not be there, or be empty. */
  directory: z.string().min(1),
  format: z.enum(tableFormats).default('csv'),
  redact: z.boolean().default(true),
});
export type ExportRequest = z.output<typeof exportRequestSchema>;

export const exportResultSchema = z.object({
  directory: z.string(),
  files: z.array(
    z.object({
      name: z.string(),
      rows: z.int().nonnegative(),
      sizeBytes: z.int().nonnegative(),
      sha256: sha256Schema,
    }),
  ),
});
export type ExportResult = z.infer<typeof exportResultSchema>;

export const exportsContract = {
  run: oc.input(exportRequestSchema).output(eventIterator(progressSchema, exportResultSchema)),
};
