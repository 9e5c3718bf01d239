/** P13: heaps of 64 MiB walked, with lists and caches, beside a C program that only follows sizes. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { walkHeaps } from '#shared/analysis/heap/walk-heaps.ts';
import { chunkStates, type ChunkState } from '#shared/domain/heap.ts';
import { MiB } from '#shared/units/bytes.ts';
import { buildHeaps, modelOf } from '#test/support/heap/build-heaps.ts';
import type { Claim } from '../harness/claim.ts';
import { measured, projectRoot, requireCommand, runChild } from '../harness/measure.ts';

const SEED = 13;
const PER_SECOND = 5_000_000;

type Counts = Partial<Record<ChunkState, { count: number; bytes: number }>>;

function add(counts: Counts, state: ChunkState, bytes: number): void {
  const sum = (counts[state] ??= { count: 0, bytes: 0 });
  sum.count += 1;
  sum.bytes += bytes;
}

function textOf(counts: Counts): string {
  return chunkStates
    .flatMap((state) => {
      const sum = counts[state];
      return sum === undefined ? [] : [`${state} ${sum.count} (${sum.bytes})`];
    })
    .join(', ');
}

export const heapWalkClaim: Claim = {
  id: 'P13',
  promise: 'heaps of 64 MiB: at least 5 million chunks a second, each with its state',
  sabotage: 'the last heap is left out',
  peers: { gcc: 'gcc' },
  async prepare(context) {
    const gcc = requireCommand('gcc');
    const heapBytes = context.scale === 'tiny' ? MiB : 64 * MiB;
    const regions = buildHeaps(modelOf('2.36'), { seed: SEED, arenas: 1, heapBytes, largest: 300 });
    const truth: Counts = {};
    for (const {
      truth: { sizes, states },
    } of regions)
      for (const [row, state] of states.entries()) add(truth, state, sizes[row] ?? 0);
    const all = Object.values(truth);
    const chunks = all.reduce((sum, { count }) => sum + count, 0);
    const bytes = all.reduce((sum, part) => sum + part.bytes, 0);
    const program = join(context.inputs, 'size-chain');
    await runChild(gcc, ['-O2', '-o', program, join(projectRoot, 'test/support/heap/size-chain.c')]);
    const files = regions.flatMap(({ bytes: content, kind, truth: { offsets } }, at) => {
      if (kind === 'libc') return [];
      const path = join(context.inputs, `heap-${heapBytes}-${at}`);
      writeFileSync(path, content);
      return [path, String(offsets[0])];
    });
    const inputs = context.sabotage ? regions.slice(0, -1) : regions;
    return {
      close: () => files.forEach((path) => path.startsWith('/') && rmSync(path, { force: true })),
      inputs: [
        `${chunks} chunks of glibc 2.36 in 3 heaps of ${heapBytes / MiB} MiB, seed ${SEED}: free, in fastbins, in caches, used`,
      ],
      async answers() {
        const ours: Counts = {};
        for (const { chunks: table } of walkHeaps(inputs).dumps)
          for (let row = 0; row < table.count; row++)
            add(ours, chunkStates[table.states[row] ?? -1] ?? 'unknown', table.sizes[row] ?? 0);
        const sums = Object.values(ours);
        const count = sums.reduce((sum, part) => sum + part.count, 0);
        const size = sums.reduce((sum, part) => sum + part.bytes, 0);
        const { stdout } = await runChild(program, files);
        return [
          {
            what: 'chunks and bytes by state',
            ours: textOf(ours),
            expected: textOf(truth),
            source: 'generator',
          },
          {
            ...{ what: 'all chunks and bytes', ours: `${count} chunks, ${size} bytes` },
            ...{ expected: stdout.trim(), source: 'size-chain.c' },
          },
        ];
      },
      rows: () => [
        {
          name: `${(chunks / 1e6).toFixed(2)} million chunks, bytes in memory; the C program maps files and only adds up sizes`,
          ours: {
            name: 'walkHeaps: states, fastbins, caches, arenas',
            run: () => measured(() => walkHeaps(inputs)),
          },
          peer: { name: 'size-chain FILE FIRST…', run: async () => (await runChild(program, files)).cost },
          limits: { wallMs: (chunks / PER_SECOND) * 1000 },
          bytes,
        },
      ],
    };
  },
};
