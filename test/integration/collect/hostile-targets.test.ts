/** S9: whatever a target sends, the collector ends in time, in bounded memory, and says what was wrong. */
import { expect, it } from 'vitest';
import { hostileTargets } from '#test/support/collect/hostile-targets.ts';
import { MOST_GROWTH, MOST_MS, runHostile, wordOf } from '#test/support/hostile/run-hostile.ts';
import { startHostileShell } from '#test/support/hostile/shell-targets.ts';

it.each(hostileTargets)('$name', async ({ body, expected, meminfo }) => {
  const { said, files, tookMs, growthBytes } = await runHostile(() => startHostileShell(body));
  expect(wordOf(said, expected), `${said.join()} for ${expected.join()}`).not.toBeNull();
  if (meminfo !== undefined) expect(files.get('proc/meminfo')?.toString('latin1') ?? '').toBe(meminfo);
  expect([...files.keys()].every((name) => /^(?:proc|cmd)\/[a-z0-9._/-]+$/.test(name))).toBe(true);
  expect(tookMs).toBeLessThan(MOST_MS);
  expect(growthBytes).toBeLessThan(MOST_GROWTH);
});

it('covers at least forty behaviours', () => {
  expect(hostileTargets.filter(({ expected }) => expected.length > 0).length).toBeGreaterThanOrEqual(40);
});
