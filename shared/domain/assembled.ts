/** What analysis makes of a snapshot's parsed artifacts: the rows that a case keeps as derived tables. */
import type { Problem } from '#shared/errors/problem.ts';
import type { EpochMs } from '#shared/units/time.ts';
import type { ArtifactId, SnapshotId } from './evidence.ts';
import type { MeminfoReading, ProcessMemory, Region } from './memory.ts';
import type { ParsedArtifact, ParsedLogEvent, ParsedSocket } from './parsed.ts';

/** One parsed artifact with its number; the input of `assembleSnapshot`. */
export interface ArtifactContent {
  readonly id: ArtifactId;
  /** Of two readings of one thing the earlier one counts; artifacts of one time count in their order. */
  readonly capturedAt: EpochMs;
  /** From the manifest, the path or the user; goes before what the content says. */
  readonly pid: number | null;
  /** Name of the process as the user gave it, for evidence that names none. */
  readonly process: string | null;
  readonly parsed: ParsedArtifact;
}

export interface AssembledProcess {
  /** As stored, with `id` counting from 1 within the snapshot; the case file gives the final ids. */
  readonly process: ProcessMemory;
  readonly regions: readonly Region[];
}

export interface AssembledSnapshot {
  readonly snapshotId: SnapshotId;
  readonly meminfo: readonly MeminfoReading[];
  readonly processes: readonly AssembledProcess[];
  readonly sockets: readonly (ParsedSocket & { readonly artifact: ArtifactId })[];
  readonly events: readonly (ParsedLogEvent & { readonly artifact: ArtifactId })[];
  readonly problems: readonly (Problem & { readonly artifact: ArtifactId })[];
}
