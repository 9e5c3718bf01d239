/** The one place that builds everything; all launchers start here. */
import { basename } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { contract } from '#shared/contract/index.ts';
import type { MemcaseClient } from '#shared/contract/client.ts';
import { checkedLink } from '#shared/contract/checked-link.ts';
import { createCaseFile, openCaseForReading, openCaseForWriting } from '#electron/casefile/case-file.ts';
import { collectLive } from '#electron/jobs/collect/collect-live.ts';
import { planCollection } from '#electron/jobs/collect/plan-collection.ts';
import { testRoute } from '#electron/jobs/collect/test-route.ts';
import { reparseCase } from '#electron/jobs/derive/derive-snapshots.ts';
import { dumpMemory, planDump } from '#electron/jobs/dump/dump-memory.ts';
import { listDumps } from '#electron/jobs/dump/list-dumps.ts';
import { importEvidence } from '#electron/jobs/import/import-evidence.ts';
import { searchCase } from '#electron/jobs/inspect/search-case.ts';
import { exportCase } from '#electron/jobs/export/export-case.ts';
import { renderReport } from '#electron/jobs/render-report.ts';
import { reviewRedaction } from '#electron/jobs/review-redaction.ts';
import { readTimeline } from '#electron/jobs/timeline/read-timeline.ts';
import { verifyCase } from '#electron/jobs/verify/verify-case.ts';
import type { Platform } from '#electron/platform/platform.ts';
import { readAppVersion } from '#electron/platform/places.ts';
import { openRoute } from '#electron/ssh/open-route.ts';
import { createConnectionPool } from '#electron/ssh/pool.ts';
import type { Connect } from '#electron/ssh/types.ts';
import { CaseRegistry } from '#electron/rpc/case-registry.ts';
import { createDirectLink } from '#electron/rpc/direct-link.ts';
import { createRouter } from '#electron/rpc/router.ts';
import type { Router } from '#electron/rpc/router.ts';
import { createServeWire } from '#electron/rpc/serve-wire.ts';
import type { ServeWire } from '#electron/rpc/serve-wire.ts';
import type { CaseFiles, Jobs } from '#electron/rpc/services.ts';

export interface App {
  readonly router: Router;
  /** In-process, checked on both ends like every other transport. */
  readonly client: MemcaseClient;
  /** Answers one connection over whatever carries it. */
  readonly serve: ServeWire;
  /** Opens the case that the launcher was started with, for `app.hello`. @throws casefile.* */
  openInitialCase(path: string): void;
  /** Ends all jobs and closes all cases. */
  close(): Promise<void>;
}

export interface AppParts {
  readonly appVersion: string;
  readonly files: CaseFiles;
  /** In the place of those that the program has. */
  readonly jobs: Partial<Jobs>;
  /** How targets are reached; tests give their own. */
  readonly connect: Connect;
}

export function createApp(platform: Platform, parts: Partial<AppParts> = {}): App {
  const files = parts.files ?? createCaseFiles(platform);
  const appVersion = parts.appVersion ?? readAppVersion();
  const pool = createConnectionPool();
  const ways =
    parts.connect === undefined
      ? { connect: pool.connect, connectAnew: openRoute }
      : { connect: parts.connect, connectAnew: parts.connect };
  const jobs = { ...createJobs(platform, appVersion, ways), ...parts.jobs };
  const cases = new CaseRegistry(files);
  let initialCase: string | null = null;
  const router = createRouter({
    platform,
    appVersion,
    cases,
    jobs,
    initialCase: () => initialCase,
  });
  const link = checkedLink(contract, createDirectLink(router, platform.log), () => false);
  return {
    router,
    client: createORPCClient<MemcaseClient>(link),
    serve: createServeWire(router, platform.log),
    openInitialCase: (path) => {
      initialCase = cases.open(path, 'read').handle;
    },
    close: async () => {
      await cases.closeAll();
      pool.close();
    },
  };
}

function createCaseFiles(platform: Platform): CaseFiles {
  return {
    create: (path, title) => createCaseFile(path, { title: title ?? basename(path, '.memcase') }, platform),
    openForReading: (path) => openCaseForReading(path, platform),
    openForWriting: (path) => openCaseForWriting(path, platform),
  };
}

/** Jobs share a connection to the same target; a test of the way goes it anew. */
interface Ways {
  readonly connect: Connect;
  readonly connectAnew: Connect;
}

function createJobs(platform: Platform, appVersion: string, { connect, connectAnew }: Ways): Jobs {
  const live = { platform, appVersion, connect };
  return {
    importEvidence: (file, request, signal) => importEvidence(file, request, signal, platform),
    planCollection,
    collectLive: (file, request, ports) => collectLive(file, request, ports, live),
    testRoute: (route, ports) => testRoute(route, ports, { connect: connectAnew }),
    planDump: (request, ports) => planDump(request, ports, live),
    dumpMemory: (file, request, ports) => dumpMemory(file, request, ports, live),
    listDumps,
    readTimeline,
    searchCase,
    reparseCase,
    verifyCase,
    exportCase,
    reviewRedaction,
    renderReport: (file, request, signal) => renderReport(file, request, signal, platform),
  };
}
