/** axe on every screen, in both themes and languages. */
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWebWindow, type WebWindow } from '#test/support/web-window.ts';
import { createWindowCase } from '#test/support/window-case.ts';

let web: WebWindow;

beforeAll(async () => {
  web = await startWebWindow(async (folder, platform) => {
    const path = join(folder, 'two.memcase');
    await createWindowCase(path, platform);
    return path;
  });
});
afterAll(() => web.close());

/** One line for each thing found. */
async function found(page: Page, screen: string): Promise<string[]> {
  // There are no frames here, for which the other mode opens a second page.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${screen}: ${id} at ${target.join(' ')} ${failureSummary}`),
  );
}

async function showEvidence(page: Page): Promise<void> {
  await page.locator('[data-pane="main"] [role="row"][data-row="0"] [data-column="1"]').click();
  await page.locator('#inspector .excerpt li').first().waitFor();
}

describe.each([
  ['light', 'en-US'],
  ['dark', 'en-US'],
  ['light', 'zh-CN'],
  ['dark', 'zh-CN'],
] as const)('%s, %s', (colorScheme, locale) => {
  it('leaves axe nothing to say', { timeout: 300_000 }, async () => {
    const { page } = await web.open({ colorScheme, locale });
    const all: string[] = [];
    await page.getByRole('treegrid').waitFor();
    for (const [key, screen] of [
      ['1', 'overview'],
      ['2', 'meminfo'],
      ['3', 'processes'],
      ['4', 'regions'],
    ] as const) {
      await page.keyboard.press(`Control+${key}`);
      await page.locator('[data-pane="main"] [role="row"][data-row="0"]').waitFor();
      await showEvidence(page);
      all.push(...(await found(page, screen)));
    }
    await page.keyboard.press('Control+5');
    await page.locator('.chain').waitFor();
    all.push(...(await found(page, 'collect')));
    await page.keyboard.press('F1');
    await page.getByRole('dialog').waitFor();
    all.push(...(await found(page, 'keys')));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.locator('.title-actions button').first().click();
    await page.getByRole('dialog').waitFor();
    all.push(...(await found(page, 'import')));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // Another row's evidence is a problem of the text: flagged lines have colours of their own.
    await page.keyboard.press('Control+1');
    await page.locator('.overview-table .link').first().click();
    await page.locator('.excerpt-problem').first().waitFor();
    all.push(...(await found(page, 'problem')));
    expect(all).toEqual([]);
    await page.context().close();
  });
});

describe('home', () => {
  it('leaves axe nothing to say, with an error in it, in either theme', async () => {
    const { page } = await web.open({ colorScheme: 'light' });
    await page.getByRole('treegrid').waitFor();
    await page.getByRole('button', { name: 'Close case' }).click();
    await page.getByLabel('Path of a .memcase file').fill('/no/such.memcase');
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByRole('alert').waitFor();
    expect(await found(page, 'home, light')).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await found(page, 'home, dark')).toEqual([]);
    await page.context().close();
  });
});
