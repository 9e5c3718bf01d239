/** The journal: a chain that anyone can recompute with sha256sum. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { canonicalJson } from '#electron/casefile/canonical-json.ts';
import { openCaseForReading } from '#electron/casefile/case-file.ts';
import { fillCase } from '#test/support/sample-content.ts';
import { codeOf } from '#test/support/code-of.ts';
import { createTempCase, type TempCase } from '#test/support/temp-case.ts';

let temp: TempCase;
beforeEach(() => {
  temp = createTempCase();
});
afterEach(() => temp.remove());

test('canonical JSON sorts members and takes plain values only', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'é"' }], a: -0, z: undefined, '10': true, '9': 1.5 })).toBe(
    '{"10":true,"9":1.5,"a":0,"b":[1,{"c":"é\\"","d":null}]}',
  );
  for (const value of [Number.NaN, Infinity, 1n, new Date(0), new Map(), () => 1]) {
    expect(codeOf(() => canonicalJson({ value }))).toBe('TypeError');
  }
});

test('an entry hashes to what sha256sum gives for its text, written by hand', () => {
  const [created] = temp.file.journal();
  const entry = temp.file.record('report.written', { pages: 12, file: 'a.pdf' });
  const text =
    '{"action":"report.written","actor":"test (tester)",' +
    `"at":${entry.at},"detail":{"file":"a.pdf","pages":12},"previousHash":"${created?.hash}","sequence":2}`;
  expect(entry.hash).toBe(createHash('sha256').update(text).digest('hex'));
  expect(created).toMatchObject({ sequence: 1, action: 'case.created', previousHash: '0'.repeat(64) });
  expect(temp.file.info.journalHead).toBe(entry.hash);
});

test('everything that is done is told, in order, and survives closing', async () => {
  await fillCase(temp.file);
  const journal = temp.file.journal();
  expect(journal.map(({ sequence }) => sequence)).toEqual(journal.map((_, i) => i + 1));
  const counts = Map.groupBy(journal, ({ action }) => action);
  expect(Object.fromEntries([...counts].map(([action, entries]) => [action, entries.length]))).toEqual({
    'case.created': 1,
    'target.added': 2,
    'snapshot.added': 4,
    'artifact.added': 13,
    'snapshot.derived': 3,
    'report.written': 1,
  });
  temp.file.close();
  const again = openCaseForReading(temp.path, temp.platform);
  expect(again.journal()).toEqual(journal);
  expect(again.journal(3, 2)).toEqual(journal.slice(3, 5));
  again.close();
});

test('the actions of the case file itself are not to be recorded by others', () => {
  expect(codeOf(() => temp.file.record('artifact.added', {}))).toBe('TypeError');
  expect(codeOf(() => temp.file.record('note', { text: 'x'.repeat(2_000_000) }))).toBe('input.too-large');
  expect(temp.file.journal()).toHaveLength(1);
});
