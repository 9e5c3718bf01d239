/** Findings by keyboard alone in a real browser, on the sample: written, undone, led back to what they are about. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWebWindow, type WebWindow } from '#test/support/web-window.ts';
import { cursorText, focusPlace, goToPane, pressUntil } from './support.ts';

const samplePath = join(import.meta.dirname, '../../../build/sample/two-appliances.memcase');

function focusedText(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? '');
}

/** What the dialog starts with. */
async function drafted(page: Page): Promise<{ text: string; subject: string }> {
  const dialog = page.getByRole('dialog');
  await dialog.locator('textarea').waitFor();
  return {
    text: await dialog.locator('textarea').inputValue(),
    subject: await dialog.locator('input').inputValue(),
  };
}

async function save(page: Page): Promise<void> {
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  // Focus goes back with the frame after the one that takes the dialog away.
  await expect.poll(() => focusPlace(page)).not.toMatch(/^none/);
}

/** Makes sure that the case can be written, by the way that the room offers. */
async function openForWriting(page: Page): Promise<void> {
  await page.keyboard.press('Control+8');
  await page.locator('.notebook h1').waitFor();
  if (await page.locator('.imports-reopen').isVisible()) {
    await page.locator('.imports-reopen button').focus();
    await page.keyboard.press('Enter');
  }
  await page.locator('.notebook-form textarea').first().waitFor();
}

describe.each([
  {
    locale: 'en-US',
    sample: 'Open the sample case',
    sentence: 'fwlog on gw-a uses 37.39 MiB more than on gw-b.',
    undo: 'Undo: add finding F-1',
    redo: 'Redo: add finding F-1',
  },
  {
    locale: 'zh-CN',
    sample: '打开示例案例',
    sentence: 'gw-a 上的 fwlog 比 gw-b 上的多用 37.39 MiB。',
    undo: '撤销：添加发现 F-1',
    redo: '重做：添加发现 F-1',
  },
])('in $locale', ({ locale, sample, sentence, undo, redo }) => {
  it('walks the sample from Home to a written finding, by keyboard alone', async () => {
    const web = await startWebWindow(async () => undefined);
    const { page, complaints } = await web.open({ locale });
    await page.locator('.home').waitFor();
    await pressUntil(page, 'Tab', 12, async () => (await focusedText(page)) === sample);
    await page.keyboard.press('Enter');
    await page.getByRole('treegrid').waitFor();

    await goToPane(page, 'main');
    await pressUntil(page, 'ArrowDown', 8, async () => (await cursorText(page)).includes('fwlog'));
    await page.keyboard.press('Control+m');
    expect(await drafted(page)).toEqual({
      text: sentence,
      subject: 'ledger:gap/anonymous//usr/sbin/fwlog',
    });
    await save(page);
    await expect.poll(() => focusPlace(page)).toBe('main treegrid');

    await page.keyboard.press('Control+8');
    await page.locator('.notebook-said').getByText(sentence).waitFor();
    // Undone, made again, and still there after the window was loaded anew.
    await page.getByRole('button', { name: undo }).focus();
    await page.keyboard.press('Control+z');
    await page.locator('.notebook-said').getByText(sentence).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: redo }).focus();
    await page.keyboard.press('Control+Shift+Z');
    await page.locator('.notebook-said').getByText(sentence).waitFor();
    await page.reload();
    await page.getByRole('treegrid').waitFor();
    await page.keyboard.press('Control+8');
    await page.getByRole('button', { name: undo }).waitFor();

    // And back to the row of the ledger.
    await page.locator('.notebook-subject .link').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => cursorText(page)).toContain('fwlog');
    expect(await focusPlace(page)).toBe('main treegrid');
    expect(complaints).toEqual([]);
    await web.close();
  });
});

describe('what a finding is about', () => {
  let web: WebWindow;
  beforeAll(async () => {
    web = await startWebWindow(async (folder) => {
      const path = join(folder, 'sample.memcase');
      cpSync(samplePath, path);
      return path;
    });
  });
  afterAll(() => web.close());

  it('says that the case is open for reading only, and opens it for writing', async () => {
    const { page } = await web.open();
    await page.getByRole('treegrid').waitFor();
    await page.keyboard.press('Control+m');
    await page.getByRole('dialog').getByText('open for reading only').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Open it for writing' }).focus();
    await page.keyboard.press('Enter');
    expect(await drafted(page)).toEqual({ text: '', subject: '' });
    await page.context().close();
  });

  it('is a process, a region, a line of evidence or bytes of a dump, and leads back to each', async () => {
    const { page, complaints } = await web.open();
    await page.getByRole('treegrid').waitFor();
    await openForWriting(page);

    await page.keyboard.press('Control+3');
    await page.getByRole('treegrid', { name: 'Processes' }).waitFor();
    await goToPane(page, 'main');
    await pressUntil(page, 'ArrowDown', 3, async () => (await cursorText(page)).includes('logsd'));
    await page.keyboard.press('Control+m');
    expect(await drafted(page)).toEqual({
      text: 'logsd on gw-a uses 21.54 MiB more than on gw-b.',
      subject: 'process:/usr/sbin/logsd',
    });
    await save(page);

    await page.keyboard.press('Enter');
    await page.getByRole('grid', { name: 'Regions' }).waitFor();
    await goToPane(page, 'main');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+m');
    const region = await drafted(page);
    expect(region.text).toMatch(/^.*arena.* of logsd: [\d.]+ MiB more on gw-a than on gw-b\.$/);
    expect(region.subject).toMatch(/^region:\/usr\/sbin\/logsd\/\d+$/);
    await save(page);

    await page.keyboard.press('Alt+Enter');
    await page.locator('#inspector [aria-current="true"]').waitFor();
    await pressUntil(page, 'Tab', 6, () =>
      page.evaluate(() => document.activeElement?.matches('.evidence-ref') ?? false),
    );
    await page.keyboard.press('Control+m');
    const line = await drafted(page);
    expect(line.subject).toMatch(/^E-\d+:\d+$/);
    const read = await page.locator('#inspector [aria-current="true"] .excerpt-text').textContent();
    expect(line.text).toContain((read ?? '?').trim().replaceAll(/\s+/g, ' '));
    await save(page);

    await page.keyboard.press('Control+6');
    await page.locator('.dumps-open').first().waitFor();
    await goToPane(page, 'main');
    await pressUntil(page, 'Tab', 6, () =>
      page.evaluate(() => document.activeElement?.matches('.dumps-open') ?? false),
    );
    await page.keyboard.press('Enter');
    await page.locator('.hex-status').waitFor();
    await expect.poll(() => focusPlace(page)).toBe('main grid');
    for (let count = 0; count < 3; count += 1) await page.keyboard.press('ArrowDown');
    for (let count = 0; count < 4; count += 1) await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Control+m');
    const bytes = await drafted(page);
    expect(bytes.text).toMatch(/^5 bytes at 0x[0-9a-f]+30 of \w+ on gw-a: $/);
    expect(bytes.subject).toMatch(/^E-\d+\+0x30\+5$/);
    await page.keyboard.press('End');
    await page.keyboard.type('a header');
    await save(page);

    const showMe = async (subject: string): Promise<void> => {
      await page.keyboard.press('Control+8');
      const item = page.locator('.notebook-list > li').filter({ hasText: subject });
      await item.getByRole('button', { name: /^Show me/ }).focus();
      await page.keyboard.press('Enter');
    };
    await showMe(bytes.subject);
    await page.locator('.hex-status').getByText('5 bytes').waitFor();
    await showMe(line.subject);
    await page
      .locator('#inspector [aria-current="true"]')
      .getByText(read?.trim() ?? '?')
      .waitFor();
    await showMe(region.subject);
    await expect.poll(() => cursorText(page)).toMatch(/arena/);
    expect(await page.locator('.diff-pick select').inputValue()).toBe('/usr/sbin/logsd');
    await showMe('process:/usr/sbin/logsd');
    await expect.poll(() => cursorText(page)).toContain('logsd');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

describe('what the app says by itself', () => {
  let web: WebWindow;
  beforeAll(async () => {
    web = await startWebWindow(async (folder) => {
      const path = join(folder, 'sample.memcase');
      cpSync(samplePath, path);
      return path;
    });
  });
  afterAll(() => web.close());

  it('names its rule and numbers, leads there, is taken as a finding, or dismissed with a reason', async () => {
    const { page, complaints } = await web.open();
    await page.getByRole('treegrid').waitFor();
    await openForWriting(page);
    const item = (said: string) => page.locator('.notebook-statement').filter({ hasText: said });
    const queue = item('3 of 3 at the limit; together 76.70 MiB observed, ceiling 76.70 MiB');
    await queue.waitFor();
    await queue.locator('summary').focus();
    await page.keyboard.press('Enter');
    // By the ledger's own amounts: 80,427,168 bytes are 76.70 MiB.
    await queue.locator('dd[title="80,427,168"]').first().waitFor();

    await queue.getByRole('button', { name: 'Take as finding' }).focus();
    await page.keyboard.press('Enter');
    await queue.getByText('taken as F-1').waitFor();
    await page.locator('.notebook-said').getByText('F-1').waitFor();

    const caution = item('For 3 processes only RSS is known');
    await caution.getByRole('button', { name: 'Dismiss' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type('They are small');
    await page.keyboard.press('Enter');
    await caution.waitFor({ state: 'detached' });
    await page.getByText('Dismissed (1)').focus();
    await page.keyboard.press('Enter');
    await page.locator('.notebook-history').getByText('They are small').waitFor();
    await page.getByRole('button', { name: 'Undo: dismiss a statement' }).focus();
    await page.keyboard.press('Enter');
    await caution.waitFor();

    await item('fwlog owns the largest part')
      .getByRole('button', { name: /^Show me/ })
      .focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => cursorText(page)).toContain('fwlog');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it.each([
    ['light', 'en-US'],
    ['dark', 'zh-CN'],
  ] as const)('leaves axe nothing to say: %s, %s', async (colorScheme, locale) => {
    const { page } = await web.open({ colorScheme, locale });
    await page.getByRole('treegrid').waitFor();
    await openForWriting(page);
    const hypotheses = page.locator('section[aria-labelledby="notebook-hypotheses"]');
    await hypotheses.getByRole('button').first().click();
    await hypotheses.locator('input').first().fill('Messages wait for a broker');
    await hypotheses.locator('input').first().press('Enter');
    await hypotheses.locator('.notebook-card').first().waitFor();
    for (const summary of await page.locator('.notebook summary').all()) await summary.click();
    const found: string[] = [];
    const look = async (): Promise<void> => {
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
      for (const { id, nodes } of violations)
        found.push(
          ...nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')} ${failureSummary}`),
        );
    };
    await look();
    await page.keyboard.press('Control+2');
    await page.locator('.trail summary').click();
    await look();
    await page.keyboard.press('Control+8');
    await page.keyboard.press('Control+m');
    await page.getByRole('dialog').waitFor();
    await look();
    expect(found).toEqual([]);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('.notebook button, .notebook input, .notebook select, .notebook summary')]
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.height < 23 || box.width < 24))
        .map(({ element, box }) => `${element.textContent} ${box.width}×${box.height}`),
    );
    expect(small).toEqual([]);
    await page.context().close();
  });
});

it('keeps what is still to be answered above every screen, and leads there', async () => {
  const web = await startWebWindow(async (folder) => {
    const path = join(folder, 'sample.memcase');
    cpSync(samplePath, path);
    return path;
  });
  const { page, complaints } = await web.open();
  await page.getByRole('treegrid').waitFor();
  const trail = page.locator('.trail');
  await trail.getByText('Open questions: 1').waitFor();
  await openForWriting(page);
  expect(await trail.isVisible()).toBe(false);
  await page.getByRole('button', { name: 'New hypothesis' }).click();
  await page.getByRole('textbox', { name: 'Claim' }).fill('Messages wait for a broker');
  await page.keyboard.press('Enter');
  await page.locator('summary').getByText('Add evidence').click();
  await page.getByLabel('Speaks').selectOption('missing');
  await page.getByRole('textbox', { name: 'What the evidence shows' }).fill('A dump from after');
  await page.keyboard.press('Enter');
  await page.locator('.notebook-marks').getByText('A dump from after').waitFor();

  await page.keyboard.press('Control+3');
  await trail.getByText('Open questions: 3').waitFor();
  await trail.locator('summary').focus();
  await page.keyboard.press('Enter');
  await trail.getByText('H-1 lacks: A dump from after').waitFor();
  await trail.getByRole('button', { name: /are not explained/ }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => cursorText(page)).toContain('RSS counted more than once');

  // A verdict answers the question and what it lacked.
  await page.keyboard.press('Control+8');
  await page.getByText('Change status').click();
  await page.getByRole('textbox', { name: 'Why' }).fill('All of it is alive');
  await page.keyboard.press('Enter');
  await page.locator('.notebook-status-supported').waitFor();
  await page.keyboard.press('Control+1');
  await trail.getByText('Open questions: 1').waitFor();
  await page.getByRole('button', { name: 'Open questions' }).click();
  await trail.waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
  await web.close();
});

describe('a new user', () => {
  it.each(['en-US', 'zh-CN'])('knows which daemon and why after at most six keys, in %s', async (locale) => {
    const web = await startWebWindow(async () => undefined);
    const { page } = await web.open({ locale });
    await page.locator('.home').waitFor();
    let keys = 0;
    const press = async (key: string): Promise<void> => {
      keys += 1;
      await page.keyboard.press(key);
    };
    // To the sample, the first thing on Home; then nothing but reading.
    while (!(await page.evaluate(() => document.activeElement?.closest('.home-sample') !== null))) {
      await press('Tab');
      if (keys > 6) break;
    }
    await press('Enter');
    const seen = (text: string | RegExp) => page.getByText(text).first().isVisible();
    await page.locator('.overview-mechanisms table').waitFor();
    expect(await page.locator('.overview-owners').textContent()).toMatch(/fwlog.*48\.4/);
    expect(await seen(/librdkafka/)).toBe(true);
    const why = await page.locator('.overview-mechanisms').boundingBox();
    // On the first screen: nobody has to scroll for it.
    expect((why?.y ?? 9999) + 60).toBeLessThan(800);
    expect(keys).toBeLessThanOrEqual(6);
    await web.close();
  });
});
