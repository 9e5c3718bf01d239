/**
 * `npm run prove` lists the claims; `npm run prove -- ID… [--json] [--sabotage] [--rounds N] [--install-peers]`
 * runs them. Exit code: 0 all hold (with --sabotage: all were caught), 1 one does not, 2 no verdict (noise, no peer).
 */
import { parseArgs } from 'node:util';
import { claims } from './claims.ts';
import { installPeers } from './harness/install-peers.ts';
import { inputFolder } from './harness/inputs.ts';
import { formatProof } from './harness/print.ts';
import { prove, type Verdict } from './harness/prove.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    sabotage: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '11' },
    'install-peers': { type: 'boolean', default: false },
  },
});

const chosen = positionals.includes('all')
  ? claims
  : claims.filter((claim) => positionals.includes(claim.id));
const unknown = positionals.filter((id) => id !== 'all' && !claims.some((claim) => claim.id === id));
const rounds = Number(values.rounds);
if (unknown.length > 0 || !(rounds >= 3)) {
  console.error(
    unknown.length > 0 ? `no such claim: ${unknown.join(', ')}` : '--rounds takes a number from 3 on',
  );
  process.exitCode = 1;
} else if (chosen.length === 0) {
  for (const claim of claims)
    console.log(`${claim.id.padEnd(9)} ${claim.promise}\n${' '.repeat(10)}sabotage: ${claim.sabotage}`);
} else {
  const verdicts: Verdict[] = [];
  for (const claim of chosen) {
    if (values['install-peers']) installPeers(claim);
    const note = (text: string) => process.stderr.write(`${claim.id}: ${text}\n`);
    const context = { scale: 'full' as const, sabotage: values.sabotage, inputs: inputFolder(), note };
    const proof = await prove(claim, context, { rounds, warmups: 5 });
    console.log(values.json ? JSON.stringify(proof) : `${formatProof(proof)}\n`);
    verdicts.push(proof.verdict);
  }
  process.exitCode = exitCodeOf(verdicts, values.sabotage);
}

function exitCodeOf(verdicts: readonly Verdict[], sabotage: boolean): number {
  const failed = (verdict: Verdict) => verdict === 'fails' || verdict === 'not equal';
  if (sabotage) return verdicts.every(failed) ? 0 : 1;
  if (verdicts.some(failed)) return 1;
  return verdicts.every((verdict) => verdict === 'holds') ? 0 : 2;
}
