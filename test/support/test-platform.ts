/** A platform for tests: its own folders, and a clock that goes on by a second with each look at it. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Platform } from '#electron/platform/platform.ts';

export const TEST_EPOCH = Date.UTC(2026, 0, 1);

/** Folders are made under `folder`; two platforms over one folder are two processes of one account. */
export function createTestPlatform(
  folder: string = mkdtempSync(join(tmpdir(), 'memcase-test-')),
  overrides: Partial<Platform> = {},
): Platform {
  const stateDir = join(folder, 'state');
  const tempDir = join(folder, 'temp');
  for (const path of [stateDir, tempDir]) mkdirSync(path, { recursive: true, mode: 0o700 });
  let ticks = 0;
  return {
    launcher: 'test',
    actor: 'test (tester)',
    now: () => TEST_EPOCH + 1000 * (ticks += 1),
    stateDir,
    tempDir,
    samplePath: join(import.meta.dirname, '../../build/sample/two-appliances.memcase'),
    log: () => undefined,
    ...overrides,
  };
}
