/** All that a report is made of. Whoever reads the case fills it; nothing here knows where it came from. */
import type { ClassDiffRow, MeminfoDiffRow, ProcessDiffRow, RegionDiffRow } from '#shared/domain/diff.ts';
import type { Artifact, ArtifactId, Snapshot } from '#shared/domain/evidence.ts';
import type { Explanation } from '#shared/domain/ledger.ts';
import type { ProblemReason } from '#shared/errors/problem.ts';
import type { ReportLanguage } from '#shared/i18n/report.ts';
import type { EpochMs } from '#shared/units/time.ts';

export interface ReportCase {
  readonly caseId: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly createdAt: EpochMs;
  /** SHA-256 of the newest journal entry, lower-case hex. */
  readonly journalHead: string;
}

/** The rows of one process that took part in the gap. */
export interface ReportProcessRegions {
  readonly process: string;
  readonly classes: readonly ClassDiffRow[];
  /** Largest difference first; the first of `regionTotal`. */
  readonly regions: readonly RegionDiffRow[];
  readonly regionTotal: number;
}

/** A place and a reason; the damaged text itself is not printed. */
export interface ReportProblem {
  readonly artifact: ArtifactId;
  readonly line: number;
  readonly reason: ProblemReason;
}

export interface ReportInput {
  readonly case: ReportCase;
  readonly explanation: Explanation;
  readonly meminfo: readonly MeminfoDiffRow[];
  /** Groups and their instances, largest difference first. */
  readonly processes: readonly ProcessDiffRow[];
  readonly regions: readonly ReportProcessRegions[];
  /** All of the case, as they come. */
  readonly snapshots: readonly Snapshot[];
  readonly artifacts: readonly Artifact[];
  /** All of the case, or the first of them where `problemTotal` is more. */
  readonly problems: readonly ReportProblem[];
  readonly problemTotal: number;
}

export interface ReportOptions {
  readonly language: ReportLanguage;
  readonly redact: boolean;
  /** Printed and embedded; the report knows no other clock. */
  readonly date: EpochMs;
  readonly toolVersion: string;
}
