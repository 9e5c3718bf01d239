/** Lists and tables of pointers in a real process, against what the process itself says of them. */
import { beforeAll, expect, test } from 'vitest';
import { walkHeaps } from '#shared/analysis/heap/walk-heaps.ts';
import { findLists } from '#shared/analysis/structures/find-lists.ts';
import { findPointerTables } from '#shared/analysis/structures/find-pointer-tables.ts';
import { UsedChunks } from '#shared/analysis/structures/used-chunks.ts';
import { describeLab } from '#test/lab/describe-lab.ts';
import { readFrozen } from '#test/support/heap/heap-process.ts';
import { prepareLinked } from '#test/support/heap/libcs.ts';

interface Told {
  readonly nodes: number;
  readonly chunkBytes: number;
  readonly nextOffset: number;
  readonly targetOffset: number;
  readonly first: bigint;
  readonly last: bigint;
}

function toldOf(key: string, name: string): Told {
  const [, nodes, bytes, next, target, first = '', last = ''] =
    key
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.split(' ') ?? [];
  return {
    ...{ nodes: Number(nodes), chunkBytes: Number(bytes) },
    ...{ nextOffset: Number(next), targetOffset: Number(target), first: BigInt(first), last: BigInt(last) },
  };
}

describeLab('what hangs together in a heap', () => {
  let key: string;
  let chunks: UsedChunks;
  beforeAll(async () => {
    const { regions, key: written } = await readFrozen((await prepareLinked()).command, []);
    key = written;
    const { dumps } = walkHeaps(regions);
    chunks = new UsedChunks(
      regions.flatMap((memory, at) => {
        const walked = dumps[at];
        return walked === undefined ? [] : [{ memory, chunks: walked.chunks }];
      }),
    );
  }, 60_000);

  test('the lists that live, node by node; a tree, owned blocks and a freed list are none', () => {
    const lists = findLists(chunks);
    const [plain, tailq, ring] = ['plain', 'tailq', 'ring'].map((name) => toldOf(key, name));
    expect(lists).toEqual([
      { ...plain, isRing: false, isDouble: false },
      { ...tailq, isRing: false, isDouble: true },
      // A ring begins anywhere.
      expect.objectContaining({
        ...{ nodes: ring?.nodes, chunkBytes: ring?.chunkBytes, isRing: true, isDouble: true },
        ...{ nextOffset: ring?.nextOffset, targetOffset: ring?.targetOffset },
      }),
    ]);
  });

  test('a table of pointers, and how many chunks it leads to', () => {
    const { first, nodes, chunkBytes } = toldOf(key, 'table');
    expect(findPointerTables(chunks)).toEqual([
      {
        ...{ address: first, pointers: nodes, targets: nodes, targetBytes: chunkBytes },
        // 4,096 pointers and the header, rounded up to 16.
        chunkBytes: 4096 * 8 + 16,
      },
    ]);
  });
});
