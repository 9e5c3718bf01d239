/** Strings and search in real memory: the dumps of the recorded case, by the kernel and by plainer ways. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanPlainly, scanStrings } from '#shared/analysis/strings/scan-strings.ts';
import type { SearchEvent } from '#shared/contract/search.ts';
import type { Artifact } from '#shared/domain/evidence.ts';
import { stringEncodings, type StringBatch } from '#shared/domain/strings.ts';
import { openCaseForReading } from '#electron/casefile/case-file.ts';
import type { ReadableCase } from '#electron/casefile/types.ts';
import { searchCase } from '#electron/jobs/inspect/search-case.ts';
import { storedMemory } from '#electron/jobs/inspect/stored-memory.ts';
import { createTestPlatform } from '#test/support/test-platform.ts';

const sample = new URL('../../../build/sample/two-appliances.memcase', import.meta.url).pathname;

/** Each encoding's own, in order. */
function listed(batches: Iterable<StringBatch>): string[][] {
  const lists = stringEncodings.map((): string[] => []);
  for (const { offsets, lengths, encodings } of batches)
    offsets.forEach((offset, i) => lists[encodings[i] ?? 0]?.push(`${offset}+${lengths[i]}`));
  return lists;
}

describe('dumps of the recorded case', () => {
  let file: ReadableCase;
  let state: string;
  let dumps: Artifact[];
  beforeAll(() => {
    state = mkdtempSync(join(tmpdir(), 'memcase-strings-'));
    file = openCaseForReading(sample, createTestPlatform(state));
    const all = file.snapshots({ target: 'gw-a' }).flatMap(({ id }) => file.artifactsOf(id));
    dumps = all.filter(({ kind }) => kind === 'dump');
  });
  afterAll(() => {
    file.close();
    rmSync(state, { recursive: true });
  });

  it('hold the strings that the plain reading finds, and those of an independent pattern', () => {
    let found = 0;
    for (const dump of dumps.filter(({ sizeBytes }) => sizeBytes < 12 * 1024 * 1024)) {
      const memory = storedMemory(file, dump);
      const lists = listed(scanStrings(memory));
      expect(lists).toEqual(listed([scanPlainly(memory, {})]));
      const text = Buffer.from(memory.read(0, memory.sizeBytes)).toString('latin1');
      const ascii = [...text.matchAll(/[\t\x20-\x7e]{6,}/g)];
      expect(lists[0]).toEqual(ascii.map(({ index, 0: one }) => `${index}+${one.length}`));
      found += ascii.length;
    }
    expect(found).toBeGreaterThan(10_000);
  });

  it('hold as many hits as cutting them at the text gives', async () => {
    const wanted = '"session_id"';
    let expected = 0;
    for (const { id, sizeBytes } of dumps) {
      const bytes = Buffer.from(file.readBytes(id, 0, sizeBytes));
      expected += bytes.toString('latin1').split(wanted).length - 1;
    }
    const request = {
      case: '',
      kind: 'text',
      pattern: wanted,
      ignoreCase: false,
      limit: 1,
      target: 'gw-a',
    } as const;
    const result = await searchCase(file, request, () => undefined, new AbortController().signal);
    expect(expected).toBeGreaterThan(1000);
    expect(result).toMatchObject({ hits: expected, told: 1, dumps: dumps.length });
  });

  it('give the place of an address and the pointers to it', async () => {
    const read = (id: number, sizeBytes: number) => Buffer.from(file.readBytes(id, 0, sizeBytes));
    const [dump] = dumps.filter(({ sizeBytes }) => sizeBytes > 4096);
    if (dump === undefined) throw new Error('no dump');
    const base = BigInt(dump.baseAddress ?? '');
    const bytes = read(dump.id, dump.sizeBytes);
    const words = Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readBigUInt64LE(i * 8));
    // Some word of the dump that is an address in it.
    const address = words.find((word) => word > base + 0x1000n && word < base + BigInt(bytes.length)) ?? 0n;
    const place = Number(address - base);
    const needle = Buffer.alloc(8);
    needle.writeBigUInt64LE(address);
    const expected = dumps.flatMap(({ id, sizeBytes }) => {
      const other = read(id, sizeBytes);
      const found: string[] = [];
      for (let at = other.indexOf(needle); at >= 0; at = other.indexOf(needle, at + 1))
        found.push(`${id}+${at} pointer`);
      return found;
    });
    expect(expected.length).toBeGreaterThan(0);
    const found: string[] = [];
    const pattern = `0x${address.toString(16)}`;
    const request = {
      case: '',
      kind: 'address',
      pattern,
      ignoreCase: false,
      limit: 100,
      target: 'gw-a',
    } as const;
    const emit = (event: SearchEvent) => {
      if (event.event !== 'hits') return;
      found.push(...event.hits.map(({ artifact, offset, encoding }) => `${artifact}+${offset} ${encoding}`));
    };
    await searchCase(file, request, emit, new AbortController().signal);
    expect(found.toSorted()).toEqual([...expected, `${dump.id}+${place} place`].toSorted());
  });

  it('are left in the middle by a cancel', async () => {
    const request = { case: '', kind: 'regex', pattern: 'a+', ignoreCase: false, limit: 1 } as const;
    const cancel = new AbortController();
    const running = searchCase(file, request, () => cancel.abort(), cancel.signal);
    await expect(running).rejects.toMatchObject({ code: 'job.cancelled' });
  });
});
