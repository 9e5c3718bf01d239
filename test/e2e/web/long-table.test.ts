/** A table of 100,000 rows: what is seen is never blank, and the first and last row are reached. Counts, no clock. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWebWindow, type WebWindow } from '#test/support/web-window.ts';
import { createWindowCase } from '#test/support/window-case.ts';
import { cursorText, goToPane } from './support.ts';

const EXTRA = 100_000;
let web: WebWindow;

beforeAll(async () => {
  web = await startWebWindow(async (folder, platform) => {
    const path = join(folder, 'long.memcase');
    await createWindowCase(path, platform, { extraRegions: EXTRA });
    return path;
  });
}, 180_000);
afterAll(() => web.close());

interface FrameCount {
  readonly frames: number;
  /** Frames in which some part of the visible area had no row. */
  readonly uncovered: number;
  /** Frames with a row that was still on its way. */
  readonly waiting: number;
  readonly mostRows: number;
}

async function openRegions(): Promise<Page> {
  const { page } = await web.open();
  await page.getByRole('treegrid').waitFor({ timeout: 60_000 });
  await page.keyboard.press('Control+4');
  await page.getByRole('grid', { name: 'Regions' }).waitFor({ timeout: 60_000 });
  return page;
}

/** Looks at the table in every frame while it scrolls by wheel steps or to given places. */
function watchFrames(page: Page, steps: number, pixels: number): Promise<FrameCount> {
  return page.evaluate(
    async ([count, step]) => {
      const grid = document.querySelector<HTMLElement>('[role="grid"]');
      if (grid === null) throw new Error('no grid');
      const head = 28;
      const seen = { frames: 0, uncovered: 0, waiting: 0, mostRows: 0 };
      for (let at = 0; at < count; at += 1) {
        grid.scrollTop += step;
        // The scroll event and React's work on it, then the frame that is painted.
        await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        const area = grid.getBoundingClientRect();
        const boxes = [...grid.querySelectorAll('[data-row]')].map((row) => ({
          row,
          box: row.getBoundingClientRect(),
        }));
        const top = Math.min(...boxes.map(({ box }) => box.top));
        const bottom = Math.max(...boxes.map(({ box }) => box.bottom));
        const visible = boxes.filter(({ box }) => box.bottom > area.top + head && box.top < area.bottom);
        seen.frames += 1;
        seen.mostRows = Math.max(seen.mostRows, boxes.length);
        if (top > area.top + head + 1 || bottom < area.bottom - 20) seen.uncovered += 1;
        if (visible.some(({ row }) => row.getAttribute('aria-busy') === 'true' || row.textContent === ''))
          seen.waiting += 1;
      }
      return seen;
    },
    [steps, pixels] as const,
  );
}

describe('100,000 regions', () => {
  it('tells its true length and draws a hundred of them', async () => {
    const page = await openRegions();
    const grid = page.getByRole('grid', { name: 'Regions' });
    expect(Number(await grid.getAttribute('aria-rowcount'))).toBeGreaterThan(EXTRA);
    expect(await grid.locator('[data-row]').count()).toBeLessThan(120);
    await page.context().close();
  });

  it('leaves no frame blank under the wheel, and no row waiting', async () => {
    const page = await openRegions();
    const seen = await watchFrames(page, 200, 96);
    expect(seen).toMatchObject({ frames: 200, uncovered: 0, waiting: 0 });
    expect(seen.mostRows).toBeLessThan(140);
    await page.context().close();
  });

  it('covers every frame when the thumb is dragged, though rows may be on their way', async () => {
    const page = await openRegions();
    const seen = await watchFrames(page, 60, 40_000);
    expect(seen).toMatchObject({ frames: 60, uncovered: 0 });
    await page.waitForFunction(() => document.querySelector('[role="grid"] [aria-busy]') === null);
    await page.context().close();
  });

  it('comes to its last row and back by key', async () => {
    const page = await openRegions();
    await goToPane(page, 'main');
    await page.keyboard.press('Control+End');
    await page.waitForFunction(() => document.querySelector('[role="grid"] [aria-busy]') === null);
    const total = Number(await page.getByRole('grid').getAttribute('aria-rowcount')) - 1;
    const last = page.locator(`[data-row="${total - 1}"]`);
    const grid = await page.getByRole('grid').boundingBox();
    const box = await last.boundingBox();
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual((grid?.y ?? 0) + (grid?.height ?? 0) + 1);
    await page.keyboard.press('Control+Home');
    expect(await cursorText(page)).toMatch(/arena/);
    await page.context().close();
  });

  it('finds one row among them', async () => {
    const page = await openRegions();
    await page.getByLabel('Filter').fill('/cache/99999.db');
    await page.waitForFunction(
      () => document.querySelector('[role="grid"]')?.getAttribute('aria-rowcount') === '2',
    );
    expect(await page.locator('[data-row="0"]').textContent()).toContain('/var/lib/cache/99999.db');
    await page.context().close();
  });
});
