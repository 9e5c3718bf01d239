/**
 * Each claim on a small input: its answers are equal, it races without falling over, and its sabotage is caught by the
 * answers. Times are not judged here.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNoLab } from '#test/lab/setup.ts';
import { claims } from '#test/prove/claims.ts';
import { findCommand } from '#test/prove/harness/measure.ts';
import { formatProof } from '#test/prove/harness/print.ts';
import { prove } from '#test/prove/harness/prove.ts';

/** Two hundred drops, sixteen at a time, take three to five minutes on two processors. */
const LONGEST_MS = 900_000;

/** Some claims need root; in CI that is no excuse. */
const withoutLab = whyNoLab() !== undefined && process.env['CI'] === undefined;

let inputs: string;
beforeAll(async () => {
  inputs = await mkdtemp(join(tmpdir(), 'memcase-prove-'));
});
afterAll(() => rm(inputs, { recursive: true, force: true }));

const context = (sabotage: boolean) => ({ scale: 'tiny' as const, sabotage, inputs, note: () => undefined });

describe.each(claims)('$id', (claim) => {
  const missing = Object.keys(claim.peers).filter((command) => findCommand(command) === undefined);

  it(
    'gives equal answers and prints every row',
    async () => {
      const proof = await prove(claim, context(false), { rounds: 3, warmups: 0 });
      const text = formatProof(proof);
      if (proof.verdict === 'peer missing' && (missing.length > 0 || withoutLab)) {
        if (!withoutLab) expect(text).toContain(`peer ${missing[0]}: missing`);
        return;
      }
      expect(proof.answers.filter((answer) => !answer.equal)).toEqual([]);
      expect(proof.answers.length).toBeGreaterThan(0);
      expect(proof.rows.length).toBeGreaterThan(0);
      for (const row of proof.rows) expect(text).toContain(row.name);
      expect(proof.verdict).toBe('holds');
    },
    LONGEST_MS,
  );

  it(
    `is caught when sabotaged: ${claim.sabotage}`,
    async () => {
      const proof = await prove(claim, context(true), { rounds: 3, warmups: 0 });
      if (proof.verdict === 'peer missing' && (missing.length > 0 || withoutLab)) return;
      expect(proof.verdict).toBe('not equal');
      expect(proof.rows).toEqual([]);
    },
    LONGEST_MS,
  );
});
