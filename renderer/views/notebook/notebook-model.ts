/** What the room says, without React. */
import type { AppStatement } from '#shared/domain/app-statement.ts';
import { formatSubject } from '#shared/domain/subject.ts';
import { formatUtc } from '#shared/units/time.ts';

/** When people wrote something needs no milliseconds. */
export function toSeconds(at: number): string {
  return formatUtc(Math.floor(at / 1000) * 1000);
}

/** Where a statement leads: its row, else the first place of its evidence; null where it has neither. */
export function subjectOfStatement({ subject, said }: AppStatement): string | null {
  const [first] = said.evidence;
  if (subject !== null || first === undefined) return subject;
  return 'dump' in first
    ? formatSubject({ kind: 'bytes', artifact: first.dump, offset: first.offset, length: 1 })
    : formatSubject({ kind: 'line', artifact: first.artifact, line: first.line });
}
