/** The bytes of a dump, by keyboard, against the same bytes as `memcase show artifact` and sqlite have them. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWebWindow, type WebWindow } from '#test/support/web-window.ts';
import { dumpBytes } from '#test/support/dump-bytes.ts';
import { pressUntil } from './support.ts';

const samplePath = join(import.meta.dirname, '../../../build/sample/two-appliances.memcase');
let web: WebWindow;

beforeAll(async () => {
  web = await startWebWindow((folder) => {
    const path = join(folder, 'sample.memcase');
    cpSync(samplePath, path);
    return Promise.resolve(path);
  });
});
afterAll(() => web.close());

/** The list of dumps, then the one of that number, by keys alone. */
async function openDump(page: Page, nth: number): Promise<number> {
  await page.getByRole('treegrid').waitFor({ timeout: 60_000 });
  await page.keyboard.press('Control+6');
  await page.locator('.dumps-open').first().waitFor();
  await pressUntil(page, 'Tab', nth + 20, () =>
    page.evaluate((index) => document.activeElement === document.querySelectorAll('.dumps-open')[index], nth),
  );
  const id = Number((await page.locator('.dumps-open').nth(nth).textContent())?.replace('E-', ''));
  await page.keyboard.press('Enter');
  await settled(page);
  return id;
}

function settled(page: Page): Promise<unknown> {
  return page.waitForFunction(
    () => document.querySelector<HTMLElement>('.hex-canvas')?.dataset['waiting'] === '0',
  );
}

interface ShownRow {
  readonly offset: number;
  readonly bytes: string;
}

/** The cells that a screen reader is given: the cursor's row and its neighbours. */
async function shownRows(page: Page): Promise<ShownRow[]> {
  await settled(page);
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.hex-field [role="row"]')].map((row) => ({
      offset: Number(row.dataset['offset']),
      bytes: [...row.querySelectorAll('[role="gridcell"]')].map((cell) => cell.textContent).join(''),
    })),
  );
}

async function goTo(page: Page, place: string): Promise<void> {
  await page.keyboard.press('Control+g');
  await page.keyboard.type(place);
  await page.keyboard.press('Enter');
}

const status = (page: Page) => page.locator('.hex-status').textContent();

describe('a dump of the sample', () => {
  it('is opened, walked and left by keyboard, and shows its own bytes', { timeout: 120_000 }, async () => {
    const { page, complaints } = await web.open();
    const id = await openDump(page, 1);
    const own = dumpBytes(samplePath, id);
    expect(own.length).toBeGreaterThan(9_000_000);
    const isOwn = async () => {
      const rows = await shownRows(page);
      expect(rows.length).toBeGreaterThanOrEqual(2);
      for (const { offset, bytes } of rows) {
        expect(bytes.toLowerCase()).toBe(own.subarray(offset, offset + 16).toString('hex'));
      }
      return rows;
    };
    expect((await isOwn())[0]?.offset).toBe(0);
    await page.keyboard.press('PageDown');
    expect((await isOwn())[1]?.offset).toBeGreaterThan(16 * 20);

    await page.keyboard.press('Control+End');
    const last = (await isOwn()).at(-1);
    expect((last?.offset ?? 0) + (last?.bytes.length ?? 0) / 2).toBe(own.length);
    expect(await status(page)).toContain(`(0x${(own.length - 1).toString(16)})`);

    // A place that is found with other means, by its address.
    const word = own.indexOf('session');
    expect(word).toBeGreaterThan(0);
    const start = BigInt((await page.locator('.hex-field [role="rowheader"]').last().textContent()) ?? '');
    const base = start - BigInt(last?.offset ?? 0);
    await goTo(page, `0x${(base + BigInt(word)).toString(16)}`);
    await isOwn();
    expect(await status(page)).toContain(`(0x${word.toString(16)})`);
    await goTo(page, '0x10');
    expect(await page.locator('.hex-refused').textContent()).toContain('0x000000000010');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Backspace');
    await page.locator('.dumps-open').first().waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it(
    'tells the chunk at the cursor as its own header does, and reads its size',
    { timeout: 90_000 },
    async () => {
      const { page, complaints } = await web.open();
      const id = await openDump(page, 1);
      const own = dumpBytes(samplePath, id);
      const base = BigInt((await page.locator('.hex-field [role="rowheader"]').first().textContent()) ?? '');
      await page.waitForFunction(
        () => document.querySelector<HTMLElement>('.hex-canvas')?.dataset['chunks'] !== '0',
      );
      for (const place of [0x20000, 0x401230, 0x900000]) {
        await goTo(page, String(place));
        const told = await page
          .locator('.bytes-panel p', { hasText: 'in use' })
          .first()
          .textContent({ timeout: 20_000 });
        const [, size = '', address = ''] = /in use, ([\d,]+) B from (0x[0-9a-f]+)/.exec(told ?? '') ?? [];
        const header = Number(BigInt(address) - base);
        const bytes = Number(size.replaceAll(',', ''));
        // malloc_chunk: prev_size, then size with three flags; the next chunk's lowest flag says that this one is in use.
        expect(own.readBigUInt64LE(header + 8) & ~7n).toBe(BigInt(bytes));
        expect(own.readBigUInt64LE(header + bytes + 8) & 1n).toBe(1n);
        expect(header).toBeLessThanOrEqual(place);
        expect(header + bytes).toBeGreaterThan(place);
        await goTo(page, `0x${(base + BigInt(header + 8)).toString(16)}`);
        const shown = await page.locator('.readings tr', { hasText: 'u64' }).first().textContent();
        expect(shown).toContain(String(own.readBigUInt64LE(header + 8)));
        expect(shown).toContain(String(own.readBigUInt64BE(header + 8)));
      }
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it('finds what is in it, all of it, and goes from one to the next', { timeout: 60_000 }, async () => {
    const { page, complaints } = await web.open();
    const own = dumpBytes(samplePath, await openDump(page, 1));
    const places: number[] = [];
    for (let at = own.indexOf('policy'); at >= 0; at = own.indexOf('policy', at + 1)) places.push(at);
    expect(places.length).toBeGreaterThan(10);
    await page.keyboard.press('Control+f');
    await page.keyboard.type('policy');
    await page.keyboard.press('Enter');
    const found = page.locator('.hex-found');
    await found.filter({ hasText: `${places.length.toLocaleString('en-US')} found` }).waitFor();
    for (const place of places.slice(0, 3)) {
      await page.keyboard.press('F3');
      expect(await status(page)).toContain(`(0x${place.toString(16)})6 bytes selected`);
    }
    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+F3');
    expect(await status(page)).toContain(`(0x${(places[1] ?? 0).toString(16)})`);
    expect(await found.textContent()).toBe(`2 of ${places.length.toLocaleString('en-US')}`);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('follows a pointer into another dump of the process', { timeout: 60_000 }, async () => {
    const { page } = await web.open();
    await openDump(page, 1);
    // heap_info.ar_ptr, the first word of the heap, leads to the arena behind it: the same dump.
    const link = page.getByRole('button', { name: /^Follow to 0x/ });
    const address = /0x[0-9a-f]+/.exec((await link.textContent()) ?? '')?.[0] ?? '';
    await link.click();
    await page.waitForFunction(
      (wanted) => Number(document.querySelector('.hex-address')?.textContent) === Number(wanted),
      address,
    );
    await page.context().close();
  });

  it('folds what has no page, and invents no zero there', { timeout: 60_000 }, async () => {
    const { page } = await web.open();
    const id = await openDump(page, 2);
    // 132 KiB of which 8 KiB were read, so says the list.
    await page.keyboard.press('Control+End');
    const rows = await shownRows(page);
    expect(rows.some(({ bytes }) => /KiB without pages/.test(bytes))).toBe(true);
    const grid = page.locator('.hex-field');
    expect(Number(await grid.getAttribute('aria-rowcount'))).toBeLessThan((132 * 1024) / 16);
    expect(dumpBytes(samplePath, id).length).toBe(132 * 1024);
    await page.context().close();
  });

  it.each([1, 1.25, 1.5, 2])(
    'is reached to its last byte by the mouse alone at a pixel ratio of %d',
    { timeout: 60_000 },
    async (deviceScaleFactor) => {
      const { page } = await web.open({ deviceScaleFactor });
      const id = await openDump(page, 1);
      const own = dumpBytes(samplePath, id);
      const bar = await page.locator('.hex-bar').boundingBox();
      if (bar === null) throw new Error('no scroll bar');
      await page.mouse.move(bar.x + 10, bar.y + 5);
      await page.mouse.down();
      await page.mouse.move(bar.x + 10, bar.y + bar.height, { steps: 5 });
      await page.mouse.up();
      await settled(page);
      const field = await page.locator('.hex-field').boundingBox();
      if (field === null) throw new Error('no rows');
      await page.mouse.click(field.x + 330, field.y + field.height - 10);
      const last = (await shownRows(page)).at(-1);
      expect((last?.offset ?? 0) + 16).toBe(own.length);
      expect(last?.bytes.toLowerCase()).toBe(own.subarray(-16).toString('hex'));
      await page.context().close();
    },
  );

  it.each(['light', 'dark'] as const)(
    'leaves axe nothing to say, %s',
    { timeout: 90_000 },
    async (scheme) => {
      const { page } = await web.open({ colorScheme: scheme });
      const found = async () => {
        const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
        return violations.flatMap(({ id, nodes }) =>
          nodes.map(({ target }) => `${id} at ${target.join(' ')}`),
        );
      };
      await page.getByRole('treegrid').waitFor();
      await page.keyboard.press('Control+6');
      await page.locator('.dumps-open').first().waitFor();
      expect(await found()).toEqual([]);
      await page.keyboard.press('Enter');
      await settled(page);
      await page.locator('.hex-strip').waitFor();
      expect(await found()).toEqual([]);
      await page.context().close();
    },
  );
});
