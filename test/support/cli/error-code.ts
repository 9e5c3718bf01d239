import { expect } from 'vitest';

/** Exactly one line that is an error: `memcase: … [code]`. */
export function errorCode(err: string): string | undefined {
  const lines = err
    .split('\n')
    .filter((line) => line.startsWith('memcase: ') && !line.startsWith('memcase: warning'));
  expect(lines).toHaveLength(1);
  return /^memcase: \S.* \[([a-z.-]+)\]$/.exec(lines[0] ?? '')?.[1];
}
