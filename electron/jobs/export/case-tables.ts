/**
 * The tables of a case as a colleague's database gets them: everything in the case by snapshot, and the ledger of the
 * two sides that are compared. Amounts are bytes; every row says where it was read.
 */
import type { EvidenceRef } from '#shared/domain/evidence.ts';
import type { Explanation, LedgerNode } from '#shared/domain/ledger.ts';
import type { SnapshotReader } from '#shared/domain/memory.ts';
import { processMeasures } from '#shared/domain/parsed.ts';
import type { ChosenSides } from '#shared/analysis/select-sides.ts';
import { formatUtc } from '#shared/units/time.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import type { CellValue, Table, TableColumn } from '#electron/table-files/table.ts';
import { checkedReader } from '../check-sources.ts';

type Rows = () => Iterable<readonly CellValue[]>;

const types: Readonly<Record<string, TableColumn['type']>> = { '#': 'integer', '!': 'evidence' };

/** `#bytes` is a number, `!path` text from evidence, `class` a word of ours. */
function table(name: string, columns: string, rows: Rows): Table {
  const toColumn = (column: string): TableColumn => {
    const type = types[column[0] ?? ''];
    return type === undefined ? { name: column, type: 'word' } : { name: column.slice(1), type };
  };
  return { name, columns: columns.split(' ').map(toColumn), rows };
}

/**
 * @param sides what `ledger` and the column `side` of `processes` speak of
 * @param only snapshots whose memory is told; default: all
 */
export function caseTables(
  file: ReadableCase,
  sides: ChosenSides,
  explanation: Explanation,
  only?: ReadonlySet<number>,
): Table[] {
  const snapshots = file.snapshots().filter(({ id }) => only?.has(id) !== false);
  const readers = snapshots.map((snapshot) => [snapshot.id, checkedReader(file, snapshot)] as const);
  return [...evidenceTables(file), ...memoryTables(readers, sides), ledgerTable(explanation)];
}

function evidenceTables(file: ReadableCase): Table[] {
  const snapshots: Rows = () =>
    file
      .snapshots()
      .map((one) => [one.id, one.targetName, one.ordinal, formatUtc(one.takenAt), one.timeSource]);
  const artifacts: Rows = () =>
    file
      .artifacts()
      .map((one) => [
        one.id,
        one.snapshotId,
        one.kind,
        one.name,
        one.command,
        one.exitCode,
        one.pid,
        one.sourceId,
        one.lines?.first ?? null,
        one.lines?.last ?? null,
        one.sizeBytes,
        one.sha256,
        formatUtc(one.capturedAt),
      ]);
  const sockets: Rows = function* rows() {
    for (const { id } of file.snapshots()) {
      for (const one of file.sockets(id)) {
        const { state, local, remote, sendQueueBytes, receiveQueueBytes, pid, artifact, line } = one;
        const queues = [sendQueueBytes ?? null, receiveQueueBytes ?? null];
        yield [id, state, local, remote, ...queues, pid ?? null, artifact, line];
      }
    }
  };
  const problems: Rows = () =>
    file.problems().problems.map((one) => [one.artifact, one.line, one.reason, one.text, one.detail ?? null]);
  return [
    table('snapshots', '#snapshot !target #ordinal taken_at time_source', snapshots),
    table(
      'artifacts',
      '#artifact #snapshot kind !name !command #exit_code #pid #source #first_line #last_line #size_bytes sha256 captured_at',
      artifacts,
    ),
    table(
      'sockets',
      '#snapshot state !local !remote #send_queue_bytes #receive_queue_bytes #pid #artifact #line',
      sockets,
    ),
    table('problems', '#artifact #line reason !text !detail', problems),
  ];
}

type Readers = readonly (readonly [snapshot: number, reader: SnapshotReader])[];

/** Rows of every snapshot, one after the other. */
function bySnapshot(
  readers: Readers,
  rowsOf: (reader: SnapshotReader) => Iterable<readonly CellValue[]>,
): Rows {
  return function* rows() {
    for (const [snapshot, reader] of readers) for (const row of rowsOf(reader)) yield [snapshot, ...row];
  };
}

function memoryTables(readers: Readers, { a, b }: ChosenSides): Table[] {
  const ofSide = (side: ChosenSides['b']) => new Set(side?.reader.processes().map(({ id }) => id));
  const [ofA, ofB] = [ofSide(a), ofSide(b)];
  const sideOf = (process: number): string | null => (ofA.has(process) ? 'a' : ofB.has(process) ? 'b' : null);

  const meminfo = bySnapshot(readers, (reader) =>
    reader.meminfo().map(({ field, value, unit, evidence }) => [field, value, unit, ...place(evidence)]),
  );
  const processes = bySnapshot(readers, (reader) =>
    reader.processes().map((one) => {
      const { id, pid, parentPid, user, name, executable, commandLine, regionSource, evidence } = one;
      return [
        id,
        sideOf(id),
        pid,
        parentPid,
        user,
        name,
        executable,
        commandLine,
        regionSource,
        ...place(evidence),
      ];
    }),
  );
  const measures = bySnapshot(readers, function* rows(reader) {
    for (const { id, measures: known } of reader.processes()) {
      for (const measure of processMeasures) {
        const reading = known[measure];
        if (reading !== undefined)
          yield [id, measure, reading.bytes, reading.source, ...place(reading.evidence)];
      }
    }
  });
  const classes = bySnapshot(readers, (reader) =>
    reader.classTotals().map((one) => {
      const { processId, rule, count, sizeBytes, rssBytes, pssBytes, anonymousBytes, swapBytes, evidence } =
        one;
      const amounts = [count, sizeBytes, rssBytes, pssBytes, anonymousBytes, swapBytes];
      return [processId, one.class, rule, ...amounts, ...place(evidence)];
    }),
  );
  const regions = bySnapshot(readers, function* rows(reader) {
    for (const { id, regionArtifact } of reader.processes()) {
      for (const one of reader.regions(id)) {
        const amounts = [
          one.sizeBytes,
          one.rssBytes,
          one.pssBytes,
          one.anonymousBytes,
          one.dirtyBytes,
          one.swapBytes,
        ];
        const [start, end] = [one.start, one.end].map((address) => `0x${address.toString(16)}`);
        const where = [start ?? null, end ?? null, one.permissions, one.path];
        yield [id, ...where, ...amounts, one.class, one.rule, one.arena, regionArtifact, one.line];
      }
    }
  });
  return [
    table('meminfo', '#snapshot field #value unit #artifact #line', meminfo),
    table(
      'processes',
      '#snapshot #process side #pid #parent_pid !user !name !executable !command_line region_source #artifact #line',
      processes,
    ),
    table('measures', '#snapshot #process measure #bytes source #artifact #line', measures),
    table(
      'classes',
      '#snapshot #process class rule #regions #size_bytes #rss_bytes #pss_bytes #anonymous_bytes #swap_bytes #artifact #line',
      classes,
    ),
    table(
      'regions',
      '#snapshot #process start end permissions !path #size_bytes #rss_bytes #pss_bytes #anonymous_bytes #dirty_bytes #swap_bytes class rule #arena #artifact #line',
      regions,
    ),
  ];
}

/** The tree as rows, parents first; `node` and `parent` number them. */
function ledgerTable({ tree }: Explanation): Table {
  const rows: Rows = function* rowsOf() {
    let last = 0;
    const walk = function* walk(
      node: LedgerNode,
      parent: number | null,
      level: number,
    ): Generator<readonly CellValue[]> {
      const own = (last += 1);
      const { kind, label, labelKey, aBytes, bBytes, deltaBytes, confidence, measure, notes, evidence } =
        node;
      const amounts = [aBytes, bBytes, deltaBytes];
      const first = evidence[0];
      const seen = first === undefined ? [null, null] : place(first);
      yield [
        own,
        parent,
        level,
        kind,
        label,
        labelKey,
        ...amounts,
        confidence,
        measure,
        notes.join(' ') || null,
        ...seen,
      ];
      for (const child of node.children) yield* walk(child, own, level + 1);
    };
    for (const root of tree) yield* walk(root, null, 0);
  };
  return table(
    'ledger',
    '#node #parent #level kind !label label_key #a_bytes #b_bytes #delta_bytes confidence measure notes #artifact #line',
    rows,
  );
}

/** Artifact and line; a place in a dump has no line. */
function place(evidence: EvidenceRef): [number, number | null] {
  return 'dump' in evidence ? [evidence.dump, null] : [evidence.artifact, evidence.line];
}
