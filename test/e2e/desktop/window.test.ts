/** The desktop window in a real Electron, where there is one; it cannot be fetched everywhere. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from 'playwright-core';
import { expect, it } from 'vitest';
import { bundleDesktop } from '#build/desktop/bundle.ts';
import { findElectron } from '#build/launch/find-electron.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const NOTE = 'skipped: no Electron binary';

it('shows the page in a bound window that reaches its services and nothing else', async (context) => {
  const executablePath = findElectron();
  if (executablePath === undefined) {
    console.log(NOTE);
    context.skip(NOTE);
  }
  await bundleDesktop();
  const folder = mkdtempSync(join(tmpdir(), 'memcase-electron-'));
  const electron = await _electron.launch({
    executablePath,
    args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    env: {
      ...process.env,
      XDG_STATE_HOME: folder,
      XDG_CACHE_HOME: folder,
      XDG_CONFIG_HOME: folder,
    } as Record<string, string>,
  });
  try {
    const page = await electron.firstWindow();
    await page.waitForLoadState();
    expect(page.url()).toBe('memcase://app/');
    // The page is up when it has said hello to the services and shows its own heading.
    await page.getByRole('main').waitFor();
    expect(
      await page.evaluate(() => [typeof window['require' as never], typeof window['process' as never]]),
    ).toEqual(['undefined', 'undefined']);
    expect(
      await page.evaluate(() =>
        fetch('https://example.org/').then(
          () => 'sent',
          () => 'blocked',
        ),
      ),
    ).toBe('blocked');
    expect(await page.evaluate(() => window.open('https://example.org/'))).toBeNull();
    await page.evaluate(() => {
      location.href = 'https://example.org/';
    });
    expect(page.url()).toBe('memcase://app/');
  } finally {
    await electron.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
