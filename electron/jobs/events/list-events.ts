/** Reads what happened from the evidence of a case: derived tables for processes and sockets, the kernel logs themselves. */
import { caseEvents, type EventSource } from '#shared/analysis/events/case-events.ts';
import type { CaseEvent, OomReport } from '#shared/domain/events.ts';
import type { Artifact, Snapshot } from '#shared/domain/evidence.ts';
import { readOomReports } from '#shared/parsers/oom/read-oom-reports.ts';
import type { EpochMs } from '#shared/units/time.ts';
import type { EvidenceScope, ReadableCase } from '#electron/casefile/types.ts';
import { TextReader } from '../derive/artifact-text.ts';
import { importLimits } from '../limits.ts';

/** By target and time. Logs with the same bytes are read once. @throws input.unknown-target, input.unknown-snapshot */
export function listEvents(file: ReadableCase, scope: EvidenceScope): CaseEvent[] {
  const texts = new TextReader(file, importLimits.parseBytes);
  const known = new Map<string, readonly OomReport[]>();
  const artifacts = Map.groupBy(file.artifacts(scope), ({ snapshotId }) => snapshotId);
  const reportsOf = (artifact: Artifact): readonly OomReport[] => {
    const key = `${artifact.sha256} ${artifact.lines?.first ?? ''}-${artifact.lines?.last ?? ''}`;
    const reports = known.get(key) ?? readOomReports(texts.read(artifact).source);
    known.set(key, reports);
    return reports;
  };
  const sourceOf = (snapshot: Snapshot): EventSource => {
    const own = artifacts.get(snapshot.id) ?? [];
    const uptime = own.find(({ kind, name }) => kind === 'text' && /(?:^|\/)proc\/uptime$/.test(name));
    return {
      snapshot,
      bootAt: uptime === undefined ? null : bootTime(file, uptime),
      kernelLogs: own
        .filter(({ kind }) => kind === 'dmesg')
        .map((artifact) => ({ artifact: artifact.id, reports: reportsOf(artifact) })),
      processes: file.snapshotReader(snapshot.id).processes(),
      sockets: file.sockets(snapshot.id),
    };
  };
  return caseEvents(file.snapshots(scope).map(sourceOf));
}

/** `12950.17 2334.10`: seconds since the boot (proc(5)), read at `capturedAt`. */
function bootTime(file: ReadableCase, { id, capturedAt }: Artifact): EpochMs | null {
  const text = new TextDecoder().decode(file.readBytes(id, 0, 64));
  const seconds = /^(\d{1,12}(?:\.\d{1,3})?)\s/.exec(text)?.[1];
  return seconds === undefined ? null : capturedAt - Number(seconds) * 1000;
}
