/** The window by keyboard alone, in a real browser over the real web launcher. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCaseForReading } from '#electron/casefile/case-file.ts';
import { createTestPlatform } from '#test/support/test-platform.ts';
import { startWebWindow, type WebWindow } from '#test/support/web-window.ts';
import { createWindowCase } from '#test/support/window-case.ts';
import { cursorText, focusPlace, goToPane, pressUntil } from './support.ts';

const samplePath = join(import.meta.dirname, '../../../build/sample/two-appliances.memcase');

/** The line and the hash by own reading of the bytes, not by the service that the window asked. */
function ownReading(path: string, folder: string, artifact: number, line: number) {
  const file = openCaseForReading(path, createTestPlatform(join(folder, 'own-reading')));
  try {
    const bytes = Buffer.concat([...file.chunks(artifact)]);
    return {
      line: bytes.toString('utf8').split('\n')[line - 1],
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
  } finally {
    file.close();
  }
}

async function shownEvidence(page: Page) {
  const line = page.locator('#inspector [aria-current="true"]');
  await line.waitFor();
  return {
    number: Number(await line.getAttribute('data-line')),
    text: await line.locator('.excerpt-text').textContent(),
    sha256: await page.locator('#inspector [data-sha256]').getAttribute('data-sha256'),
    artifact: Number(
      /E-0*(\d+)/.exec((await page.locator('.evidence-ref[aria-expanded="true"]').textContent()) ?? '')?.[1],
    ),
  };
}

let web: WebWindow;
let casePath = '';

beforeAll(async () => {
  web = await startWebWindow(async (folder, platform) => {
    casePath = join(folder, 'two.memcase');
    await createWindowCase(casePath, platform);
    return casePath;
  });
});
afterAll(() => web.close());

describe('by keyboard alone', () => {
  it('walks Overview → Processes → Regions, opens the evidence of a number, switches language and theme', async () => {
    const { page, complaints } = await web.open();
    const heading = page.getByRole('heading', { level: 1 });
    await page.getByRole('treegrid', { name: 'Gap ledger' }).waitFor();
    expect(await heading.textContent()).toBe('10.222.3.18 uses 291.0 MiB more than 10.222.3.49');

    // The ledger: to the first daemon, and its number in A.
    await goToPane(page, 'main');
    expect(await focusPlace(page)).toBe('main treegrid');
    await pressUntil(page, 'ArrowDown', 8, async () => (await cursorText(page)).includes('fwlog'));
    expect(await page.locator('#inspector h2').first().textContent()).toBe('fwlog');

    // Processes: the same daemon leads, Enter opens its regions.
    await page.keyboard.press('Control+3');
    await page.getByRole('treegrid', { name: 'Processes' }).waitFor();
    await goToPane(page, 'main');
    expect(await cursorText(page)).toContain('fwlog');
    await page.keyboard.press('Enter');
    const regions = page.getByRole('grid', { name: 'Regions' });
    await regions.waitFor();
    await goToPane(page, 'main');
    expect(await cursorText(page)).toMatch(/arena/);

    // The number of side A, and the line that it was read from.
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Alt+Enter');
    expect(await focusPlace(page)).toMatch(/^inspector/);
    const shown = await shownEvidence(page);
    const own = ownReading(casePath, web.folder, shown.artifact, shown.number);
    expect(shown.text).toBe(own.line);
    expect(shown.sha256).toBe(own.sha256);

    // Language and theme in the status bar.
    await goToPane(page, 'status');
    await pressUntil(page, 'Tab', 12, () =>
      page.evaluate(() => document.activeElement?.textContent === '简体中文'),
    );
    await page.keyboard.press('Enter');
    await page.getByRole('grid', { name: '内存区域' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await ground()).toBe('rgb(255, 255, 255)');
    await pressUntil(page, 'Tab', 12, () =>
      page.evaluate(() => document.activeElement?.textContent === '深色'),
    );
    await page.keyboard.press('Enter');
    expect(await ground()).toBe('rgb(20, 24, 29)');

    // Kept for the next time.
    await page.reload();
    await page.getByRole('treegrid', { name: '差额账本' }).waitFor();
    expect(await ground()).toBe('rgb(20, 24, 29)');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('sorts, filters, copies and swaps', async () => {
    const { page } = await web.open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('treegrid').waitFor();
    await page.keyboard.press('Control+2');
    const table = page.getByRole('grid', { name: 'Meminfo' });
    await table.waitFor();
    await goToPane(page, 'main');
    await page.keyboard.press('/');
    await page.keyboard.type('anon');
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      () => document.querySelector('[role="grid"]')?.getAttribute('aria-rowcount') === '5',
    );
    expect(await focusPlace(page)).toBe('main grid');
    await page.keyboard.press('Home');
    await page.keyboard.press('s');
    await pressUntil(page, 'ArrowUp', 3, async () => (await cursorText(page)).startsWith('Active(anon)'));
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    await page.getByText('4 rows copied').waitFor({ state: 'attached' });
    const copied = (await page.evaluate(() => navigator.clipboard.readText())).trimEnd().split('\n');
    expect(copied.map((line) => line.split('\t')[0])).toEqual([
      'Field',
      'Active(anon)',
      'AnonPages',
      'Inactive(anon)',
      'Shmem',
    ]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('x');
    await page.keyboard.press('Control+1');
    await page.getByRole('heading', { name: '10.222.3.49 uses 291.0 MiB less than 10.222.3.18' }).waitFor();
    await page.context().close();
  });

  it('shows the keys and gives the focus back', async () => {
    const { page } = await web.open();
    await page.getByRole('treegrid').waitFor();
    await goToPane(page, 'main');
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keys' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    // Focus goes back with the frame after the one that takes the dialog away.
    await expect.poll(() => focusPlace(page)).toBe('main treegrid');
    await page.context().close();
  });

  it('can be used at 400 % of 1280 × 1024, without scrolling in two directions', async () => {
    const { page } = await web.open({ viewport: { width: 320, height: 256 } });
    await page.getByRole('treegrid').waitFor();
    for (const key of ['1', '2', '3', '4']) {
      await page.keyboard.press(`Control+${key}`);
      await page.locator('[data-pane="main"] [role="row"]').first().waitFor();
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(over).toBeLessThanOrEqual(0);
    }
    await page.context().close();
  });

  it('has no target under 24 by 24 pixels', async () => {
    const { page } = await web.open();
    await page.getByRole('treegrid').waitFor();
    const small: string[] = [];
    for (const key of ['1', '2', '3', '4']) {
      await page.keyboard.press(`Control+${key}`);
      await page.locator('[data-pane="main"] [role="row"]').first().waitFor();
      small.push(
        ...(await page.evaluate(() =>
          [...document.querySelectorAll('button, select, input:not([type="file"]), [data-toggle], summary')]
            .map((element) => ({ element, box: element.getBoundingClientRect() }))
            .filter(({ box }) => box.width > 0 && (box.height < 23 || box.width < 24))
            .map(
              ({ element, box }) => `${element.className} ${element.textContent} ${box.width}×${box.height}`,
            ),
        )),
      );
    }
    expect(small).toEqual([]);
    await page.context().close();
  });
});

describe('the sample', () => {
  it('opens from Home and names the three daemons', async () => {
    expect(existsSync(samplePath), 'build/sample/two-appliances.memcase').toBe(true);
    const { page } = await web.open();
    await page.getByRole('button', { name: 'Close case' }).click();
    await page.getByRole('button', { name: 'Open the sample case' }).click();
    await page.getByRole('treegrid', { name: 'Gap ledger' }).waitFor();
    const owners = await page.locator('.overview-owners').textContent();
    for (const daemon of ['fwlog', 'logsd', 'auditd']) expect(owners).toContain(daemon);
    await page.keyboard.press('Control+4');
    await page.getByRole('grid', { name: 'Regions' }).waitFor();
    await goToPane(page, 'main');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Alt+Enter');
    const shown = await shownEvidence(page);
    const own = ownReading(samplePath, web.folder, shown.artifact, shown.number);
    expect(shown.text).toBe(own.line);
    expect(shown.sha256).toBe(own.sha256);
    await page.context().close();
  });
});
