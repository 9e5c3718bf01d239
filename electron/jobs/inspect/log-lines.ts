/** What the logs of a snapshot say of a process: kernel log, journal and messages, as far as they were collected. */
import type { ArtifactId, Snapshot } from '#shared/domain/evidence.ts';
import type { ProcessEvidence } from '#shared/domain/mechanism.ts';
import { MiB } from '#shared/units/bytes.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';

/** Larger logs are not read: no sign comes from them. */
const MOST_LOG_BYTES = 16 * MiB;
const MOST_LINES = 1000;
/** Logs name their writer: `fwlog[145]: …`, `fwlog: …`. */
const WRITER = /(?:^|\s)([\w./-]{1,64})(?:\[\d{1,10}\])?:\s/g;

interface LogLine {
  readonly writers: readonly string[];
  readonly text: string;
  readonly evidence: { readonly artifact: ArtifactId; readonly line: number };
}

/** Lines that name a writer. */
export function logsOf(file: ReadableCase, snapshot: Snapshot): readonly LogLine[] {
  const logs = file
    .artifactsOf(snapshot.id)
    .filter(({ kind, name }) => kind === 'dmesg' || (kind === 'text' && /log|messages|journal/i.test(name)));
  return logs.flatMap(({ id, sizeBytes }) => {
    if (sizeBytes > MOST_LOG_BYTES) return [];
    const text = Buffer.from(file.readBytes(id, 0, sizeBytes)).toString('latin1');
    return text.split('\n').flatMap((line, at): LogLine[] => {
      const writers = [...line.matchAll(WRITER)].flatMap(([, name]) => name ?? []);
      return writers.length === 0 ? [] : [{ writers, text: line, evidence: { artifact: id, line: at + 1 } }];
    });
  });
}

/** The newest of those that a process wrote. */
export function logLinesOf(logs: readonly LogLine[], process: string | null): ProcessEvidence['logLines'] {
  return logs
    .filter(({ writers }) => process !== null && writers.includes(process))
    .slice(-MOST_LINES)
    .map(({ text, evidence }) => ({ text, evidence }));
}
