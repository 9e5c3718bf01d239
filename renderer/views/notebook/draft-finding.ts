/** The sentence that a new finding begins with, from the numbers on the screen. */
import type { Inspected } from '#renderer/state/inspected.ts';
import type { Artifact, EvidenceRef } from '#shared/domain/evidence.ts';
import type { LedgerSide } from '#shared/domain/ledger.ts';
import { formatSubject } from '#shared/domain/subject.ts';
import type { Messages } from '#shared/i18n/index.ts';
import { formatAddress, parseAddress } from '#shared/units/address.ts';
import { formatBytes, formatCount, formatEvidenceId } from '#shared/units/format.ts';
import { toPrintable } from '#shared/util/printable.ts';
import type { FindingDraft } from './FindingForm.tsx';

export interface DraftSides {
  readonly a: LedgerSide | null;
  readonly b: LedgerSide | null;
}

/** Two snapshots of one target need their number, two targets do not. */
function names({ a, b }: DraftSides): { a: string; b: string } {
  const same = a?.target === b?.target;
  const name = (side: LedgerSide | null) =>
    side === null ? '' : toPrintable(same ? `${side.target} #${side.snapshot}` : side.target);
  return { a: name(a), b: name(b) };
}

export function draftOfRow(
  row: Inspected,
  evidence: EvidenceRef | null,
  sides: DraftSides,
  messages: Messages,
) {
  const subject = row.topic === undefined ? refSubject(evidence) : formatSubject(row.topic.subject);
  return { text: sentenceOf(row, sides, messages), subject };
}

function sentenceOf(row: Inspected, sides: DraftSides, { notebook: { draft } }: Messages): string {
  const { topic, a, b, delta, unit } = row;
  const title = toPrintable(row.title);
  const on = names(sides);
  const amount = (value: number) => (unit === 'count' ? formatCount(value) : formatBytes(value));
  if (topic === undefined) return title;
  const name = topic.within === null ? title : draft.within(title, toPrintable(topic.within));
  const say = topic.kind === 'part' ? draft.part : draft.process;
  if (delta === null || b === null || a === null) {
    const [known, where] = a === null ? [b, on.b] : [a, on.a];
    if (known === null) return `${name}: `;
    return topic.kind === 'gap' ? draft.gap.one(amount(known), where) : say.one(name, amount(known), where);
  }
  const size = amount(Math.abs(delta));
  if (topic.kind === 'gap') {
    if (delta === 0) return draft.gap.same(on);
    return delta > 0 ? draft.gap.more(size, on) : draft.gap.less(size, on);
  }
  if (delta === 0) return say.same(name, amount(a), on);
  return delta > 0 ? say.more(name, size, on) : say.less(name, size, on);
}

export function draftOfLine(
  ref: EvidenceRef,
  line: string | undefined,
  { window: text }: Messages,
): FindingDraft {
  if ('dump' in ref) return { text: '', subject: refSubject(ref) };
  const id = formatEvidenceId(ref.artifact);
  const place = ref.line === 0 ? text.inspector.evidenceWhole(id) : text.inspector.evidence(id, ref.line);
  return {
    text: line === undefined ? `${place}: ` : `${place}: ${toPrintable(line.trim().replaceAll(/\s+/g, ' '))}`,
    subject: refSubject(ref),
  };
}

export interface PointedBytes {
  readonly artifact: number;
  readonly offset: number;
  readonly length: number;
}

export function draftOfBytes(
  bytes: PointedBytes,
  artifact: Artifact,
  process: string | null,
  { notebook: { draft } }: Messages,
): FindingDraft {
  const base = parseAddress(artifact.baseAddress ?? '');
  const place =
    base === undefined ? `+0x${bytes.offset.toString(16)}` : formatAddress(base + BigInt(bytes.offset));
  const whose = toPrintable(process ?? (artifact.pid === null ? '' : String(artifact.pid)));
  return {
    text: draft.bytes(formatCount(bytes.length), place, whose, toPrintable(artifact.targetName)),
    subject: formatSubject({ kind: 'bytes', ...bytes }),
  };
}

function refSubject(ref: EvidenceRef | null): string {
  if (ref === null) return '';
  if ('artifact' in ref) return formatSubject({ kind: 'line', artifact: ref.artifact, line: ref.line });
  const { dump: artifact, offset, length } = ref;
  return formatSubject({ kind: 'bytes', artifact, offset, length });
}
