/** Derived tables: stored whole, read back as they were given, replaced as one. */
import type { Database } from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestAssembled } from '#electron/casefile/derived.ts';
import { canonicalJson } from '#electron/casefile/canonical-json.ts';
import { hashEntry, type JournalDetail } from '#electron/casefile/journal.ts';
import { storeOf } from '#electron/casefile/read-case.ts';
import { openCaseForReading } from '#electron/casefile/case-file.ts';
import type { AssembledSnapshot } from '#shared/domain/assembled.ts';
import type { Region } from '#shared/domain/memory.ts';
import type { Artifact, Snapshot } from '#shared/domain/evidence.ts';
import { addTestArtifact, addTestSnapshot, createTempCase, type TempCase } from '#test/support/temp-case.ts';
import { generateSnapshot } from '#test/support/generated-snapshot.ts';

let temp: TempCase;
let snapshot: Snapshot;
let artifact: Artifact;
beforeEach(async () => {
  temp = createTempCase();
  snapshot = addTestSnapshot(temp.file);
  artifact = await addTestArtifact(temp.file, snapshot, 'anything', 'smaps');
});
afterEach(() => temp.remove());

function generated(seed = 1): AssembledSnapshot {
  return generateSnapshot(snapshot.id, artifact.id, { processes: 3, regionsPerProcess: 20 }, seed);
}

test('processes, regions and meminfo come back as they were given', () => {
  const given = generated();
  expect(temp.file.replaceDerived(snapshot.id, given)).toBe(true);
  const reader = temp.file.snapshotReader(snapshot.id);
  expect(reader.meminfo()).toEqual(given.meminfo);
  const processes = reader.processes();
  expect(processes.map(({ id: _id, ...rest }) => rest)).toEqual(
    given.processes.map(({ process: { id: _id, ...rest } }) => rest),
  );
  processes.forEach(({ id }, i) => expect(reader.regions(id)).toEqual(given.processes[i]?.regions));
  expect(temp.file.problems().problems).toEqual(given.problems);
  expect(temp.file.problems({ artifact: artifact.id + 1 }).total).toBe(0);
});

test('class totals are the sums over the regions, unknown only where none is known', () => {
  const region = (over: Partial<Region>): Region => ({
    start: 0x1000n,
    end: 0x2000n,
    permissions: 'rw-p',
    path: '',
    sizeBytes: 4096,
    rssBytes: null,
    pssBytes: null,
    anonymousBytes: null,
    dirtyBytes: null,
    swapBytes: null,
    class: 'anonymous',
    rule: 'r',
    arena: null,
    estimated: false,
    line: 1,
    ...over,
  });
  const [process] = generated().processes;
  if (process === undefined) throw new Error('no process');
  const regions = [
    region({ rssBytes: 100, line: 5 }),
    region({ start: 0x3000n, rssBytes: 300, swapBytes: 7, line: 9 }),
    region({ start: 0x5000n, class: 'main-heap', sizeBytes: 8192, line: 11 }),
  ];
  temp.file.replaceDerived(snapshot.id, { ...generated(), processes: [{ ...process, regions }] });
  const totals = temp.file.snapshotReader(snapshot.id).classTotals();
  expect(totals).toMatchObject([
    { class: 'anonymous', count: 2, sizeBytes: 8192, rssBytes: 400, pssBytes: null, swapBytes: 7 },
    { class: 'main-heap', count: 1, sizeBytes: 8192, rssBytes: null },
  ]);
  expect(totals.map(({ evidence }) => evidence)).toEqual([
    { artifact: artifact.id, line: 9 },
    { artifact: artifact.id, line: 11 },
  ]);
});

test('addresses keep all 64 bits and their order', () => {
  const [process] = generated().processes;
  const [model] = process?.regions ?? [];
  if (process === undefined || model === undefined) throw new Error('no region');
  const starts = [
    0xffff_ffff_ff60_0000n,
    0x0n,
    0x8000_0000_0000_0000n,
    0x7fff_ffff_ffff_f000n,
    0x20_0000_0000_0001n,
    0x1000n,
  ];
  const regions = starts.map((start) => ({ ...model, start, end: BigInt.asUintN(64, start + 0x1000n) }));
  temp.file.replaceDerived(snapshot.id, { ...generated(), processes: [{ ...process, regions }] });
  const reader = temp.file.snapshotReader(snapshot.id);
  const stored = reader.regions(reader.processes()[0]?.id ?? 0);
  expect(stored.map(({ start }) => start)).toEqual([
    0x0n,
    0x1000n,
    0x20_0000_0000_0001n,
    0x7fff_ffff_ffff_f000n,
    0x8000_0000_0000_0000n,
    0xffff_ffff_ff60_0000n,
  ]);
  expect(stored.map(({ start, end }) => BigInt.asUintN(64, end - start))).toEqual(starts.map(() => 0x1000n));
});

test('replacing tells whether anything changed, and the digest is that of the stored rows', () => {
  const { file } = temp;
  expect(file.staleSnapshots()).toEqual([snapshot.id]);
  expect(file.replaceDerived(snapshot.id, generated(1))).toBe(true);
  expect(file.staleSnapshots()).toEqual([]);
  expect(file.replaceDerived(snapshot.id, generated(1))).toBe(false);
  expect(file.derivedDigest(snapshot.id)).toBe(digestAssembled(generated(1)));
  expect(file.replaceDerived(snapshot.id, generated(2))).toBe(true);
  expect(file.derivedDigest(snapshot.id)).toBe(digestAssembled(generated(2)));
  expect(digestAssembled(generated(2))).not.toBe(digestAssembled(generated(1)));
});

test('the quick digest is the digest, so that a check seldom needs both', () => {
  const { file } = temp;
  file.replaceDerived(snapshot.id, generated(1));
  const { derived, processes } = storeOf(file);
  const range = { snapshot: snapshot.id, ...processes.range(snapshot.id) };
  expect(derived.quickDigest(range)).toBe(digestAssembled(generated(1)));
  expect(file.isAsDerived(snapshot.id)).toBe(true);
});

test('regions are told apart by process: an edit is seen where it is read, and only there', () => {
  const { file } = temp;
  const other = addTestSnapshot(file, 'baseline');
  // The second snapshot's processes do not begin at row 1.
  for (const { id } of [snapshot, other]) file.replaceDerived(id, { ...generated(), snapshotId: id });
  const { database } = storeOf(file);
  const ids = file
    .snapshotReader(other.id)
    .processes()
    .map(({ id }) => id);
  const told = () => [
    file.isAsDerived(other.id),
    file.tablesAreAsDerived(other.id),
    ...ids.map((id) => file.regionsAreAsDerived(other.id, id)),
  ];
  expect(ids[0]).toBe(4);
  expect(told()).toEqual([true, true, true, true, true]);
  database.prepare('UPDATE region SET path = path || ? WHERE process = ? AND ordinal = 3').run('x', ids[1]);
  expect(told()).toEqual([false, true, true, false, true]);
  database.prepare('DELETE FROM region WHERE process = ?').run(ids[2]);
  expect(told()).toEqual([false, true, true, false, false]);
  database.prepare('UPDATE process SET name = ? WHERE id = ?').run('x', ids[0]);
  expect(told()).toEqual([false, false, true, false, false]);
});

test('a journal that tells of no parts has all rows compared', () => {
  const { file } = temp;
  file.replaceDerived(snapshot.id, generated());
  const { database } = storeOf(file);
  const [process] = file.snapshotReader(snapshot.id).processes();
  asOlder(database, snapshot.id);
  expect(file.tablesAreAsDerived(snapshot.id)).toBe(true);
  database.prepare('UPDATE region SET path = ? WHERE process = ?').run('x', process?.id);
  expect(file.tablesAreAsDerived(snapshot.id)).toBe(false);
  expect(file.regionsAreAsDerived(snapshot.id, process?.id ?? 0)).toBe(true);
});

test('an edited entry of the journal vouches for nothing', () => {
  const { file } = temp;
  file.replaceDerived(snapshot.id, generated());
  const [process] = file.snapshotReader(snapshot.id).processes();
  storeOf(file).database.prepare("UPDATE journal SET at = at + 1 WHERE action = 'snapshot.derived'").run();
  expect(file.isAsDerived(snapshot.id)).toBe(false);
  expect(file.tablesAreAsDerived(snapshot.id)).toBe(false);
  expect(file.regionsAreAsDerived(snapshot.id, process?.id ?? 0)).toBe(false);
});

/** The newest entry as programs before wrote it: with one digest. */
function asOlder(database: Database, snapshotId: number): void {
  const row = database
    .prepare("SELECT * FROM journal WHERE action = 'snapshot.derived' ORDER BY sequence DESC")
    .get() as {
    sequence: number;
    at: number;
    actor: string;
    action: string;
    detail: string;
    previous_hash: string;
  };
  const { tables: _tables, regions: _regions, ...detail } = JSON.parse(row.detail) as Record<string, unknown>;
  expect(detail['snapshot']).toBe(snapshotId);
  const { sequence, at, actor, action, previous_hash: previousHash } = row;
  const hash = hashEntry({ sequence, at, actor, action, detail, previousHash });
  database
    .prepare('UPDATE journal SET detail = ?, hash = ? WHERE sequence = ?')
    .run(canonicalJson(detail as JournalDetail), hash, sequence);
}

test('a new artifact makes the derived rows of its snapshot stale, and of no other', async () => {
  const { file } = temp;
  const other = addTestSnapshot(file, 'baseline');
  for (const { id } of [snapshot, other]) file.replaceDerived(id, { ...generated(), snapshotId: id });
  expect(file.staleSnapshots()).toEqual([]);
  await addTestArtifact(file, other, 'more', 'ps');
  expect(file.staleSnapshots()).toEqual([other.id]);
  file.close();
  const again = openCaseForReading(temp.path, temp.platform);
  expect(again.staleSnapshots()).toEqual([other.id]);
  again.close();
});
