/** Suites that need a lab. Without root they are skipped and say why; in CI (`CI` is set) they fail with it instead. */
import { describe } from 'vitest';
import { whyNoLab } from './setup.ts';

export function describeLab(name: string, suite: () => void): void {
  const why = whyNoLab();
  if (why === undefined || process.env['CI'] !== undefined) describe(name, suite);
  else describe.skip(`${name}: ${why}`, suite);
}
