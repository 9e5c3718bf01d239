/**
 * What a finding is about, as text: `ledger:gap/anonymous`, `process:/usr/sbin/fwlog`, `class:fwlog/arena-heap`, `E-004:12`
 * (a line), `E-031+0x2000+96` (bytes of a dump). Whatever else people write is words without a way back.
 */
import type { DiffRow } from './diff.ts';

export type SubjectRowKind = 'ledger' | DiffRow['kind'];

export type Subject =
  | {
      readonly kind: 'row';
      readonly of: SubjectRowKind;
      readonly id: string;
      /** Of a class or region: whose. */
      readonly process: string | null;
    }
  | { readonly kind: 'line'; readonly artifact: number; readonly line: number }
  | {
      readonly kind: 'bytes';
      readonly artifact: number;
      readonly offset: number;
      readonly length: number;
    };

const ROW = /^(ledger|meminfo|process|class|region):(.+)$/s;
const LINE = /^E-0*(\d{1,15})(?::(\d{1,15}))?$/;
const BYTES = /^E-0*(\d{1,15})\+0x([0-9a-f]{1,13})(?:\+(\d{1,15}))?$/i;

export function formatSubject(subject: Subject): string {
  if (subject.kind === 'row') {
    const { of, id, process } = subject;
    return process === null ? `${of}:${id}` : `${of}:${process}/${id}`;
  }
  const artifact = `E-${String(subject.artifact).padStart(3, '0')}`;
  if (subject.kind === 'line') return subject.line === 0 ? artifact : `${artifact}:${subject.line}`;
  return `${artifact}+0x${subject.offset.toString(16)}+${subject.length}`;
}

/** Null where the words lead nowhere. */
export function parseSubject(text: string): Subject | null {
  const row = ROW.exec(text);
  if (row !== null) return rowSubject(row[1] as SubjectRowKind, row[2] ?? '');
  const line = LINE.exec(text);
  if (line !== null) return { kind: 'line', artifact: Number(line[1]), line: Number(line[2] ?? 0) };
  const bytes = BYTES.exec(text);
  if (bytes === null) return null;
  const offset = Number.parseInt(bytes[2] ?? '0', 16);
  return { kind: 'bytes', artifact: Number(bytes[1]), offset, length: Number(bytes[3] ?? 1) };
}

/** A name of a process may hold slashes, a class and the number of a region do not. */
function rowSubject(of: SubjectRowKind, rest: string): Subject {
  const slash = rest.lastIndexOf('/');
  const isPart = (of === 'class' || of === 'region') && slash > 0;
  return isPart
    ? { kind: 'row', of, id: rest.slice(slash + 1), process: rest.slice(0, slash) }
    : { kind: 'row', of, id: rest, process: null };
}
