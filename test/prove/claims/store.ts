/** STORE: a dump into the case and out again, beside plain files; the bytes that come out are the ones that went in. */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openCaseForReading, openCaseForWriting, createCaseFile } from '#electron/casefile/case-file.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { KiB, MiB } from '#shared/units/bytes.ts';
import { generateHeap, heapMix } from '../generate/heap-bytes.ts';
import { integer, seededRandom } from '../generate/random.ts';
import type { Claim } from '../harness/claim.ts';
import { measured } from '../harness/measure.ts';
import { provePlatform } from '../harness/platform.ts';

const SEED = 5;
const PAGE_BYTES = 64 * KiB;
const PAGES_PER_RUN = 200;

export const storeClaim: Claim = {
  id: 'STORE',
  promise:
    'a 64 KiB page at any offset of a stored dump in at most 1 ms; in and out beside plain files, every byte equal',
  sabotage: 'one bit of one chunk is turned on the way out',
  peers: {},
  prepare(context) {
    const bytes = context.scale === 'tiny' ? 2 * MiB : 512 * MiB;
    const platform = provePlatform(context.inputs);
    const blocks = [...generateHeap(bytes, SEED)];
    const casePath = join(context.inputs, 'store.memcase');
    const plainPath = join(context.inputs, 'store.bin');
    const intoPlain = () => writePlain(plainPath, blocks);
    const intoCase = async () => {
      rmSync(casePath, { force: true });
      createCaseFile(casePath, { title: 'store' }, platform).close();
      const file = openCaseForWriting(casePath, platform);
      const snapshot = file.addSnapshot(file.ensureTarget('a').id, 0, 'given');
      await file.addArtifact(
        {
          snapshotId: snapshot.id,
          kind: 'dump',
          name: 'a.bin',
          encoding: 'binary',
          pid: 1,
          baseAddress: '0x0',
          capturedAt: 0,
        },
        blocks,
      );
      file.close();
    };
    const withCase = (work: (file: ReadableCase) => void) => {
      const file = openCaseForReading(casePath, platform);
      try {
        work(file);
      } finally {
        file.close();
      }
    };
    const out = (file: ReadableCase) => (context.sabotage ? turnOneBit(file.chunks(1)) : file.chunks(1));
    const offsets = pageOffsets(bytes);
    return Promise.resolve({
      close: () => [casePath, plainPath].forEach((path) => rmSync(path, { force: true })),
      inputs: [`${bytes / MiB} MiB in memory: ${heapMix}; blocks of 256 KiB, none equal but zeros`],
      async answers() {
        await intoCase();
        intoPlain();
        const answers = [
          { what: 'sha256 of all bytes', ours: '', expected: sha256(blocks), source: 'generator' },
        ];
        const pages = [
          {
            what: `sha256 of ${PAGES_PER_RUN} pages`,
            ours: '',
            expected: sha256(pagesOfPlain(plainPath, offsets)),
            source: 'plain file',
          },
        ];
        withCase((file) => {
          const read = context.sabotage ? turnOneBit(pagesOfCase(file, offsets)) : pagesOfCase(file, offsets);
          for (const answer of answers) answer.ours = sha256(out(file));
          for (const answer of pages) answer.ours = sha256(read);
        });
        return [...answers, ...pages];
      },
      rows: () => [
        {
          name: `${PAGES_PER_RUN} pages of 64 KiB at random offsets, case open already`,
          ours: {
            name: 'readBytes(dump, offset, 64 KiB)',
            run: async () => {
              const file = openCaseForReading(casePath, platform);
              try {
                return await measured(() => sha256(pagesOfCase(file, offsets)));
              } finally {
                file.close();
              }
            },
          },
          peer: {
            name: 'readSync of the plain file',
            run: () => measured(() => sha256(pagesOfPlain(plainPath, offsets))),
          },
          limits: { wallMs: PAGES_PER_RUN },
        },
        {
          name: 'in: hashed, cut, compressed, synced; peer: hashed, written, synced',
          ours: { name: 'addArtifact', run: () => measured(intoCase) },
          peer: { name: 'sha256, write, fsync', run: () => measured(intoPlain) },
          limits: {},
          bytes,
        },
        {
          name: `out, all bytes, hashed; the case has ${sizeText(casePath)} of ${bytes / MiB} MiB`,
          ours: {
            name: 'chunks(), sha256',
            run: () => measured(() => withCase((file) => void sha256(file.chunks(1)))),
          },
          peer: {
            name: 'read in pieces of 256 KiB, sha256',
            run: () => measured(() => sha256(readPlain(plainPath))),
          },
          limits: {},
          bytes,
        },
      ],
    });
  },
};

function sizeText(path: string): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  return size === undefined ? 'its size' : `${(size / MiB).toFixed(0)} MiB`;
}

function sha256(pieces: Iterable<Uint8Array>): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

function writePlain(path: string, blocks: readonly Uint8Array[]): void {
  const descriptor = openSync(path, 'w');
  const hash = createHash('sha256');
  for (const block of blocks) {
    hash.update(block);
    writeSync(descriptor, block);
  }
  hash.digest();
  fsyncSync(descriptor);
  closeSync(descriptor);
}

function* readPlain(path: string): Generator<Uint8Array> {
  const piece = Buffer.alloc(256 * KiB);
  const descriptor = openSync(path, 'r');
  for (let count = readSync(descriptor, piece); count > 0; count = readSync(descriptor, piece)) {
    yield piece.subarray(0, count);
  }
  closeSync(descriptor);
}

/** Not on the borders of chunks, as a hex view asks. */
function pageOffsets(bytes: number): number[] {
  const random = seededRandom(SEED);
  return Array.from({ length: PAGES_PER_RUN }, () => 16 * integer(random, 0, (bytes - PAGE_BYTES) / 16));
}

function* pagesOfCase(file: ReadableCase, offsets: readonly number[]): Generator<Uint8Array> {
  for (const offset of offsets) yield file.readBytes(1, offset, PAGE_BYTES);
}

function* pagesOfPlain(path: string, offsets: readonly number[]): Generator<Uint8Array> {
  const page = Buffer.alloc(PAGE_BYTES);
  const descriptor = openSync(path, 'r');
  for (const offset of offsets) {
    readSync(descriptor, page, 0, PAGE_BYTES, offset);
    yield page;
  }
  closeSync(descriptor);
}

function* turnOneBit(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let first = true;
  for (const piece of pieces) {
    const copy = Uint8Array.from(piece);
    if (first) copy[0] = (copy[0] ?? 0) ^ 1;
    first = false;
    yield copy;
  }
}
