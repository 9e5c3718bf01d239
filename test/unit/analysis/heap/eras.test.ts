/** Versions of glibc that cannot be run here: heaps laid out after their structs, each chunk known. */
import { describe, expect, test } from 'vitest';
import { walkHeaps } from '#shared/analysis/heap/walk-heaps.ts';
import { chunkStates, type HeapWalk } from '#shared/domain/heap.ts';
import { buildHeaps, glibcModels, modelOf, type BuiltRegion } from '#test/support/heap/build-heaps.ts';
import { inputOf } from '#test/support/heap/damage.ts';

const eras: Record<string, string> = {
  ...{ '2.17': '2.17–2.22', '2.23': '2.23–2.26', '2.26': '2.26', '2.28': '2.27–2.28', '2.29': '2.29–2.31' },
  ...{ '2.31': '2.29–2.31', '2.33': '2.32–2.33', '2.34': '2.34', '2.36': '2.35–2.42', '2.42': '2.35–2.42' },
  '2.43': '2.43',
};

function told({ dumps }: HeapWalk) {
  return dumps.map(({ chunks: { offsets, sizes, states } }) => ({
    offsets: [...offsets],
    sizes: [...sizes],
    states: [...states].map((code) => chunkStates[code]),
  }));
}

describe.each(glibcModels)('glibc $glibc', (model) => {
  const regions = buildHeaps(model, { seed: 4 });
  const walk = walkHeaps(regions);

  test('the model has every kind of chunk that the version has', () => {
    const states = new Set(regions.flatMap(({ truth }) => truth.states));
    const cached = model.cache === null ? [] : ['thread-cached'];
    const fast = model.hasFastbins ? ['fast'] : [];
    expect([...states].toSorted()).toEqual([...cached, ...fast, 'free', 'top', 'used'].toSorted());
  });

  test('each chunk is found, and its state', () => {
    expect(told(walk)).toEqual(regions.map(({ truth }) => truth));
    expect(walk.era).toBe(eras[model.glibc]);
    expect(walk.mainArenaFound).toBe(true);
    expect(walk.arenas.map(({ heaps }) => heaps)).toEqual([2, 2, 0]);
    const segments = walk.dumps.flatMap((dump) => dump.segments);
    expect(segments).toHaveLength(5);
    expect(segments.filter(({ isGuess, stop }) => isGuess || stop !== null)).toEqual([]);
  });

  test('pointers are mangled from 2.32 on', () => {
    expect(walk.safeLinking).toBe(model.safeLinking);
    expect(walk.cacheKey !== null).toBe(model.key === 'random');
  });
});

describe('a cache that is not in the dumps', () => {
  const cachedIn = (walk: HeapWalk, at: number, { truth }: BuiltRegion) => {
    const states = walk.dumps[at]?.chunks.states ?? new Uint8Array();
    const says = (state: string) =>
      new Set(truth.states.flatMap((was, row) => (was === state ? [chunkStates[states[row] ?? -1]] : [])));
    return { cached: says('thread-cached'), used: says('used') };
  };
  const second = (glibc: string) => {
    const regions = buildHeaps(modelOf(glibc), { seed: 4, arenas: 1, heapBytes: 128 * 1024 });
    const [libc, main, , other] = regions;
    if (libc === undefined || main === undefined || other === undefined) throw new Error('regions');
    return { walk: walkHeaps([libc, main, other]), other };
  };

  test('2.29 to 2.31: its chunks are doubted, and nothing that lives is', () => {
    for (const glibc of ['2.29', '2.31']) {
      const { walk, other } = second(glibc);
      expect(cachedIn(walk, 2, other)).toEqual({ cached: new Set(['unknown']), used: new Set(['used']) });
    }
  });

  test('2.33: its chunks are known by their mangled pointers', () => {
    const { walk, other } = second('2.33');
    expect(cachedIn(walk, 2, other)).toEqual({ cached: new Set(['thread-cached']), used: new Set(['used']) });
  });

  test('a program’s own lists are not doubted, whose members name an owner that lives', () => {
    const regions = buildHeaps(modelOf('2.31'), { seed: 9, arenas: 0, heapBytes: 128 * 1024 });
    const main = regions[1];
    if (main === undefined) throw new Error('no main heap');
    const { offsets, sizes, states } = main.truth;
    const used = [...offsets.keys()].filter((row) => states[row] === 'used' && row > 0);
    const owner = main.start + BigInt((offsets[used[0] ?? 0] ?? 0) + 16);
    // Of each size up to seven blocks that live: next, or none, and owner.
    for (const rows of Map.groupBy(used.slice(1), (row) => sizes[row]).values()) {
      rows.slice(0, 7).forEach((row, i, some) => {
        const next = some[i + 1];
        const at = (offsets[row] ?? 0) + 16;
        main.bytes.writeBigUInt64LE(
          next === undefined ? 0n : main.start + BigInt((offsets[next] ?? 0) + 16),
          at,
        );
        if ((sizes[row] ?? 0) > 32) main.bytes.writeBigUInt64LE(owner, at + 8);
      });
    }
    expect(told(walkHeaps(regions))[1]).toEqual(main.truth);
  });
});

describe('what is no heap of ours', () => {
  /** struct _heap_info and malloc_state of a 32-bit process: ar_ptr, prev, size, mprotect_size. */
  function i386Heap(headerBytes: number): Buffer {
    const bytes = Buffer.alloc(132 * 1024);
    [0xf740_0000 + headerBytes, 0, bytes.length, bytes.length].forEach((word, i) =>
      bytes.writeUInt32LE(word, i * 4),
    );
    return bytes;
  }

  test.each([0x10, 0x18])(
    'a heap of a 32-bit process with a header of %i bytes is refused',
    (headerBytes) => {
      const [dump] = walkHeaps([inputOf(0xf740_0000n, i386Heap(headerBytes))]).dumps;
      expect(dump?.refusal).toBe('i386');
      expect(dump?.segments).toEqual([]);
    },
  );

  test('a large block that begins on a page inside brk’s heap does not hide the heap', () => {
    const regions = buildHeaps(modelOf('2.36'), { seed: 4, arenas: 0 });
    const main = regions[1];
    if (main === undefined) throw new Error('no main heap');
    const row = main.truth.offsets.findIndex(
      (offset, i) =>
        main.truth.states[i] === 'used' &&
        Math.ceil((offset + 16) / 4096) * 4096 + 16 < offset + (main.truth.sizes[i] ?? 0),
    );
    const page = Math.ceil(((main.truth.offsets[row] ?? 0) + 16) / 4096) * 4096;
    main.bytes.writeBigUInt64LE(0n, page);
    main.bytes.writeBigUInt64LE(0x2_0002n, page + 8);
    expect(row).toBeGreaterThan(0);
    expect(told(walkHeaps(regions))[1]).toEqual(main.truth);
  });
});
