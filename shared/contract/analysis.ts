import { oc } from '@orpc/contract';
import { z } from 'zod';
import { appRules, type AppStatement } from '#shared/domain/app-statement.ts';
import { mechanismIds } from '#shared/domain/mechanism.ts';
import { regionClasses } from '#shared/domain/memory.ts';
import { caseInput } from './cases.ts';
import { explanationSchema } from './explanation.ts';
import { mechanismsSchema, whatIfSchema } from './mechanisms.ts';
import {
  bytesSchema,
  diffLevelSchema,
  diffRowSchema,
  epochMsSchema,
  ledgerSideSchema,
  statementSchema,
} from './schemas.ts';

/** `TARGET` (its newest snapshot that can be explained) or `TARGET@ORDINAL`. */
export const sideSelectorSchema = z.string().min(1).max(300);

const timeRangeSchema = z.object({ from: epochMsSchema, to: epochMsSchema });

export const appStatementSchema = z.object({
  id: z.string(),
  rule: z.enum(appRules),
  inputs: z
    .array(z.object({ key: z.string(), value: z.number(), unit: z.enum(['bytes', 'count', 'share']) }))
    .readonly(),
  said: statementSchema,
  mechanism: z.object({ id: z.enum(mechanismIds), target: z.string() }).nullable(),
  subject: z.string().nullable(),
}) satisfies z.ZodType<AppStatement>;

const sides = caseInput.extend({ a: sideSelectorSchema.optional(), b: sideSelectorSchema.optional() });

export const diffRequestSchema = sides.extend({
  level: diffLevelSchema,
  /** Classes and regions: the process, by name or pid; without it those of the largest difference. */
  process: z.string().max(4096).optional(),
  class: z.enum(regionClasses).optional().describe('regions: those of this class only'),
  /** Case-insensitive part of any text column. */
  filter: z.string().max(500).optional(),
  sort: z
    .object({ column: z.string().max(40), descending: z.boolean() })
    .optional()
    .describe('column: label, a, b, delta, or a column of the level; default: |delta|, largest first'),
  expanded: z
    .array(z.string().max(4200))
    .max(10_000)
    .optional()
    .describe('processes: groups whose instances are rows too; without it all of them are'),
  offset: z.int().nonnegative().default(0),
  limit: z.int().min(1).max(100_000).default(500),
});
export type DiffRequest = z.input<typeof diffRequestSchema>;

export const diffPageSchema = z.object({
  a: ledgerSideSchema.nullable(),
  b: ledgerSideSchema.nullable(),
  level: diffLevelSchema,
  process: z.string().nullable(),
  /** Rows after the filter. */
  total: z.int().nonnegative(),
  /** Rows before the filter. */
  unfiltered: z.int().nonnegative(),
  offset: z.int().nonnegative(),
  rows: z.array(diffRowSchema),
  /** Sum of the delta of all rows after the filter, groups not counted twice. */
  deltaBytes: bytesSchema,
});
export type DiffPage = z.infer<typeof diffPageSchema>;

/** Names of processes that the pick list of Regions offers, largest difference first. */
export const processChoiceSchema = z.object({
  value: z.string(),
  label: z.string(),
  deltaBytes: bytesSchema.nullable(),
});

export const whatIfRequestSchema = sides.extend({
  /** Id of a mechanism. */
  mechanism: z.string().min(1).max(100),
  /** `KEY=VALUE`; the value in the unit of its setting. */
  set: z.array(z.string().max(300)).max(20),
});
export type WhatIfRequest = z.input<typeof whatIfRequestSchema>;

export const analysisContract = {
  /**
   * `all`: every process and region as a node of its own instead of folding the small ones. `inside`: what lies in
   * dumps too (level 4, mechanisms), for which all of them are read: seconds per GiB; without it tables alone answer.
   */
  explain: oc
    .input(sides.extend({ all: z.boolean().default(false), inside: z.boolean().default(true) }))
    .output(explanationSchema),
  /** What the app says by itself, by rule; `range` bounds the events that it looks at. */
  statements: oc
    .input(sides.extend({ inside: z.boolean().default(true), range: timeRangeSchema.optional() }))
    .output(z.array(appStatementSchema)),
  /** One page of a table; the order and the filter are applied beside the data. */
  diff: oc.input(diffRequestSchema).output(diffPageSchema),
  /** Processes whose regions are known, for `diff` at the levels classes and regions. */
  regionProcesses: oc.input(sides).output(z.array(processChoiceSchema)),
  /** What holds the memory of both sides' dumped processes, with what speaks for and against it. */
  mechanisms: oc.input(sides).output(mechanismsSchema),
  /**
   * The ceilings on side A, or on side B where only that has the mechanism, with other settings.
   * @throws input.bad-option (mechanism, key, value), explain.no-evidence
   */
  whatIf: oc.input(whatIfRequestSchema).output(whatIfSchema),
};
