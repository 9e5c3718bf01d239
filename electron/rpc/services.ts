/** What the procedures call: the rooms below, as app.ts puts them together. */
import type { ImportRequest, ImportResult } from '#shared/contract/imports.ts';
import type { CollectPlan, CollectRequest, CollectResult, RouteTest } from '#shared/contract/collect.ts';
import type { DumpList, DumpPlan, DumpPlanRequest, DumpRequest, DumpResult } from '#shared/contract/dumps.ts';
import type { ReparseResult, VerifyResult } from '#shared/contract/cases.ts';
import type { SearchEvent, SearchRequest, SearchResult } from '#shared/contract/search.ts';
import type { ExportRequest, ExportResult } from '#shared/contract/exports.ts';
import type { RedactionReview, ReportRequest, ReportResult } from '#shared/contract/reports.ts';
import type { ReadableCase, WritableCase } from '#electron/casefile/types.ts';
import type { RouteSpec } from '#shared/domain/route.ts';
import type { CollectPorts, LivePorts } from '#electron/jobs/collect/types.ts';
import type { WholeTimeline } from '#electron/jobs/timeline/read-timeline.ts';
import type { CancelSignal, Job } from '#electron/jobs/types.ts';
import type { Platform } from '#electron/platform/platform.ts';
import type { CaseRegistry } from './case-registry.ts';

/** Opening is synchronous below and may throw any `casefile.*`. */
export interface CaseFiles {
  create(path: string, title: string | undefined): WritableCase;
  openForReading(path: string): ReadableCase;
  openForWriting(path: string): WritableCase;
}

/** Long work, each as a job; the signal ends it at its next step. */
export interface Jobs {
  importEvidence(file: WritableCase, request: ImportRequest, signal: CancelSignal): Job<ImportResult>;
  reparseCase(file: WritableCase, signal: CancelSignal): Job<ReparseResult>;
  verifyCase(file: ReadableCase, signal: CancelSignal): Job<VerifyResult>;
  planCollection(request: Pick<CollectRequest, 'recipe' | 'processes'>): CollectPlan;
  collectLive(file: WritableCase, request: CollectRequest, ports: CollectPorts): Promise<CollectResult>;
  testRoute(route: RouteSpec, ports: LivePorts): Promise<RouteTest>;
  planDump(request: DumpPlanRequest, ports: LivePorts): Promise<DumpPlan>;
  dumpMemory(file: WritableCase, request: DumpRequest, ports: LivePorts): Promise<DumpResult>;
  listDumps(file: ReadableCase): DumpList;
  /** What it gives is kept for the state of the case. @throws verify.failed */
  readTimeline(file: ReadableCase): WholeTimeline;
  searchCase(
    file: ReadableCase,
    request: SearchRequest,
    emit: (event: SearchEvent) => void,
    signal: AbortSignal,
  ): Promise<SearchResult>;
  reviewRedaction(file: ReadableCase, request: ReportRequest, signal: CancelSignal): Job<RedactionReview>;
  renderReport(file: ReadableCase, request: ReportRequest, signal: CancelSignal): Job<ReportResult>;
  exportCase(file: ReadableCase, request: ExportRequest, signal: CancelSignal): Job<ExportResult>;
}

export interface Services {
  readonly platform: Platform;
  readonly appVersion: string;
  readonly cases: CaseRegistry;
  readonly jobs: Jobs;
  /** Handle of the case that the launcher was started with. */
  readonly initialCase: () => string | null;
}
