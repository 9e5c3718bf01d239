/** A row of a table as the inspector shows it. */
import { className, noteText } from '#renderer/components/ledger-text.ts';
import type { EvidenceOfSide, Fact, FactKey, Inspected, Topic } from '#renderer/state/inspected.ts';
import type {
  ClassDiffRow,
  DiffRow,
  ProcessDiffRow,
  RegionDiffRow,
  RegionSideDetail,
} from '#shared/domain/diff.ts';
import type { Messages } from '#shared/i18n/index.ts';
import { formatBytes, formatCount } from '#shared/units/format.ts';
import type { Bytes } from '#shared/units/bytes.ts';

/** @param process whose regions are shown, as it was asked for */
export function inspectRow(row: DiffRow, messages: Messages, process?: string): Inspected {
  return {
    id: `${row.kind}:${row.id}`,
    title: titleOf(row, messages),
    unit: row.kind === 'meminfo' ? row.unit : 'bytes',
    a: row.aBytes,
    b: row.bBytes,
    delta: row.deltaBytes,
    facts: [
      ...factsOf(row, messages),
      fact('notes', row.notes.map((note) => noteText(note, messages)).join(' ')),
    ].filter(({ value }) => value !== ''),
    evidence: [...ofSide('a', row.aEvidence), ...ofSide('b', row.bEvidence)],
    topic: topicOf(row, process),
  };
}

function topicOf(row: DiffRow, asked: string | undefined): Topic {
  const within = row.kind === 'class' || row.kind === 'region' ? row.process : null;
  const process = within === null ? null : (asked ?? within);
  return {
    subject: { kind: 'row', of: row.kind, id: row.id, process },
    kind: row.kind === 'process' ? 'process' : 'part',
    within,
  };
}

function ofSide(side: 'a' | 'b', refs: DiffRow['aEvidence']): EvidenceOfSide[] {
  return refs.map((ref) => ({ side, ref }));
}

function titleOf(row: DiffRow, messages: Messages): string {
  if (row.kind === 'class') return className(row.class, messages);
  if (row.kind !== 'region') return row.label;
  const name = className(row.class, messages);
  return row.arena === null ? name : `${name} ${row.arena}`;
}

function factsOf(row: DiffRow, messages: Messages): Fact[] {
  switch (row.kind) {
    case 'meminfo':
      return [fact('group', messages.window.diff.groups[row.group] ?? row.group)];
    case 'process':
      return processFacts(row, messages);
    case 'class':
      return classFacts(row);
    case 'region':
      return regionFacts(row);
  }
}

function fact(key: FactKey, value: string, mono = false): Fact {
  return { key, value, mono };
}

function processFacts(row: ProcessDiffRow, { window: text }: Messages): Fact[] {
  return [
    fact('measure', text.measures[row.measure]),
    fact('executable', row.executable, true),
    fact('commandLine', row.commandLine, true),
    fact('pidsA', row.aPids.join(', ')),
    fact('pidsB', row.bPids.join(', ')),
  ];
}

function classFacts(row: ClassDiffRow): Fact[] {
  return [
    fact('process', row.process),
    fact('count', `${formatCount(row.aCount)}, ${formatCount(row.bCount)}`),
    fact('sizes', pair(row.aSizeBytes, row.bSizeBytes)),
    fact('rule', row.rule, true),
  ];
}

function regionFacts(row: RegionDiffRow): Fact[] {
  return [
    fact('process', row.process),
    fact('path', row.path, true),
    fact('regionA', rangeOf(row.a), true),
    fact('regionB', rangeOf(row.b), true),
    fact('permissions', (row.a ?? row.b)?.permissions ?? '', true),
    fact('sizes', pair(row.a?.sizeBytes ?? null, row.b?.sizeBytes ?? null)),
    fact('rss', pair(row.a?.rssBytes ?? null, row.b?.rssBytes ?? null)),
    fact('dirty', pair(row.a?.dirtyBytes ?? null, row.b?.dirtyBytes ?? null)),
    fact('swap', pair(row.a?.swapBytes ?? null, row.b?.swapBytes ?? null)),
    fact('rule', row.rule, true),
  ];
}

function rangeOf(side: RegionSideDetail | null): string {
  return side === null ? '' : `${side.start}–${side.end}`;
}

function pair(a: Bytes | null, b: Bytes | null): string {
  if (a === null && b === null) return '';
  return [a, b].map((bytes) => (bytes === null ? '–' : formatBytes(bytes))).join(', ');
}
