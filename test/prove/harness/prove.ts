/** Proves one claim: equal answers first, then the races, then one verdict. */
import type { Answer, Claim, Context, Trial } from './claim.ts';
import { describeMachine, type Machine } from './machine.ts';
import { MissingPeer } from './measure.ts';
import { race, type RowResult } from './race.ts';

export type Verdict = 'holds' | 'fails' | 'not equal' | 'too noisy' | 'peer missing';

export interface Proof {
  readonly schema: 'memcase.prove/1';
  readonly id: string;
  readonly promise: string;
  readonly verdict: Verdict;
  readonly sabotage: boolean;
  readonly scale: Context['scale'];
  readonly machine: Machine;
  readonly inputs: readonly string[];
  readonly answers: readonly (Answer & { readonly equal: boolean })[];
  readonly rows: readonly RowResult[];
}

export interface ProofOptions {
  readonly rounds: number;
  readonly warmups: number;
}

export async function prove(claim: Claim, context: Context, options: ProofOptions): Promise<Proof> {
  const base = {
    schema: 'memcase.prove/1' as const,
    id: claim.id,
    promise: claim.promise,
    sabotage: context.sabotage,
    scale: context.scale,
    machine: describeMachine(Object.keys(claim.peers)),
  };
  try {
    const trial = await claim.prepare(context);
    try {
      return { ...base, ...(await run(trial, context, options, claim.answersOnly === true)) };
    } finally {
      trial.close?.();
    }
  } catch (error) {
    if (!(error instanceof MissingPeer)) throw error;
    context.note(error.message);
    return { ...base, inputs: [], answers: [], rows: [], verdict: 'peer missing' };
  }
}

async function run(trial: Trial, context: Context, options: ProofOptions, answersOnly: boolean) {
  const answers = (await trial.answers()).map((answer) => ({
    ...answer,
    equal: answer.ours === answer.expected,
  }));
  const found = { inputs: trial.inputs, answers };
  // A claim that compares nothing has shown nothing.
  const equal = answers.length > 0 && answers.every((answer) => answer.equal);
  if (!equal) return { ...found, rows: [], verdict: 'not equal' as const };
  const rows: RowResult[] = [];
  for (const row of trial.rows()) {
    context.note(`race: ${row.name}`);
    rows.push(await race(row, options.rounds, options.warmups));
  }
  const holds = answersOnly || context.scale === 'tiny';
  return { ...found, rows, verdict: holds ? ('holds' as const) : verdictOf(rows) };
}

function verdictOf(rows: readonly RowResult[]): Verdict {
  const verdicts = rows.map((row) => row.verdict);
  if (verdicts.includes('fails')) return 'fails';
  if (verdicts.includes('too noisy')) return 'too noisy';
  return verdicts.includes('holds') ? 'holds' : 'fails';
}
