/** The tabs of an open dump, by keyboard, against the same bytes read by other means. */
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

/** The second dump of the list, a heap of 9.6 MiB. @returns its number */
async function openDump(page: Page): Promise<number> {
  await page.getByRole('treegrid').waitFor({ timeout: 60_000 });
  await page.keyboard.press('Control+6');
  const second = page.locator('.dumps-open').nth(1);
  await second.waitFor();
  const id = Number((await second.textContent())?.replace('E-', ''));
  await second.focus();
  await page.keyboard.press('Enter');
  await page.locator('.hex-field').waitFor();
  return id;
}

const role = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('role') ?? '');

/** From the bytes back to the tabs, and so many to the right. */
async function openTab(page: Page, steps: number): Promise<void> {
  await pressUntil(page, 'Shift+Tab', 20, async () => (await role(page)) === 'tab');
  for (let step = 0; step < steps; step += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
}

async function focusGrid(page: Page, name: string): Promise<void> {
  await page.getByRole('grid', { name }).waitFor({ timeout: 30_000 });
  await pressUntil(page, 'Tab', 30, () =>
    page.evaluate((label) => document.activeElement?.getAttribute('aria-label') === label, name),
  );
}

async function axeFinds(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(' ')}`));
}

/** `[header, size]` of every chunk from a first one on, by the sizes in their headers alone. */
function chain(own: Buffer, first: number): [number, number][] {
  const found: [number, number][] = [];
  for (let at = first; at + 16 <= own.length;) {
    const size = Number(own.readBigUInt64LE(at + 8) & ~7n);
    if (size < 32) break;
    found.push([at, size]);
    at += size;
  }
  return found;
}

const numberOf = (text: string | null | undefined) => Number((text ?? '').replaceAll(/\D/g, '') || '0');

describe('the tabs of a dump', () => {
  it(
    'Heap: sizes and largest chunks are those of the headers, and lead there',
    { timeout: 90_000 },
    async () => {
      const { page, complaints } = await web.open();
      const own = dumpBytes(samplePath, await openDump(page));
      await openTab(page, 1);
      await focusGrid(page, 'Arenas');
      const address = BigInt((await page.locator('.dump-jump').first().textContent()) ?? '');
      // A heap of a thread begins at a multiple of 64 MiB (HEAP_MAX_SIZE), and so does its dump.
      const chunks = chain(own, Number(address % 0x4000000n));
      // The last is the top of the heap.
      const sized = chunks.slice(0, -1);
      const rows = await page.locator('.heap-sizes tbody tr').all();
      expect(rows.length).toBeGreaterThan(3);
      for (const row of rows) {
        const [, least = '', unit = ''] =
          /^([\d,]+) (B|KiB)/.exec((await row.locator('th').textContent()) ?? '') ?? [];
        const from = numberOf(least) * (unit === 'KiB' ? 1024 : 1);
        const counts = await row.locator('td:nth-child(3n + 2)').allTextContents();
        const told = counts.reduce((sum, count) => sum + numberOf(count), 0);
        expect(told).toBe(sized.filter(([, size]) => size >= from && size < from * 2).length);
      }
      await focusGrid(page, 'Largest chunks');
      const [header, size] = sized.toSorted(([, one], [, other]) => other - one)[0] ?? [0, 0];
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.activeElement?.classList.contains('hex-field'));
      expect(await page.locator('.hex-status').textContent()).toContain(`(0x${header.toString(16)})`);
      expect(own.readBigUInt64LE(header + 8) & ~7n).toBe(BigInt(size));
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it('Records: as many as begin in the bytes; a sample leads to one', { timeout: 90_000 }, async () => {
    const { page, complaints } = await web.open();
    const own = dumpBytes(samplePath, await openDump(page)).toString('latin1');
    const begun = own.split('{"session_id"').length - 1;
    await openTab(page, 2);
    await focusGrid(page, 'Records by their keys');
    const cells = page.getByRole('grid', { name: 'Records by their keys' }).locator('[role="gridcell"]');
    expect(numberOf(await cells.nth(1).textContent())).toBe(begun);
    // Field by field what the records say, counted here by another way.
    const records = own.split('{"session_id"').slice(1);
    const denied = records.filter((record) => /"action":"(\w+)"/.exec(record)?.[1] === 'deny').length;
    expect(await page.locator('.dump-side').first().textContent()).toContain(
      `deny ×${denied.toLocaleString('en')}`,
    );
    await page.locator('.dump-samples .dump-jump').first().focus();
    const address = BigInt((await page.locator('.dump-samples .dump-jump').first().textContent()) ?? '');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.classList.contains('hex-field'));
    const at = own.indexOf('{"session_id"');
    expect(await page.locator('.hex-status').textContent()).toContain(`(0x${at.toString(16)})`);
    expect(address % 0x4000000n).toBe(BigInt(at));
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it(
    'Strings: as many as an expression finds, and each leads to its bytes',
    { timeout: 90_000 },
    async () => {
      const { page, complaints } = await web.open();
      const own = dumpBytes(samplePath, await openDump(page)).toString('latin1');
      const texts = own.match(/[\t\x20-\x7e]{64,}/g) ?? [];
      await openTab(page, 3);
      await page.getByLabel('At least bytes').selectOption('64');
      await page.getByLabel('Encoding').selectOption('ascii');
      const told = `${texts.length.toLocaleString('en')} texts.`;
      await page.getByText(told, { exact: true }).waitFor({ timeout: 30_000 });
      await page.getByLabel('Contains').fill('"action":"deny"');
      // What is shown of a text is its first 256 bytes.
      const within = texts.filter((text) => text.slice(0, 256).includes('"action":"deny"')).length;
      await page.getByText(`${within.toLocaleString('en')} texts.`, { exact: true }).waitFor();
      await focusGrid(page, 'Each text');
      const first = texts.find((text) => text.slice(0, 256).includes('"action":"deny"')) ?? '';
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.activeElement?.classList.contains('hex-field'));
      expect(await page.locator('.hex-status').textContent()).toContain(
        `(0x${own.indexOf(first).toString(16)})`,
      );
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it(
    'Search: over all dumps as many as are in their bytes; Enter leads there',
    { timeout: 90_000 },
    async () => {
      const { page, complaints } = await web.open();
      const dump = await openDump(page);
      const wanted = '"action":"reset"';
      const own = dumpBytes(samplePath, dump).toString('latin1');
      await openTab(page, 4);
      await page.getByLabel('What to look for', { exact: true }).fill(wanted);
      await page.keyboard.press('Enter');
      const here = own.split(wanted).length - 1;
      await page
        .getByText(`${here.toLocaleString('en')} hits in 1 dump `, { exact: false })
        .waitFor({ timeout: 30_000 });
      await focusGrid(page, 'Hits');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.activeElement?.classList.contains('hex-field'));
      expect(await page.locator('.hex-status').textContent()).toContain(
        `(0x${own.indexOf(wanted).toString(16)})`,
      );
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it('Stats: pages and classes are those of the bytes', { timeout: 90_000 }, async () => {
    const { page, complaints } = await web.open();
    const own = dumpBytes(samplePath, await openDump(page));
    const pages = Array.from({ length: own.length / 4096 }, (_, i) =>
      own.subarray(i * 4096, (i + 1) * 4096).toString('latin1'),
    );
    const filled = pages.filter((text) => /[^\0]/.test(text));
    const printable = own.toString('latin1').match(/[!-~]/g)?.length ?? 0;
    await openTab(page, 5);
    await page.locator('.dump-entropy').waitFor({ timeout: 30_000 });
    const counts = await page
      .getByRole('region', { name: 'Pages' })
      .locator('td:nth-child(2)')
      .allTextContents();
    const [total, unread = NaN, zero = NaN, duplicate, distinct] = counts.map(numberOf);
    expect([total, duplicate, distinct]).toEqual([
      pages.length,
      filled.length - new Set(filled).size,
      new Set(filled).size,
    ]);
    // What was not read stands as zeros in the dump.
    expect(unread + zero).toBe(pages.length - filled.length);
    const told = await page
      .getByRole('region', { name: 'Bytes by class' })
      .locator('tbody tr')
      .nth(1)
      .textContent();
    expect(told).toContain(`${Math.round(printable / 1024).toLocaleString('en')} KiB`);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('keeps bookmarks with the bytes, saved as they are made', { timeout: 90_000 }, async () => {
    const { page, complaints } = await web.open();
    await openDump(page);
    await page.keyboard.press('Control+d');
    const reopen = page.getByRole('button', { name: 'Open it for writing' });
    await reopen.or(page.getByText('Bookmarks: 1')).first().waitFor();
    if (await reopen.isVisible()) {
      await reopen.focus();
      await page.keyboard.press('Enter');
      await page.getByText('can be changed').waitFor();
      await page.locator('.hex-field').focus();
      await page.keyboard.press('Control+Home');
      await page.keyboard.press('Control+d');
    }
    await page.getByText('Bookmarks: 1').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+d');
    await page.getByText('Bookmarks: 2').waitFor();
    const marks = page.locator('.hex-marks');
    const open = async () => {
      if (!(await marks.evaluate((element) => (element as HTMLDetailsElement).open)))
        await marks.locator('summary').click();
    };
    await open();
    await marks.locator('input').nth(1).fill('second row');
    await page.keyboard.press('Enter');
    expect(await axeFinds(page)).toEqual([]);
    // The page knows nothing of before but the case.
    await page.reload();
    await openDump(page);
    await page.getByText('Bookmarks: 2').waitFor();
    await open();
    const texts = await marks
      .locator('input')
      .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
    expect(texts).toEqual(['', 'second row']);
    await marks.locator('.dump-jump').nth(1).click();
    expect(await page.locator('.hex-status').textContent()).toContain('(0x10)');
    await page.keyboard.press('Control+d');
    await page.getByText('Bookmarks: 1').waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('keeps the place in the bytes while another tab is looked at', { timeout: 60_000 }, async () => {
    const { page } = await web.open();
    await openDump(page);
    await page.keyboard.press('Control+End');
    const before = await page.locator('.hex-status').textContent();
    await openTab(page, 1);
    await page.getByRole('grid', { name: 'Largest chunks' }).waitFor({ timeout: 30_000 });
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    expect(await page.locator('.hex-status').textContent()).toBe(before);
    expect(await page.locator('.hex-field').isVisible()).toBe(true);
    await page.context().close();
  });

  it.each([
    ['light', 'en-US'],
    ['dark', 'zh-CN'],
  ] as const)('leave axe nothing to say, %s, %s', { timeout: 120_000 }, async (colorScheme, locale) => {
    const { page } = await web.open({ colorScheme, locale });
    await openDump(page);
    const tabs = await page.getByRole('tab').all();
    for (const tab of tabs.slice(1)) {
      await tab.click();
      const sought = page.locator('.dump-sought');
      if ((await sought.count()) > 0) {
        await sought.fill('session_id');
        await sought.press('Enter');
      }
      await page.locator('.dump-tab .grid, .dump-tab table').first().waitFor({ timeout: 30_000 });
      expect(await axeFinds(page)).toEqual([]);
    }
    await page.context().close();
  });
});
