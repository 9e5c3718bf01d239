/** What a machine is, from small files of its capture: each is one line that one program wrote. */
import type { Artifact, EvidenceRef } from '#shared/domain/evidence.ts';
import type { MachineReadings, Reading } from '#shared/report/report-input.ts';
import { formatUtc } from '#shared/units/time.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';

/** More than any of these lines has. */
const LINE_BYTES = 512;
/** Lines of the processors come first in /proc/stat. */
const STAT_BYTES = 16_384;

/** @param snapshot number of the snapshot that is compared */
export function readMachine(file: ReadableCase, snapshot: number): MachineReadings {
  const own = file.artifactsOf(snapshot).filter(({ sourceId }) => sourceId === null);
  const find = (name: RegExp): Artifact | undefined => own.find((artifact) => name.test(artifact.name));
  const textOf = (artifact: Artifact, length = LINE_BYTES): string =>
    new TextDecoder().decode(file.readBytes(artifact.id, 0, length));
  const reading = (artifact: Artifact | undefined, read: (text: string) => string | null): Reading | null => {
    if (artifact === undefined) return null;
    const text = read(textOf(artifact));
    const evidence: EvidenceRef[] = [{ artifact: artifact.id, line: 1 }];
    return text === null || text === '' ? null : { text, evidence };
  };
  const firstLine = (text: string): string => (text.split('\n')[0] ?? '').trim();
  const uptime = find(/(?:^|\/)proc\/uptime$/);
  const stat = find(/(?:^|\/)(?:proc\/stat|proc-stat)$/);
  return {
    kernel: reading(find(/(?:^|\/)osrelease$/), firstLine),
    build: reading(find(/(?:^|\/)proc\/version$/), firstLine),
    uptime: reading(uptime, (text) => {
      const seconds = /^(\d{1,12})(?:\.\d+)?\s/.exec(text)?.[1];
      // To the minute: the two readings of a boot differ by what the clock was corrected.
      const at = (uptime?.capturedAt ?? 0) - Number(seconds) * 1000;
      return seconds === undefined ? null : formatUtc(Math.round(at / 60_000) * 60_000);
    }),
    processors: reading(stat, () => {
      const lines = stat === undefined ? [] : (textOf(stat, STAT_BYTES).match(/^cpu\d+ /gm) ?? []);
      return lines.length === 0 ? null : String(lines.length);
    }),
  };
}
