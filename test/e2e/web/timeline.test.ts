/** The Timeline in a real browser: plotly late and within the content policy, keys, the range, evidence, axe. */
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWebWindow, type WebWindow } from '#test/support/web-window.ts';
import { createTimelineCase, HOSTILE_NAME, SPIKE_KB } from '#test/support/timeline-case.ts';

const SNAPSHOTS = 90;

async function showTimeline(page: Page): Promise<void> {
  await page.getByRole('treegrid').waitFor();
  await page.keyboard.press('Control+7');
  // A band without a width is hidden to playwright; that it is there is enough.
  await page.locator('.timeline-plot[data-drawn] .js-line').first().waitFor({ state: 'attached' });
}

describe('with many snapshots', () => {
  let web: WebWindow;
  beforeAll(async () => {
    web = await startWebWindow(async (folder, platform) => {
      const path = join(folder, 'long.memcase');
      await createTimelineCase(path, platform, SNAPSHOTS);
      return path;
    });
  });
  afterAll(() => web.close());

  it('loads plotly only when it is opened, without a complaint of the content policy', async () => {
    const { page, complaints } = await web.open();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.getByRole('treegrid').waitFor();
    const before = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => name),
    );
    expect(before.some((name) => name.includes('plotly'))).toBe(false);
    await showTimeline(page);
    expect(asked.filter((url) => url.includes('plotly'))).toHaveLength(1);
    // Both targets in each of the lanes.
    const lanes = await page.locator('.timeline-title').count();
    expect(lanes).toBeGreaterThanOrEqual(6);
    expect(await page.locator('.timeline-plot .trace.scatter .js-line').count()).toBeGreaterThanOrEqual(
      2 * lanes,
    );
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('is walked by keys: cursor, range, zoom; the range stays on every screen until it is cleared', async () => {
    const { page, complaints } = await web.open();
    await showTimeline(page);
    await page.getByRole('application').focus();
    for (let i = 0; i < 11; i += 1) await page.keyboard.press('ArrowRight');
    for (let i = 0; i < 10; i += 1) await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('f');
    await page.locator('.timeline-range').getByText('09:10:00Z to 2026-11-22T09:20:00Z').waitFor();
    await page.keyboard.press('0');
    await page.keyboard.press('Enter');
    await page.locator('.range-chip').getByText('09:10:00Z to 2026-11-22T09:20:00Z').waitFor();
    await page.keyboard.press('Control+1');
    // Eleven minutes of two targets.
    await page
      .getByText(`${2 * SNAPSHOTS - 22} outside the range are not shown`)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Clear the range' }).click();
    await page.locator('.range-chip').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('has the spike in the table, with its line of evidence, and hostile names as text', async () => {
    const { page, complaints } = await web.open();
    await showTimeline(page);
    await page.getByRole('button', { name: 'Table MemAvailable' }).click();
    const left = (2 * 1024 * 1024 - SPIKE_KB) / 1024;
    await page
      .getByRole('button', { name: `${left.toFixed(0).replace(/\B(?=\d{3}$)/, ',')} MiB: evidence` })
      .click();
    await page
      .locator('#inspector .excerpt')
      .getByText(String(2 * 1024 * 1024 - SPIKE_KB))
      .waitFor();
    await page
      .locator('.timeline-title')
      .getByText(HOSTILE_NAME.split(' ')[0] ?? '')
      .first()
      .waitFor();
    expect(
      await page
        .locator('.timeline b, .timeline img')
        .evaluateAll((all) => all.filter((one) => one.tagName === 'IMG' || one.textContent === 'b').length),
    ).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each([
    ['light', 'en-US'],
    ['dark', 'en-US'],
    ['light', 'zh-CN'],
    ['dark', 'zh-CN'],
  ] as const)('leaves axe nothing to say: %s, %s', async (colorScheme, locale) => {
    const { page } = await web.open({ colorScheme, locale });
    await showTimeline(page);
    await page.locator('.timeline-title button').first().click();
    await page.locator('.timeline-table').waitFor();
    await page.locator('.timeline-picker summary').click();
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    expect(
      violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')} ${failureSummary}`),
      ),
    ).toEqual([]);
    await page.context().close();
  });
});

it('says what to do where there is one snapshot of each', async () => {
  const web = await startWebWindow(async (folder, platform) => {
    const path = join(folder, 'short.memcase');
    await createTimelineCase(path, platform, 1);
    return path;
  });
  const { page, complaints } = await web.open();
  await page.getByRole('treegrid').waitFor();
  await page.keyboard.press('Control+7');
  await page.getByRole('button', { name: 'Collect from a live machine' }).click();
  await page.locator('.chain').waitFor();
  expect(complaints).toEqual([]);
  await web.close();
});
