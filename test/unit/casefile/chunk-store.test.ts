/** Bytes in and out: once per content, any offset, and no more memory than a chunk says. */
import { createHash, randomBytes } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeChunk, encodeChunk, sha256 } from '#electron/casefile/chunk-store.ts';
import { storeOf } from '#electron/casefile/read-case.ts';
import type { Artifact, Snapshot } from '#shared/domain/evidence.ts';
import { codeOf, codeOfRejected } from '#test/support/code-of.ts';
import { addTestArtifact, addTestSnapshot, createTempCase, type TempCase } from '#test/support/temp-case.ts';

const CHUNK = 262_144;
let temp: TempCase;
let snapshot: Snapshot;
beforeEach(() => {
  temp = createTempCase();
  snapshot = addTestSnapshot(temp.file);
});
afterEach(() => temp.remove());

const chunkCount = () => storeOf(temp.file).chunks.count();
const add = (bytes: Uint8Array): Promise<Artifact> => addTestArtifact(temp.file, snapshot, bytes, 'dump');

function* piecesOf(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test('equal and zero chunks are stored once, over all artifacts', async () => {
  const noise = randomBytes(CHUNK);
  await add(Buffer.concat([Buffer.alloc(CHUNK), noise, Buffer.alloc(3 * CHUNK), noise]));
  expect(chunkCount()).toBe(2);
  await add(Buffer.concat([noise, Buffer.alloc(CHUNK), Buffer.from('tail')]));
  expect(chunkCount()).toBe(3);
});

test.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 17])('%d bytes', async (size) => {
  const bytes = randomBytes(size);
  const artifact = await add(bytes);
  expect(artifact).toMatchObject({
    sizeBytes: size,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
  expect(Buffer.concat([...temp.file.chunks(artifact.id)]).equals(bytes)).toBe(true);
  expect(temp.file.readBytes(artifact.id, 0, size + 10)).toHaveLength(size);
  expect(temp.file.readBytes(artifact.id, size, 10)).toHaveLength(0);
});

test('any range of an artifact that came in pieces of any size', async () => {
  const bytes = Buffer.concat([randomBytes(CHUNK), Buffer.alloc(CHUNK), Buffer.from('x'.repeat(100_000))]);
  const { artifact } = await temp.file.addArtifact(
    { snapshotId: snapshot.id, kind: 'dump', name: 'd', encoding: 'binary', capturedAt: 0 },
    piecesOf(bytes, 70_001),
  );
  fc.assert(
    fc.property(fc.nat(bytes.length + 10), fc.nat(bytes.length), (offset, length) => {
      const found = temp.file.readBytes(artifact.id, offset, length);
      return Buffer.from(found).equals(bytes.subarray(offset, offset + length));
    }),
    { numRuns: 200, seed: 1 },
  );
});

test('a chunk that does not shrink is kept as it is, another is packed', () => {
  const noise = randomBytes(CHUNK);
  expect(encodeChunk(noise, sha256(noise), 3)).toMatchObject({ encoding: 0, data: noise });
  const zeros = Buffer.alloc(CHUNK);
  const packed = encodeChunk(zeros, sha256(zeros), 19);
  expect(packed.data.length).toBeLessThan(100);
  expect(Buffer.from(decodeChunk(packed, 1)).equals(zeros)).toBe(true);
});

test('a bomb, a lie about the size, a huge window and a wrong hash are refused before they cost memory', () => {
  const bomb = zstdCompressSync(Buffer.alloc(64 * 1024 * 1024));
  const zeros = sha256(Buffer.alloc(CHUNK));
  const before = process.memoryUsage().rss;
  const codes = [
    { sha256: zeros, sizeBytes: CHUNK, encoding: 1, data: bomb },
    { sha256: zeros, sizeBytes: 2 ** 40, encoding: 1, data: bomb },
    { sha256: zeros, sizeBytes: CHUNK, encoding: 1, data: zstdCompressSync(Buffer.alloc(CHUNK - 1)) },
    { sha256: zeros, sizeBytes: CHUNK, encoding: 0, data: Buffer.alloc(CHUNK, 1) },
    { sha256: zeros, sizeBytes: CHUNK, encoding: 2, data: Buffer.alloc(CHUNK) },
    // Magic, frame header without a content size, window descriptor 0xff: 3.75 TiB.
    { sha256: zeros, sizeBytes: CHUNK, encoding: 1, data: Buffer.from('28b52ffd00ff', 'hex') },
  ].map((chunk) => codeOf(() => decodeChunk(chunk, 7)));
  expect(codes).toEqual(codes.map(() => 'casefile.corrupt'));
  expect(process.memoryUsage().rss - before).toBeLessThan(32 * 1024 * 1024);
});

test('the same bytes in one snapshot are there once, unless they are of another kind, process or address', async () => {
  const bytes = [Buffer.from('same')];
  const base = {
    snapshotId: snapshot.id,
    kind: 'dump',
    name: 'a',
    encoding: 'binary',
    capturedAt: 0,
  } as const;
  const first = await temp.file.addArtifact({ ...base, pid: 7, baseAddress: '0x1000' }, bytes);
  expect(first.duplicate).toBe(false);
  const journal = temp.file.journal().length;
  const told = { ...base, pid: 7, baseAddress: '0x1000' };
  expect((await temp.file.addArtifact(told, bytes)).duplicate).toBe(true);
  expect(temp.file.journal()).toHaveLength(journal);
  // Another name or command is told by the journal, once.
  for (const _ of [1, 2]) {
    const other = { ...told, name: 'b', command: 'dd if=/proc/7/mem', exitCode: 0 };
    expect(await temp.file.addArtifact(other, bytes)).toEqual({ artifact: first.artifact, duplicate: true });
  }
  const sha256 = createHash('sha256').update('same').digest('hex');
  expect(temp.file.journal(journal)).toMatchObject([
    {
      action: 'artifact.seen-again',
      detail: { id: 1, name: 'b', command: 'dd if=/proc/7/mem', exitCode: 0, capturedAt: 0, sha256 },
    },
  ]);
  const others = [
    { ...base, pid: 8, baseAddress: '0x1000' },
    { ...base, pid: 7, baseAddress: '0x2000' },
    { ...base, pid: 7, baseAddress: '0x1000', kind: 'text' as const },
    { ...base, pid: 7, baseAddress: '0x1000', process: 'fwlog' },
    { ...base, pid: 7, baseAddress: '0x1000', snapshotId: addTestSnapshot(temp.file, 'other').id },
  ];
  for (const other of others) expect((await temp.file.addArtifact(other, bytes)).duplicate).toBe(false);
  expect(chunkCount()).toBe(1);
});

test('parts give the bytes, hash and place of their source', async () => {
  const source = await addTestArtifact(temp.file, snapshot, 'one\ntwo\nthree\n', 'transcript');
  const [part] = temp.file.addParts([
    { sourceId: source.id, kind: 'ps', firstLine: 2, lastLine: 3, command: 'ps aux', pid: 4 },
  ]);
  expect(part).toMatchObject({
    kind: 'ps',
    sourceId: source.id,
    lines: { first: 2, last: 3 },
    sha256: source.sha256,
    sizeBytes: source.sizeBytes,
    command: 'ps aux',
    pid: 4,
  });
  expect(Buffer.from(temp.file.readBytes(part?.id ?? 0, 4, 3)).toString()).toBe('two');
  expect(codeOf(() => temp.file.artifact(99))).toBe('input.unknown-artifact');
});

test('an import that is cancelled, or fails, leaves nothing, however far it came', async () => {
  const rows = () => [chunkCount(), storeOf(temp.file).pending.list().length, temp.file.artifacts().length];
  await add(randomBytes(10));
  const before = rows();
  // Past 16 MiB the first group of chunks has been committed.
  const noise = randomBytes(20 * 1024 * 1024);
  let seen = 0;
  const source = {
    snapshotId: snapshot.id,
    kind: 'dump',
    name: 'd',
    encoding: 'binary',
    capturedAt: 0,
  } as const;
  const cancelled = () => (seen += 1) > 78;
  expect(await codeOfRejected(temp.file.addArtifact(source, piecesOf(noise, CHUNK), cancelled))).toBe(
    'job.cancelled',
  );
  expect(rows()).toEqual(before);
  function* breaking(): Generator<Uint8Array> {
    yield noise;
    throw new RangeError('the source broke');
  }
  expect(await codeOfRejected(temp.file.addArtifact(source, breaking()))).toBe('RangeError');
  expect(rows()).toEqual(before);
});

test('two imports at once, of which one breaks off, do not take each other’s chunks', async () => {
  const noise = randomBytes(40 * 1024 * 1024);
  const source = (name: string) =>
    ({ snapshotId: snapshot.id, kind: 'dump', name, encoding: 'binary', capturedAt: 0 }) as const;
  let seen = 0;
  const broken = temp.file.addArtifact(source('broken'), piecesOf(noise, CHUNK), () => (seen += 1) > 120);
  const whole = temp.file.addArtifact({ ...source('whole'), pid: 1 }, piecesOf(noise, CHUNK));
  expect(await codeOfRejected(broken)).toBe('job.cancelled');
  const { artifact } = await whole;
  expect(artifact.sha256).toBe(createHash('sha256').update(noise).digest('hex'));
  expect(Buffer.concat([...temp.file.chunks(artifact.id)]).equals(noise)).toBe(true);
  expect([chunkCount(), storeOf(temp.file).pending.list()]).toEqual([160, []]);
});

test('a source that breaks keeps its own error, and makes no snapshot', async () => {
  const journal = temp.file.journal().length;
  const made = { target: 'new', takenAt: 1000, timeSource: 'file' } as const;
  const source = { snapshotId: made, kind: 'text', name: 't', encoding: 'utf-8', capturedAt: 0 } as const;
  const gone = Object.assign(new Error('gone'), { code: 'ENOENT' });
  function* breaking(): Generator<Uint8Array> {
    yield Buffer.from('begun');
    throw gone;
  }
  await expect(temp.file.addArtifact(source, breaking())).rejects.toBe(gone);
  expect(temp.file.journal()).toHaveLength(journal);
  expect(temp.file.targets().map(({ name }) => name)).not.toContain('new');
  const { artifact } = await temp.file.addArtifact(source, [Buffer.from('whole')]);
  expect(temp.file.snapshots({ target: 'new' })).toMatchObject([
    { id: artifact.snapshotId, takenAt: 1000, timeSource: 'file', artifactCount: 1, ordinal: 1 },
  ]);
});

test('artifacts of a target come in the order of its snapshots', async () => {
  for (const minute of [9, 4, 6])
    await addTestArtifact(temp.file, addTestSnapshot(temp.file, 'late', minute), `${minute}`);
  await addTestArtifact(temp.file, addTestSnapshot(temp.file, 'other', 5), 'other');
  const read = temp.file
    .artifacts({ target: 'late' })
    .map(({ id }) => Buffer.from(temp.file.readBytes(id, 0, 9)).toString());
  expect(read).toEqual(['4', '6', '9']);
  const hash = createHash('sha256').update('6').digest('hex');
  expect(temp.file.artifactsWithHash('late', hash)).toHaveLength(1);
  expect([temp.file.artifactsWithHash('other', hash), temp.file.artifactsWithHash('nobody', hash)]).toEqual([
    [],
    [],
  ]);
  const [at] = temp.file.snapshots({ target: 'late' }).map(({ takenAt }) => takenAt);
  expect(temp.file.snapshotsNear('late', at ?? 0, 2 * 60_000)).toHaveLength(2);
  expect(temp.file.addSnapshot(temp.file.ensureTarget('late').id, (at ?? 0) + 1, 'given').ordinal).toBe(2);
});
