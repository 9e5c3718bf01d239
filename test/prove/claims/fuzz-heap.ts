/** FUZZ-HEAP: damaged dumps, each with its truth known: nothing false outside of guesses and of the damage, no hang. */
import { walkHeaps } from '#shared/analysis/heap/walk-heaps.ts';
import { chunkStates, type HeapWalk } from '#shared/domain/heap.ts';
import { MiB } from '#shared/units/bytes.ts';
import { whyNoLab } from '#test/lab/setup.ts';
import { adversaries } from '#test/support/heap/adversaries.ts';
import { buildHeaps, glibcModels } from '#test/support/heap/build-heaps.ts';
import { verdicts } from '#test/support/heap/compare.ts';
import {
  bitFlip,
  cut,
  inputOf,
  liesOf,
  spoilPages,
  type Damage,
  type TrueRegion,
} from '#test/support/heap/damage.ts';
import { readHeapTruth } from '#test/support/heap/heap-process.ts';
import { prepareLibc, suites } from '#test/support/heap/libcs.ts';
import { integer, seededRandom } from '../generate/random.ts';
import type { Claim } from '../harness/claim.ts';
import { measured } from '../harness/measure.ts';

const SEED = 44;
const MINUTES = 5;
/** Of one damaged process or one adversary of 64 MiB; many times what it takes on a quiet machine. */
const MOST_MS = 20_000;

interface Subject {
  readonly name: string;
  readonly regions: readonly TrueRegion[];
  /** Freed chunks show without their lists: 2.34 and later. */
  readonly isStrict: boolean;
}

export const fuzzHeapClaim: Claim = {
  id: 'FUZZ-HEAP',
  promise: `${MINUTES} minutes of damaged dumps: no crash, no walk over ${MOST_MS / 1000} s, no chunk called what it is not outside of guesses and of the damage`,
  sabotage: 'what the walk calls unknown or a guess is taken for used and certain',
  answersOnly: true,
  peers: {},
  async prepare(context) {
    const isTiny = context.scale === 'tiny';
    const real = isTiny || whyNoLab() !== undefined ? [] : await realProcesses(context.note);
    const random = seededRandom(SEED);
    return {
      inputs: [
        `heaps of ${glibcModels.length} versions of glibc built after their structs, processes of ${real.map(({ name }) => name).join(', ') || 'none'}, seed ${SEED}`,
        `one bit wrong, pages of zeros, noise or text, cuts; and memory of ${isTiny ? 1 : 64} MiB made to keep a walk busy`,
      ],
      async answers() {
        const end = performance.now() + (isTiny ? 4000 : MINUTES * 60_000);
        const found = { cases: 0, lies: new Array<string>(), slowestMs: 0 };
        const walk = (damage: Pick<Damage, 'inputs'>) => {
          const before = performance.now();
          const result = walkHeaps(damage.inputs);
          found.slowestMs = Math.max(found.slowestMs, performance.now() - before);
          return context.sabotage ? certain(result) : result;
        };
        for (const { start, bytes } of adversaries((isTiny ? 1 : 64) * MiB, SEED)) {
          walk({ inputs: [inputOf(start, bytes)] });
        }
        for (let round = 0; performance.now() < end; round++) {
          const subject = real[round % (2 * real.length)] ?? built(round);
          for (let i = 0; i < 20 && performance.now() < end; i++) {
            const damage = damaged(random, subject);
            found.cases += 1;
            const lies = liesOf(walk(damage), subject.regions, damage, subject.isStrict);
            if (lies.length > 0)
              found.lies.push(`${subject.name}, ${damage.what}: ${lies.slice(0, 3).join('; ')}`);
          }
        }
        context.note(`${found.cases} cases, the slowest walk took ${found.slowestMs.toFixed(0)} ms`);
        const source = 'the promise';
        return [
          { what: 'damaged dumps', ours: String(found.cases > 100), expected: 'true', source },
          {
            what: 'false words',
            ours: [found.lies.length, ...found.lies.slice(0, 10)].join('\n'),
            expected: '0',
            source,
          },
          {
            what: 'walks that took too long',
            ours: String(found.slowestMs > MOST_MS),
            expected: 'false',
            source,
          },
        ];
      },
      rows: () => {
        const [worst] = adversaries((isTiny ? 1 : 64) * MiB, SEED);
        const inputs = worst === undefined ? [] : [inputOf(worst.start, worst.bytes)];
        return [
          {
            name: 'memory in which each word is the size of a small chunk',
            ours: { name: 'walkHeaps', run: () => measured(() => walkHeaps(inputs)) },
            limits: {},
            bytes: (isTiny ? 1 : 64) * MiB,
          },
        ];
      },
    };
  },
};

function built(seed: number): Subject {
  const model = glibcModels[seed % glibcModels.length];
  if (model === undefined) throw new Error('no model');
  const regions = buildHeaps(model, { seed, arenas: 1 + (seed % 2), heapBytes: 64 * 1024 });
  return { name: `glibc ${model.glibc}, seed ${seed}`, regions, isStrict: model.key === 'random' };
}

/** The walk of what is whole is their truth, once it agrees with the processes themselves. */
async function realProcesses(note: (text: string) => void): Promise<Subject[]> {
  const subjects: Subject[] = [];
  for (const { suite, glibc } of suites) {
    note(`a process of glibc ${glibc}`);
    const truth = await readHeapTruth(await prepareLibc(suite), { seed: SEED, operations: 20_000 });
    const walk = walkHeaps(truth.regions);
    const { live, freed } = verdicts(walk, truth);
    if (live.used !== truth.live.size || (freed.used ?? 0) > 0) throw new Error(`glibc ${glibc}: not exact`);
    const regions = walk.dumps.map(({ chunks: { offsets, sizes, states } }, at) => ({
      ...{ start: truth.regions[at]?.start ?? 0n, bytes: truth.regions[at]?.bytes ?? Buffer.alloc(0) },
      truth: { offsets, sizes, states: [...states].map((code) => chunkStates[code] ?? 'unknown') },
    }));
    // Stacks only cost time.
    const some = regions.filter(({ bytes, truth: { offsets } }) => offsets.length > 0 || bytes.length < MiB);
    subjects.push({ name: `glibc ${glibc}, a process`, regions: some, isStrict: glibc !== '2.31' });
  }
  return subjects;
}

function damaged(random: () => number, { regions }: Subject): Damage {
  const kind = integer(random, 0, 9);
  if (kind < 6) return bitFlip(random, regions);
  if (kind < 8) return spoilPages(random, regions);
  const at = integer(random, 0, regions.length - 1);
  const pages = (regions[at]?.bytes.length ?? 0) / 4096;
  return cut(regions, at, 4096 * integer(random, 0, pages));
}

function certain(walk: HeapWalk): HeapWalk {
  const [used, unknown] = [chunkStates.indexOf('used'), chunkStates.indexOf('unknown')];
  for (const { chunks } of walk.dumps)
    chunks.states.forEach((code, row) => (chunks.states[row] = code === unknown ? used : code));
  const dumps = walk.dumps.map((dump) => ({
    ...dump,
    segments: dump.segments.map((segment) => ({ ...segment, isGuess: false })),
  }));
  return { ...walk, dumps };
}
