/** What people write into a postmortem, as `--notes FILE.json` and the window give it. */
import { z } from 'zod';
import {
  actionTypes,
  classifications,
  evidenceMarks,
  hypothesisKinds,
  reportStates,
  timelineMarks,
  verdicts,
  type PostmortemNotes,
} from '#shared/domain/postmortem.ts';

const line = z.string().max(500);
const paragraph = z.string().max(10_000);
const paragraphs = z.array(paragraph).max(50).optional();

export const postmortemNotesSchema = z.strictObject({
  /** Not redacted, so it takes no more than a grade does. */
  severity: z
    .string()
    .regex(/^[A-Za-z0-9 -]{1,20}$/)
    .optional(),
  status: z.enum(reportStates).optional(),
  owner: line.optional(),
  reviewers: z.array(line).max(50).optional(),
  classification: z.enum(classifications).optional(),
  impact: paragraphs,
  environment: paragraphs,
  timeline: z
    .array(
      z.strictObject({
        at: z.iso.datetime().describe('UTC, 2026-03-03T09:15:00Z'),
        text: paragraph,
        mark: z.enum(timelineMarks).optional(),
      }),
    )
    .max(500)
    .optional(),
  findings: paragraphs,
  hypotheses: z
    .array(
      z.strictObject({
        text: paragraph,
        verdict: z.enum(verdicts),
        why: paragraph,
        kind: z.enum(hypothesisKinds).optional(),
        /** What would be seen if it were so. */
        prediction: paragraph.optional(),
        evidence: z
          .array(z.strictObject({ mark: z.enum(evidenceMarks), text: paragraph }))
          .max(500)
          .optional(),
      }),
    )
    .max(100)
    .optional(),
  rootCause: paragraphs,
  trigger: paragraphs,
  contributing: paragraphs,
  safeguards: paragraphs,
  resolution: paragraphs,
  verification: paragraphs,
  rollback: paragraphs,
  wentWell: paragraphs,
  wentBadly: paragraphs,
  luck: paragraphs,
  actions: z
    .array(
      z.strictObject({
        type: z.enum(actionTypes),
        text: paragraph,
        owner: line.optional(),
        due: z.iso.date().optional(),
        verification: paragraph.optional(),
        link: line.optional(),
      }),
    )
    .max(200)
    .optional(),
}) satisfies z.ZodType<PostmortemNotes>;
export type NotesGiven = z.infer<typeof postmortemNotesSchema>;
