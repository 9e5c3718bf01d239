/** Dumps that come in pieces: what was acknowledged is there after a reopening, and becomes one artifact. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openCaseForReading, openCaseForWriting } from '#electron/casefile/case-file.ts';
import { verifyCaseFile } from '#electron/casefile/verify.ts';
import type { NewArtifact, ReadableCase } from '#electron/casefile/types.ts';
import { KiB } from '#shared/units/bytes.ts';
import { addTestSnapshot, createTempCase, type TempCase } from '#test/support/temp-case.ts';

const PIECE = 512 * KiB;
const SIZE = 3 * PIECE - 4096;

let temp: TempCase;
beforeEach(() => {
  temp = createTempCase();
});
afterEach(() => temp.remove());

/** Not the same in any two chunks. */
function content(): Buffer {
  const bytes = Buffer.alloc(SIZE);
  for (let at = 0; at < SIZE; at += 4) bytes.writeUInt32LE((at * 2_654_435_761) >>> 0, at);
  return bytes;
}

const artifact = (snapshotId: number): NewArtifact => ({
  snapshotId,
  kind: 'dump',
  name: 'heap',
  encoding: 'binary',
  pid: 7,
  baseAddress: '0x1000',
  capturedAt: 1,
});

function findings(file: ReadableCase): string[] {
  const run = verifyCaseFile(file);
  let next = run.next();
  while (next.done !== true) next = run.next();
  return next.value.flatMap((check) => check.findings);
}

function stage() {
  const snapshot = addTestSnapshot(temp.file);
  return temp.file.stageDump({
    snapshotId: snapshot.id,
    sizeBytes: SIZE,
    pieceBytes: PIECE,
    detail: { pid: 7 },
  });
}

const pieceOf = (bytes: Buffer, ordinal: number) => ({
  ordinal,
  bytes: bytes.subarray(ordinal * PIECE, (ordinal + 1) * PIECE),
  detail: `piece ${ordinal}`,
});

describe('a staged dump', () => {
  test('is there after a reopening, and finishes with the bytes that came', async () => {
    const bytes = content();
    const staged = stage();
    temp.file.addDumpPieces(staged.id, [pieceOf(bytes, 2), pieceOf(bytes, 0)]);
    temp.file.close();
    const reader = openCaseForReading(temp.path, temp.platform);
    expect(reader.stagedDumps()).toEqual([staged]);
    expect(reader.stagedPieces(staged.id)).toEqual([
      { ordinal: 0, detail: 'piece 0' },
      { ordinal: 2, detail: 'piece 2' },
    ]);
    expect(findings(reader)).toEqual([]);
    reader.close();
    const writer = openCaseForWriting(temp.path, temp.platform);
    writer.addDumpPieces(staged.id, [pieceOf(bytes, 1)]);
    const dump = await writer.finishDump(staged.id, artifact(staged.snapshotId));
    expect(dump).toMatchObject({
      kind: 'dump',
      sizeBytes: SIZE,
      baseAddress: '0x1000',
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(Buffer.concat([...writer.chunks(dump.id)]).equals(bytes)).toBe(true);
    expect(writer.stagedDumps()).toEqual([]);
    expect(findings(writer)).toEqual([]);
    writer.close();
  });

  test('that is finished early has zeros where pieces are missing', async () => {
    const bytes = content();
    const staged = stage();
    temp.file.addDumpPieces(staged.id, [pieceOf(bytes, 1)]);
    const dump = await temp.file.finishDump(staged.id, artifact(staged.snapshotId));
    bytes.fill(0, 0, PIECE);
    bytes.fill(0, 2 * PIECE);
    expect(dump.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(findings(temp.file)).toEqual([]);
  });

  test('that is dropped, or whose finishing is cancelled, leaves nothing that verify would find', async () => {
    const bytes = content();
    const staged = stage();
    temp.file.addDumpPieces(staged.id, [pieceOf(bytes, 0)]);
    const cancelled = temp.file.finishDump(staged.id, artifact(staged.snapshotId), () => true);
    await expect(cancelled).rejects.toMatchObject({ code: 'job.cancelled' });
    expect(temp.file.stagedPieces(staged.id)).toHaveLength(1);
    expect(findings(temp.file)).toEqual([]);
    temp.file.dropStagedDump(staged.id);
    expect(temp.file.stagedDumps()).toEqual([]);
    expect(findings(temp.file)).toEqual([]);
  });

  test('takes only pieces that fit', () => {
    const staged = stage();
    const wrong = { ordinal: 0, bytes: Buffer.alloc(PIECE - 1), detail: '' };
    expect(() => temp.file.addDumpPieces(staged.id, [wrong])).toThrow(TypeError);
    expect(temp.file.stagedPieces(staged.id)).toEqual([]);
  });
});
