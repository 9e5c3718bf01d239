/** Everything that a launcher or the page can ask, the same over every transport. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { analysisContract } from './analysis.ts';
import { casesContract } from './cases.ts';
import { collectContract } from './collect.ts';
import { dumpsContract } from './dumps.ts';
import { evidenceContract } from './evidence.ts';
import { insideContract } from './inside.ts';
import { importsContract } from './imports.ts';
import { notebookContract } from './notebook.ts';
import { recordsContract } from './records.ts';
import { searchContract } from './search.ts';
import { stringsContract } from './strings.ts';
import { timelineContract } from './timeline.ts';
import { reportsContract } from './reports.ts';
import { exportsContract } from './exports.ts';

/** Page and backend compare this on connect; raised with every change that an older peer cannot read. */
export const CONTRACT_VERSION = 1;

export const contract = {
  app: {
    hello: oc.input(z.object({ contractVersion: z.int() })).output(
      z.object({
        contractVersion: z.int(),
        appVersion: z.string(),
        launcher: z.enum(['desktop', 'web', 'cli', 'test']),
        /** Handle of the case that the launcher was started with, if any. */
        initialCase: z.string().nullable(),
      }),
    ),
  },
  cases: casesContract,
  evidence: evidenceContract,
  analysis: analysisContract,
  imports: importsContract,
  collect: collectContract,
  dumps: dumpsContract,
  inside: insideContract,
  notebook: notebookContract,
  records: recordsContract,
  search: searchContract,
  timeline: timelineContract,
  strings: stringsContract,
  reports: reportsContract,
  exports: exportsContract,
};

export type Contract = typeof contract;
