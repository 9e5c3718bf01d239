/** EXPLAIN: the ledger of two large appliances by the command line, as one process from start to end. */
import { join } from 'node:path';
import type { Explanation, LedgerNode } from '#shared/domain/ledger.ts';
import { KiB, MiB } from '#shared/units/bytes.ts';
import type { CapturePlan, CaptureTotals } from '../generate/capture.ts';
import { buildCaseFolder, CASE_NAME, readTotals } from '../generate/cases.ts';
import type { Answer, Claim } from '../harness/claim.ts';
import { ensureInput } from '../harness/inputs.ts';
import { projectRoot, runNode } from '../harness/measure.ts';
import { proveEnvironment } from '../harness/platform.ts';

const launcher = join(projectRoot, 'build/launch/memcase.mjs');

export function twoTargets(processes: number, regionsPerProcess: number): [CapturePlan, CapturePlan] {
  const common = { processes, regionsPerProcess, changedEvery: 7, takenAt: Date.UTC(2026, 10, 22) };
  return [
    { ...common, target: 'suspect', seed: 2 },
    { ...common, target: 'baseline', seed: 3 },
  ];
}

export const explainClaim: Claim = {
  id: 'EXPLAIN',
  promise:
    'memcase explain, two targets with 5,000 processes and 200,000 regions each: at most 2 s and 400 MiB, start included',
  sabotage: 'one byte of one process is lost on the way to the ledger',
  peers: {},
  async prepare(context) {
    const [processes, regions] = context.scale === 'tiny' ? [20, 10] : [5000, 40];
    const folder = await ensureInput(context.inputs, `explain-${processes}x${regions}`, (draft) => {
      context.note('generating and importing two captures; takes minutes the first time');
      return buildCaseFolder(draft, twoTargets(processes, regions));
    });
    const totals = await readTotals(folder);
    const run = () =>
      runNode([launcher, 'explain', join(folder, CASE_NAME), '--a', 'suspect', '--b', 'baseline', '--json'], {
        env: proveEnvironment(folder),
      });
    return {
      inputs: [
        `${processes} processes with ${regions} VMAs each and a meminfo, per target; smaps text generated from a seed, taken by memcase import`,
      ],
      async answers() {
        const { stdout, stderr, code } = await run();
        if (code !== 0) throw new Error(`memcase explain: exit code ${code}: ${stderr}`);
        const explanation = JSON.parse(stdout) as Explanation;
        return compare(context.sabotage ? loseOneByte(explanation) : explanation, totals);
      },
      rows: () => [
        {
          name: 'node memcase.mjs explain CASE --json',
          ours: { name: 'whole process', run: async () => (await run()).cost },
          limits: { wallMs: 2000, rssBytes: 400 * MiB },
        },
      ],
    };
  },
};

function compare(explanation: Explanation, [a, b]: readonly CaptureTotals[]): Answer[] {
  if (a === undefined || b === undefined) throw new Error('totals of two captures expected');
  const nodes = explanation.tree.flatMap(allNodes);
  const groups = nodes.filter((node) => node.kind === 'process-group');
  const broken = nodes.filter(
    (node) => node.children.length > 0 && deltaOf(node.children) !== node.deltaBytes,
  );
  const levelTwo = nodes.find((node) => node.id === 'gap/anonymous')?.children ?? [];
  const told = (totals: CaptureTotals) =>
    groups.map((node) => `${node.label}=${(totals.anonymousKbOf[node.label] ?? NaN) * KiB}`).join(' ');
  return [
    {
      what: 'the gap in bytes',
      ours: String(explanation.gapBytes),
      expected: String((b.memAvailableKb - a.memAvailableKb) * KiB),
      source: 'generator',
    },
    {
      what: 'anonymous memory of all processes, A minus B',
      ours: String(deltaOf(levelTwo)),
      expected: String((a.anonymousKb - b.anonymousKb) * KiB),
      source: 'generator',
    },
    {
      what: `bytes of each of ${groups.length} programs in A`,
      ours: groups.map((node) => `${node.label}=${node.aBytes}`).join(' '),
      expected: told(a),
      source: 'generator',
    },
    {
      what: `bytes of each of ${groups.length} programs in B`,
      ours: groups.map((node) => `${node.label}=${node.bBytes}`).join(' '),
      expected: told(b),
      source: 'generator',
    },
    {
      what: `nodes of ${nodes.length} whose children do not sum to them`,
      ours: String(broken.length),
      expected: '0',
      source: 'sum rule',
    },
  ];
}

function allNodes(node: LedgerNode): LedgerNode[] {
  return [node, ...node.children.flatMap(allNodes)];
}

function deltaOf(nodes: readonly LedgerNode[]): number {
  return nodes.reduce((sum, node) => sum + node.deltaBytes, 0);
}

function loseOneByte(explanation: Explanation): Explanation {
  const lose = (node: LedgerNode): LedgerNode => {
    if (node.id !== 'gap/anonymous') return { ...node, children: node.children.map(lose) };
    const [first, ...rest] = node.children;
    if (first === undefined) throw new Error('no process to sabotage');
    return {
      ...node,
      children: [{ ...first, aBytes: first.aBytes - 1, deltaBytes: first.deltaBytes - 1 }, ...rest],
    };
  };
  return { ...explanation, tree: explanation.tree.map(lose) };
}
