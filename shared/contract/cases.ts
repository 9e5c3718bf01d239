import { oc } from '@orpc/contract';
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { epochMsSchema, idSchema, sha256Schema } from './schemas.ts';

/** Names an open case in all further calls; made by `cases.open`, valid for this connection's app. */
export const caseHandleSchema = z.string().min(1).max(64);
export const caseInput = z.object({ case: caseHandleSchema });

export const caseSummarySchema = z.object({
  handle: caseHandleSchema,
  caseId: z.string(),
  title: z.string(),
  /** Absolute path of the file that is worked on. */
  path: z.string(),
  schemaVersion: z.int(),
  createdAt: epochMsSchema,
  mode: z.enum(['read', 'write']),
  targets: z.int(),
  snapshots: z.int(),
  artifacts: z.int(),
  problems: z.int(),
  /** SHA-256 of the newest journal entry: changes with everything that was ever done to the case. */
  journalHead: sha256Schema,
});
export type CaseSummary = z.infer<typeof caseSummarySchema>;

/** One event type for the progress of everything that takes longer than a moment. */
export const progressSchema = z.object({
  phase: z.string(),
  done: z.number().nonnegative(),
  /** Undefined where the whole is not known. */
  total: z.number().nonnegative().optional(),
  unit: z.enum(['bytes', 'items']),
  /** What is being worked on, for people. */
  subject: z.string().optional(),
});
export type Progress = z.infer<typeof progressSchema>;

export const verifyCheckSchema = z.object({
  /** `chunks`, `artifacts`, `journal`, `records`, `derived`, `database`. */
  name: z.string(),
  ok: z.boolean(),
  checked: z.int().nonnegative(),
  /** One line per difference, at most 100. */
  findings: z.array(z.string()),
});
export type VerifyCheck = z.infer<typeof verifyCheckSchema>;
export const verifyResultSchema = z.object({
  case: z.string(),
  ok: z.boolean(),
  journalHead: sha256Schema,
  rawBytes: z.int().nonnegative(),
  checks: z.array(verifyCheckSchema),
});
export type VerifyResult = z.infer<typeof verifyResultSchema>;

export const reparseResultSchema = z.object({
  snapshots: z.int(),
  artifacts: z.int(),
  /** Derived rows that differ from before. */
  changedSnapshots: z.array(idSchema),
});
export type ReparseResult = z.infer<typeof reparseResultSchema>;

export const journalEntrySchema = z.object({
  sequence: z.int().positive(),
  at: epochMsSchema,
  actor: z.string(),
  action: z.string(),
  detail: z.record(z.string(), z.unknown()),
  hash: sha256Schema,
});

export const casesContract = {
  create: oc
    .input(z.object({ path: z.string().min(1), title: z.string().max(200).optional() }))
    .output(caseSummarySchema),
  /** `read` writes nothing, but for folding in a log that this program left itself when it was killed. */
  open: oc
    .input(z.object({ path: z.string().min(1), mode: z.enum(['read', 'write']) }))
    .output(caseSummarySchema),
  /** Opens a fresh copy of the bundled case of two appliances. */
  openSample: oc.input(z.object({ path: z.string().min(1).optional() })).output(caseSummarySchema),
  /** Cases that are open in this app, in the order of opening. */
  list: oc.output(z.array(caseSummarySchema)),
  summary: oc.input(caseInput).output(caseSummarySchema),
  close: oc.input(caseInput).output(z.object({ closed: z.boolean() })),
  verify: oc.input(caseInput).output(eventIterator(progressSchema, verifyResultSchema)),
  reparse: oc.input(caseInput).output(eventIterator(progressSchema, reparseResultSchema)),
  journal: oc
    .input(
      caseInput.extend({
        after: z.int().nonnegative().default(0),
        limit: z.int().min(1).max(1000).default(200),
      }),
    )
    .output(z.array(journalEntrySchema)),
};
