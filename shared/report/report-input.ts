/** All that a report is made of. Whoever reads the case fills it; nothing here knows where it came from. */
import type { AppStatement } from '#shared/domain/app-statement.ts';
import type { ClassDiffRow, MeminfoDiffRow, ProcessDiffRow, RegionDiffRow } from '#shared/domain/diff.ts';
import type { CaseEvent } from '#shared/domain/events.ts';
import type { Artifact, ArtifactId, EvidenceRef, Snapshot } from '#shared/domain/evidence.ts';
import type { Explanation } from '#shared/domain/ledger.ts';
import type { ProblemReason } from '#shared/errors/problem.ts';
import type { ReportLanguage } from '#shared/i18n/report.ts';
import type { EpochMs } from '#shared/units/time.ts';
import type { PdfStandardName, PostmortemNotes, SectionName } from '#shared/domain/postmortem.ts';

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

/** One thing that the evidence says, with where. */
export interface Reading {
  readonly text: string;
  readonly evidence: readonly EvidenceRef[];
}

/** What a machine is, as far as its evidence says. */
export interface MachineReadings {
  readonly kernel: Reading | null;
  readonly build: Reading | null;
  /** When it booted. */
  readonly uptime: Reading | null;
  readonly processors: Reading | null;
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
  readonly environment?: { readonly a: MachineReadings; readonly b: MachineReadings | null } | undefined;
  /** Of the targets that are compared. */
  readonly events?: readonly CaseEvent[] | undefined;
  /** What the app says by its rules, without what people dismissed. */
  readonly statements?: readonly AppStatement[] | undefined;
  /** What people wrote. Not called `notes`: members of that name are keys of ours and are not redacted. */
  readonly written?: PostmortemNotes | undefined;
  /** Goes with the report where its tables are longer than paper takes. */
  readonly sidecar?: ReportSidecar | undefined;
}

export interface ReportSidecar {
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly tables: number;
  readonly rows: number;
}

export interface ReportOptions {
  readonly language: ReportLanguage;
  readonly redact: boolean;
  /** Printed and embedded; the report knows no other clock. */
  readonly date: EpochMs;
  readonly toolVersion: string;
  /** How many words the author wants replaced; the words themselves are not printed. */
  readonly words?: number | undefined;
  /** Labels whose values the author leaves in clear. */
  readonly keep?: readonly string[] | undefined;
  readonly pdfStandard?: PdfStandardName | undefined;
  /** Chapters that the author leaves out. */
  readonly omit?: readonly SectionName[] | undefined;
}
