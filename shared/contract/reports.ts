import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { pdfStandards, sectionNames } from '#shared/domain/postmortem.ts';
import { sideSelectorSchema } from './analysis.ts';
import { caseInput, progressSchema } from './cases.ts';
import { postmortemNotesSchema } from './notes.ts';
import { epochMsSchema, sha256Schema } from './schemas.ts';

export const reportLanguages = ['en', 'zh-CN'] as const;

export const reportRequestSchema = caseInput.extend({
  a: sideSelectorSchema.optional(),
  b: sideSelectorSchema.optional(),
  lang: z.enum(reportLanguages).default('en'),
  redact: z.boolean().default(true),
  /** Words that are replaced wherever they stand, in any case and inside others; for what no detector can know. */
  redactWord: z.array(z.string().trim().min(2).max(200)).max(200).optional(),
  /** Labels of this case, as a review lists them, whose values stay in clear. */
  keep: z.array(z.string().min(1).max(64)).max(200).optional(),
  /** What people write; missing parts are printed as not provided. */
  notes: postmortemNotesSchema.optional(),
  /** Default: `ua-1`. */
  pdfStandard: z.enum(pdfStandards).optional(),
  /** Chapters that are left out, which the report says. */
  omit: z.array(z.enum(sectionNames)).optional(),
  /** Date printed and embedded; with the same case and options the same bytes come out. Default: now. */
  date: epochMsSchema.optional(),
});

export type ReportRequest = z.output<typeof reportRequestSchema>;

export const reportResultSchema = z.object({
  pdf: z.instanceof(Uint8Array),
  pages: z.int().positive(),
  sha256: sha256Schema,
  /** Zip of all tables, where they are longer than paper takes; its hash is printed in the report. */
  evidence: z.instanceof(Uint8Array).optional(),
  evidenceSha256: sha256Schema.optional(),
});
export type ReportResult = z.infer<typeof reportResultSchema>;

export const redactionHitSchema = z.object({
  class: z.string().describe('the detector'),
  label: z.string().describe('as the report prints it; keyed by the case'),
  hint: z.string().describe('its length and kinds of characters; nothing of the value'),
  places: z.int().positive(),
  where: z.array(z.string()).describe('the first of them: evidence, a part of the report, a table beside it'),
});
export type RedactionHit = z.infer<typeof redactionHitSchema>;

export const redactionReviewSchema = z.object({ hits: z.array(redactionHitSchema) });
export type RedactionReview = z.infer<typeof redactionReviewSchema>;

export const reportsContract = {
  /** What redaction would take out; nothing is laid out. */
  review: oc.input(reportRequestSchema).output(eventIterator(progressSchema, redactionReviewSchema)),
  render: oc.input(reportRequestSchema).output(eventIterator(progressSchema, reportResultSchema)),
};
