/** The contract, answered. One file per group; the handlers are thin, the work is in jobs and shared/analysis. */
import { AppError } from '#shared/errors/app-error.ts';
import { CONTRACT_VERSION } from '#shared/contract/index.ts';
import { analysisProcedures } from './analysis.ts';
import { caseProcedures } from './cases.ts';
import { collectProcedures } from './collect.ts';
import { dumpProcedures } from './dumps.ts';
import { evidenceProcedures } from './evidence.ts';
import { os } from './implementer.ts';
import { insideProcedures } from './inside.ts';
import { importProcedures } from './imports.ts';
import { Questions } from './questions.ts';
import { notebookProcedures } from './notebook.ts';
import { recordProcedures } from './records.ts';
import { stringProcedures } from './strings.ts';
import { reportProcedures } from './reports.ts';
import { exportProcedures } from './exports.ts';
import { searchProcedures } from './search.ts';
import { timelineProcedures } from './timeline.ts';
import type { Services } from './services.ts';

export function createRouter(services: Services) {
  const questions = new Questions();
  return os.router({
    app: appProcedures(services),
    cases: caseProcedures(services),
    evidence: evidenceProcedures(services),
    analysis: analysisProcedures(services),
    imports: importProcedures(services),
    collect: collectProcedures(services, questions),
    dumps: dumpProcedures(services, questions),
    inside: insideProcedures(services),
    notebook: notebookProcedures(services),
    records: recordProcedures(services),
    strings: stringProcedures(services),
    search: searchProcedures(services),
    timeline: timelineProcedures(services),
    reports: reportProcedures(services),
    exports: exportProcedures(services),
  });
}

export type Router = ReturnType<typeof createRouter>;

function appProcedures({ appVersion, platform, initialCase }: Services) {
  return {
    hello: os.app.hello.handler(({ input }) => {
      if (input.contractVersion !== CONTRACT_VERSION) {
        throw new AppError('rpc.contract-mismatch', 'The window and Memcase are of different versions.', {
          window: input.contractVersion,
          app: CONTRACT_VERSION,
        });
      }
      return {
        contractVersion: CONTRACT_VERSION,
        appVersion,
        launcher: platform.launcher,
        initialCase: initialCase(),
      };
    }),
  };
}
