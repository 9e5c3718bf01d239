/** OPEN: from a cold program to the overview of a case with 10 GiB of raw evidence. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { GiB, KiB, MiB } from '#shared/units/bytes.ts';
import type { CapturePlan } from '../generate/capture.ts';
import { addDump, buildCaseFolder, CASE_NAME, readTotals } from '../generate/cases.ts';
import { heapMix } from '../generate/heap-bytes.ts';
import type { Claim } from '../harness/claim.ts';
import { ensureInput } from '../harness/inputs.ts';
import { findCommand, projectRoot, runChild, runNode } from '../harness/measure.ts';
import type { Overview } from './open-overview.ts';

/** As build/launch/memcase.mjs keeps it. */
const compileCache = join(projectRoot, 'node_modules/.cache/memcase-compile');
const script = join(projectRoot, 'test/prove/claims/open-overview.ts');

function plansOf(snapshots: number, processes: number): CapturePlan[] {
  const common = { processes, regionsPerProcess: 60, changedEvery: 7 };
  return Array.from({ length: snapshots }, (_, i) => i).flatMap((i) => [
    { ...common, target: 'suspect', seed: 2 + 10 * i, takenAt: Date.UTC(2026, 10, 22, 12, i) },
    { ...common, target: 'baseline', seed: 3 + 10 * i, takenAt: Date.UTC(2026, 10, 22, 12, i) },
  ]);
}

export const openClaim: Claim = {
  id: 'OPEN',
  promise:
    'a case of 10 GiB raw bytes opens to its overview (summary, snapshots, ledger of its tables) in at most 1.5 s, start included',
  sabotage: 'the newest snapshot is left out of the overview',
  peers: { dd: 'coreutils' },
  async prepare(context) {
    const tiny = context.scale === 'tiny';
    const [snapshots, processes, dumps, dumpBytes] = tiny ? [2, 5, 2, 2 * MiB] : [6, 250, 10, GiB];
    const name = tiny ? 'open-tiny' : 'open';
    const folder = await ensureInput(context.inputs, name, async (draft) => {
      context.note('generating the case; takes minutes the first time');
      await buildCaseFolder(draft, plansOf(snapshots, processes));
      for (let i = 0; i < dumps; i += 1) await addDump(draft, dumpBytes, i, 1000 + i);
    });
    const path = join(folder, CASE_NAME);
    const totals = await readTotals(folder);
    const run = () => runNode([script, path, folder], { env: { NODE_COMPILE_CACHE: compileCache } });
    const forget = async () => {
      // Drops this file's pages from the cache, without rights and without touching others (dd(1), nocache).
      await runChild('dd', [`if=${path}`, 'iflag=nocache', 'count=0']);
      return (await run()).cost;
    };
    return {
      inputs: [
        `${dumps} dumps of ${dumpBytes / MiB} MiB (${heapMix}; blocks of a pool of 64 MiB, pages numbered so that none is equal but zeros)`,
        `${2 * snapshots} snapshots of two targets, ${processes} processes with 60 VMAs each; the file has ${(statSync(path).size / MiB).toFixed(0)} MiB`,
      ],
      async answers() {
        const { stdout, stderr, code } = await run();
        if (code !== 0) throw new Error(`open-overview: exit code ${code}: ${stderr}`);
        const overview = JSON.parse(stdout) as Overview;
        const [a, b] = totals.slice(-2);
        const shown = context.sabotage ? overview.snapshots.slice(0, -1) : overview.snapshots;
        const times = plansOf(snapshots, processes).map((plan) => `${plan.target}@${plan.takenAt}`);
        return [
          {
            what: 'snapshots',
            ours: shown.toSorted().join(' '),
            expected: times.toSorted().join(' '),
            source: 'generator',
          },
          {
            what: 'the gap between the newest snapshots, in bytes',
            ours: String(overview.gapBytes),
            expected: String(((b?.memAvailableKb ?? NaN) - (a?.memAvailableKb ?? NaN)) * KiB),
            source: 'generator',
          },
          {
            what: 'raw bytes of the dumps',
            ours: String(overview.dumpBytes),
            expected: String(dumps * dumpBytes),
            source: 'generator',
          },
        ];
      },
      rows: () => [
        {
          name: 'node start, open, summary, snapshots, artifacts, ledger',
          ours: { name: 'whole process, file in the page cache', run: async () => (await run()).cost },
          limits: { wallMs: 1500 },
        },
        ...(findCommand('dd') === undefined || process.platform !== 'linux'
          ? []
          : [
              {
                name: 'the same with the file out of the page cache',
                ours: { name: 'dd if=CASE iflag=nocache count=0 first', run: forget },
                limits: {},
              },
            ]),
      ],
    };
  },
};
