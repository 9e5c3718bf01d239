/** R4: whatever breaks while memory is read, the process runs and nothing stays behind. */
import { MiB } from '#shared/units/bytes.ts';
import { DumpShell, createNonce } from '#electron/dumps/dump-shell.ts';
import { PieceFetcher } from '#electron/dumps/piece-fetcher.ts';
import type { DumpMethod } from '#electron/dumps/preflight.ts';
import { slicesMethod } from '#electron/dumps/read-methods.ts';
import { createDropPlace, dropKinds, type DropOutcome, type DropPlace } from '#test/support/dumps/drops.ts';
import { holdMemory, prepareHeldMemory } from '#test/support/dumps/held-memory.ts';
import { localExec } from '#test/support/remote/local-process.ts';
import { seededRandom } from '../generate/random.ts';
import type { Claim } from '../harness/claim.ts';
import { measured, requireCommand } from '../harness/measure.ts';

const SEED = 4;
const HELD_MIB = 32;
/** Each drop is mostly waiting. */
const AT_ONCE = 16;
/** The moment at which the naive way loses is short: more at once, and gdb is still starting when it passes. */
const NAIVE_AT_ONCE = 8;
const methods: readonly DumpMethod[] = ['slices', 'gdb', 'mem'];

/** `MEMCASE_DROPS=2000 npm run prove -- R4` */
function dropCount(scale: 'full' | 'tiny', isSabotaged: boolean): number {
  if (isSabotaged) return scale === 'tiny' ? 2 : 8;
  return scale === 'tiny' ? 200 : Number(process.env['MEMCASE_DROPS'] ?? 200);
}

export const dropsClaim: Claim = {
  id: 'R4',
  promise:
    'after each of 200 drops (client, link, jump host, sshd, any process of ours) no process in T or t five seconds later, and no gdb or dd of ours',
  sabotage: 'neither the worker nor the guard wakes the process',
  answersOnly: true,
  peers: { gdb: 'gdb', sshd: 'openssh-server' },
  async prepare(context) {
    requireCommand('gdb');
    await prepareHeldMemory();
    const count = dropCount(context.scale, context.sabotage);
    const places = await Promise.all(Array.from({ length: AT_ONCE }, createDropPlace));
    const naiveCount = context.scale === 'tiny' ? NAIVE_AT_ONCE : 80;
    const naive: string[] = [];
    return {
      close: () => void Promise.all(places.map((place) => place.close())),
      inputs: [
        `${count} drops, seed ${SEED}, ${AT_ONCE} at a time, over a jump host, each at a random moment of a dump of 32 MiB; lease 3 s instead of 10`,
        `kinds: ${dropKinds.join(', ')}; methods in turn: ${methods.join(', ')}`,
      ],
      async answers() {
        const outcomes = await dropAll(places, count, context.sabotage, context.note);
        if (!context.sabotage)
          naive.push(...(await dropAllNaive(places.slice(0, NAIVE_AT_ONCE), naiveCount)));
        const stopped = outcomes.filter(({ state }) => state === 'T' || state === 't');
        const stray = outcomes.filter(({ strays }) => strays.length > 0);
        const left = naive.filter((state) => state === 'T' || state === 't').length;
        context.note(`naive gdb over ssh, HUP or TERM to gdb: ${left} of ${naive.length} left stopped`);
        const source = 'the promise';
        return [
          { what: 'drops that hit', ours: String(outcomes.length), expected: String(count), source },
          { what: 'processes left stopped', ours: list(stopped), expected: '0', source },
          { what: 'drops that left gdb, dd or a shell behind', ours: list(stray), expected: '0', source },
        ];
      },
      rows: () => [
        {
          name: `a guarded session, opened and ended by itself; the naive gdb over ssh left ${naive.filter((state) => state !== 'S').length} of ${naive.length} stopped`,
          ours: {
            name: 'sh on this machine, 32 MiB in slices',
            run: () => measured(readInSlices),
          },
          limits: { wallMs: 30_000 },
          bytes: HELD_MIB * MiB,
        },
      ],
    };
  },
};

async function dropAll(
  places: readonly DropPlace[],
  count: number,
  isSabotaged: boolean,
  note: (text: string) => void,
): Promise<DropOutcome[]> {
  const random = seededRandom(SEED);
  const outcomes: DropOutcome[] = [];
  let next = 0;
  const work = async (place: DropPlace): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      const kind = dropKinds[index % dropKinds.length] ?? 'client killed';
      const method = isSabotaged ? 'slices' : (methods[index % methods.length] ?? 'mem');
      let outcome = await place.drop(kind, method, random, isSabotaged);
      // A drop that came before the first byte shows little.
      for (let again = 0; outcome.isVoid && again < 3; again += 1) {
        outcome = await place.drop(kind, method, random, isSabotaged);
      }
      if (!outcome.isVoid || isSabotaged) outcomes.push(outcome);
      if (outcomes.length % 20 === 0) note(`${outcomes.length} drops`);
    }
  };
  await Promise.all(places.map(work));
  return outcomes;
}

async function dropAllNaive(places: readonly DropPlace[], count: number): Promise<string[]> {
  const random = seededRandom(SEED + 1);
  const perPlace = Math.ceil(count / places.length);
  const states = await Promise.all(
    places.map(async (place) => {
      const found: string[] = [];
      for (let index = 0; index < perPlace; index += 1) {
        found.push(await place.dropNaive(index % 2 === 0 ? 'HUP' : 'TERM', random));
      }
      return found;
    }),
  );
  return states.flat();
}

function list(outcomes: readonly DropOutcome[]): string {
  const lines = outcomes.map(
    ({ kind, method, hit, state, strays }) => `${kind} (${method}, ${hit}): ${[state, ...strays].join(' ')}`,
  );
  return [String(outcomes.length), ...lines].join('; ');
}

/** A session as it should be: nothing breaks, and the guard has nothing to do. @throws where the process does not run */
async function readInSlices(): Promise<void> {
  const held = await holdMemory(HELD_MIB);
  try {
    const { pid, start, bytes } = held;
    const nonce = createNonce();
    const directory = `/dev/shm/memcase-${nonce}`;
    const guard = { pid, startTicks: held.startTicks(), directory, limitSeconds: 20 };
    const shell = await DumpShell.open(localExec({ shell: ['sh'] }), { nonce, guard });
    await shell.pin(pid, 4096);
    const region = { pid, start, end: start + BigInt(bytes), pageBytes: 4096, pieceBytes: 16 * MiB };
    const fetcher = new PieceFetcher(shell, region, slicesMethod({ count: 0, longestMs: 0 }));
    for await (const piece of fetcher.fetch([0, 1])) void piece;
    const report = await shell.end();
    if (report?.state !== 'S') throw new Error(`the guard reports ${report?.state}`);
  } finally {
    await held.stop();
  }
}
