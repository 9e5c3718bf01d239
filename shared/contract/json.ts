/**
 * What `--json` prints: one object each, with its name and version in `schema`. Within a version nothing is
 * renamed, removed or changed in meaning. `build/json-schema/` documents them for programs.
 */

import { z } from 'zod';
import { diffPageSchema } from './analysis.ts';
import { caseSummarySchema, journalEntrySchema, reparseResultSchema, verifyResultSchema } from './cases.ts';
import { redactionReviewSchema } from './reports.ts';
import { caseEventSchema } from './events.ts';
import { collectPlanSchema, collectResultSchema } from './collect.ts';
import { dumpPlanSchema, dumpResultSchema } from './dumps.ts';
import { exportResultSchema, tableFormats } from './exports.ts';
import { explanationSchema } from './explanation.ts';
import { importResultSchema } from './imports.ts';
import { searchHitSchema, searchKinds, searchResultSchema } from './search.ts';
import { heapProcessSchema } from './inside.ts';
import { whatIfSchema } from './mechanisms.ts';
import { dumpRecordsSchema } from './records.ts';
import { dumpStringsSchema } from './strings.ts';
import { notebookShape } from './notebook.ts';
import { timelineOverviewShape, timelineSeriesShape } from './timeline.ts';
import {
  addressSchema,
  artifactSchema,
  bytesSchema,
  epochMsSchema,
  evidenceRefSchema,
  problemSchema,
  sha256Schema,
  snapshotSchema,
} from './schemas.ts';
import { processMeasures } from '#shared/domain/parsed.ts';
import { regionClasses } from '#shared/domain/memory.ts';

/** Path of the case as it was given. */
const casePath = z.string().describe('path of the case');

/** One table for each target that is shown. */
const tables = <Row extends z.ZodType>(row: Row) =>
  z.array(
    z.object({
      target: z.string(),
      snapshot: z.int().positive().describe('ordinal within the target'),
      takenAt: epochMsSchema,
      process: z.string().nullable().describe('the process whose regions these are, else null'),
      rows: z.array(row),
    }),
  );

const evidence = z.array(evidenceRefSchema);

const writtenReport = {
  file: z.string(),
  pages: z.int().positive(),
  sizeBytes: bytesSchema,
  sha256: sha256Schema,
};

const shapes = {
  export: exportResultSchema.extend({ case: casePath, format: z.enum(tableFormats), redact: z.boolean() }),
  case: caseSummarySchema.omit({ handle: true }),
  import: importResultSchema.extend({ case: casePath }),
  collect: collectResultSchema.extend({ case: casePath }),
  dump: dumpResultSchema.extend({ case: casePath }),
  'dump-plan': dumpPlanSchema.extend({ case: casePath }),
  'collect-plan': collectPlanSchema.extend({ case: casePath }),
  targets: z.object({
    case: casePath,
    targets: z.array(
      z.object({ name: z.string(), snapshots: z.array(snapshotSchema).describe('in the order of time') }),
    ),
  }),
  snapshots: z.object({ case: casePath, snapshots: z.array(snapshotSchema) }),
  artifacts: z.object({ case: casePath, artifacts: z.array(artifactSchema) }),
  artifact: z.object({
    case: casePath,
    artifact: artifactSchema,
    line: z.int().positive().nullable().describe('the line that was asked for'),
    text: z.string().nullable().describe('that line: made printable, at most 2,000 characters'),
  }),
  problems: z.object({ case: casePath, total: z.int().nonnegative(), problems: z.array(problemSchema) }),
  events: z.object({
    case: casePath,
    events: z.array(caseEventSchema).describe('by target, then by time; those without a time first'),
  }),
  heap: z.object({
    case: casePath,
    processes: z.array(heapProcessSchema).describe('every process that was dumped, by target and snapshot'),
  }),
  records: dumpRecordsSchema.extend({ case: casePath }),
  strings: dumpStringsSchema.extend({ case: casePath }),
  search: searchResultSchema.extend({
    case: casePath,
    kind: z.enum(searchKinds),
    pattern: z.string(),
    found: z.array(searchHitSchema).describe('by number of the dump, then by offset'),
  }),
  timeline: z.object({ case: casePath, ...timelineOverviewShape, ...timelineSeriesShape }),
  meminfo: z.object({
    case: casePath,
    tables: tables(
      z.object({
        field: z.string(),
        group: z.string(),
        unit: z.enum(['bytes', 'count']),
        value: z.int().nullable(),
        evidence,
      }),
    ),
  }),
  processes: z.object({
    case: casePath,
    tables: tables(
      z.object({
        name: z.string(),
        executable: z.string(),
        commandLine: z.string(),
        pids: z.array(z.int()),
        count: z.int().nonnegative().describe('instances'),
        isGroup: z.boolean().describe('sums of the instances that follow as rows of their own'),
        measure: z.enum(processMeasures).describe('what `bytes` measures'),
        bytes: bytesSchema.nullable(),
        measures: z.partialRecord(z.enum(processMeasures), bytesSchema.nullable()),
        evidence,
      }),
    ),
  }),
  regions: z.object({
    case: casePath,
    tables: tables(
      z.object({
        start: addressSchema,
        end: addressSchema,
        permissions: z.string(),
        path: z.string(),
        class: z.enum(regionClasses),
        rule: z.string(),
        arena: z.int().nullable(),
        sizeBytes: bytesSchema,
        rssBytes: bytesSchema.nullable(),
        dirtyBytes: bytesSchema.nullable(),
        swapBytes: bytesSchema.nullable(),
        evidence,
      }),
    ),
  }),
  diff: diffPageSchema.extend({ case: casePath }),
  explain: explanationSchema,
  whatif: whatIfSchema.extend({ case: casePath }),
  report: z.object({ case: casePath, ...writtenReport }),
  'redaction-review': redactionReviewSchema.extend({ case: casePath }),
  verify: verifyResultSchema,
  reparse: reparseResultSchema.extend({ case: casePath }),
  notebook: z.object({ case: casePath, ...notebookShape }),
  journal: z.object({ case: casePath, entries: z.array(journalEntrySchema) }),
  demo: z.object({ case: casePath, explanation: explanationSchema, report: z.object(writtenReport) }),
  serve: z.object({
    url: z.string().describe('works once, in one browser'),
    port: z.int().positive(),
  }),
};

export type JsonName = keyof typeof shapes;
export const jsonNames = Object.keys(shapes) as JsonName[];
/** The object without `schema`. */
export type JsonShape<Name extends JsonName> = z.infer<(typeof shapes)[Name]>;

/** `memcase.explain/1` */
export function jsonSchemaName(name: JsonName): string {
  return `memcase.${name}/1`;
}

/** The whole object as it is printed. */
export function jsonSchemaOf(name: JsonName): z.ZodType {
  return z.object({ schema: z.literal(jsonSchemaName(name)), ...shapes[name].shape });
}
