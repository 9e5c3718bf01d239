/** Numbers and names stand whole in the window of 1280 pixels with the inspector open. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWebWindow, type WebWindow } from '#test/support/web-window.ts';

const samplePath = join(import.meta.dirname, '../../../build/sample/two-appliances.memcase');

let web: WebWindow;
beforeAll(async () => {
  web = await startWebWindow(async (folder) => {
    const path = join(folder, 'sample.memcase');
    copyFileSync(samplePath, path);
    return path;
  });
});
afterAll(() => web.close());

/** Texts that are wider than their place. */
function cut(page: Page, selector: string): Promise<(string | null)[]> {
  return page
    .locator(selector)
    .evaluateAll((all) =>
      all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map((one) => one.textContent),
    );
}

it.each(['en-US', 'zh-CN'])(
  'shows VmallocTotal whole in each unit, and the steps of the gap, in %s',
  async (locale) => {
    const { page } = await web.open({ locale });
    await page.locator('.waterfall-label').first().waitFor();
    expect(await cut(page, '.waterfall-label')).toEqual([]);
    await page.locator('nav').getByRole('button', { name: 'Meminfo' }).click();
    // 32 TiB less a KiB: x86-64 with four levels of page tables, whatever the machine has.
    await page.locator('.filter-box input').first().fill('VmallocTotal');
    for (const [unit, total] of [
      ['MiB', '33,554,432.0'],
      ['KiB', '34,359,738,367'],
      ['B', '35,184,372,087,808'],
    ] as const) {
      await page
        .locator('.status-choices')
        .getByRole('button', { name: unit === 'B' ? /^(bytes|字节)$/ : unit, exact: true })
        .click();
      const amount = page.getByRole('gridcell', { name: total }).first();
      await amount.waitFor();
      expect(await cut(page, '.grid-cell-end')).toEqual([]);
    }
  },
);
