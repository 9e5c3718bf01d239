/** Collecting in the window: through two real jump hosts, their keys unknown at first, by keyboard where it types. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCaseFile } from '#electron/casefile/case-file.ts';
import { describeLab } from '#test/lab/describe-lab.ts';
import { startLab, type Lab } from '#test/lab/lab.ts';
import { startWebWindow, type WebWindow } from '#test/support/web-window.ts';

describeLab('collecting in the window', () => {
  const folder = mkdtempSync(join(tmpdir(), 'memcase-collect-'));
  const knownHosts = join(folder, 'known_hosts');
  const configFile = join(folder, 'ssh_config');
  let lab: Lab;
  let web: WebWindow;

  beforeAll(async () => {
    lab = await startLab();
    writeFileSync(
      configFile,
      readFileSync(lab.configFile, 'utf8')
        .replace('StrictHostKeyChecking yes', 'StrictHostKeyChecking ask')
        .replace(lab.knownHostsFile, knownHosts),
    );
    web = await startWebWindow((own, platform) => {
      const path = join(own, 'live.memcase');
      createCaseFile(path, { title: 'Live' }, platform).close();
      return Promise.resolve(path);
    });
  });
  afterAll(async () => {
    await web.close();
    await lab.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function openForm(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Overview' }).waitFor();
    await page.keyboard.press('Control+5');
    const reopen = page.getByRole('button', { name: 'Open it for adding evidence' });
    const target = page.getByLabel('Target');
    await reopen.or(target).waitFor();
    if (await reopen.isVisible()) {
      await reopen.click();
      await page.keyboard.press('Control+5');
    }
    await target.fill('suspect');
    await page.getByText('Key file and SSH configuration').click();
    await page.getByLabel('SSH configuration').fill(configFile);
  }

  async function found(page: Page): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(' ')}`));
  }

  it('asks for each unknown key, draws the way, brings a snapshot, and forgets nothing', async () => {
    const { page, complaints } = await web.open();
    await openForm(page);
    await page.getByRole('radio', { name: /^Quick/ }).check();
    await page.getByRole('button', { name: 'Collect', exact: true }).last().press('Enter');
    const dialog = page.getByRole('dialog');
    for (const { address } of lab.plan.bastions) {
      await dialog.filter({ hasText: address }).waitFor();
      expect(await dialog.textContent()).toContain('SHA256:');
      expect(await found(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Accept and remember' }).press('Enter');
    }
    const { address } = lab.plan.targets.find(({ name }) => name === 'suspect') ?? { address: '' };
    await dialog.filter({ hasText: address }).waitFor();
    await dialog.getByRole('button', { name: 'Accept and remember' }).press('Enter');
    await page.getByText(/suspect #1 of .* is in the case/).waitFor({ timeout: 60_000 });
    expect(await page.locator('.chain-ready').count()).toBe(3);
    expect(await found(page)).toEqual([]);
    expect(readFileSync(knownHosts, 'utf8').trim().split('\n')).toHaveLength(3);
    expect(
      await page
        .getByRole('button', { name: /suspect/ })
        .first()
        .isVisible(),
    ).toBe(true);
    await page.keyboard.press('Control+1');
    await page.getByRole('heading', { name: /^suspect uses / }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('looks first, then brings the memory of a process, whose bytes open at once', async () => {
    const beating = await lab.start('suspect', 'heartbeat', ['region=8']);
    const { region_start: at } = await beating.key<{ region_start: string }>();
    const start = BigInt(at);
    const { page, complaints } = await web.open();
    await openForm(page);
    await page.getByRole('button', { name: 'Memory of a process' }).press('Enter');
    await page.getByLabel('Process', { exact: true }).fill('heartbeat');
    await page.getByRole('radio', { name: 'By address' }).check();
    const end = start + BigInt(8 * 1024 * 1024);
    await page.getByLabel('Address ranges').fill(`0x${start.toString(16)}-0x${end.toString(16)}`);
    await page.getByRole('button', { name: 'Look first' }).press('Enter');
    await page.getByText('The process is not stopped.').waitFor({ timeout: 60_000 });
    expect(await page.locator('.dump-commands').textContent()).toContain(`/proc/${beating.pid}/`);
    expect(await found(page)).toEqual([]);
    const read = page.getByRole('button', { name: 'Read the memory' });
    await page.getByRole('radio', { name: /^In slices/ }).check();
    expect(await read.isDisabled()).toBe(true);
    await page.getByRole('radio', { name: /^Without stopping it/ }).check();
    await read.press('Enter');
    await page.getByText('1 region is in the case').waitFor({ timeout: 60_000 });
    expect(await page.getByText('The process was never stopped.').isVisible()).toBe(true);
    expect(await found(page)).toEqual([]);
    await page.getByRole('button', { name: /^Open E-/ }).press('Enter');
    // Word n of the region is 8n times 0x9e3779b97f4a7c15 (heartbeat.c): word 0 is 0, word 1 that times 8.
    const word = Buffer.alloc(8);
    word.writeBigUInt64LE(BigInt.asUintN(64, 8n * 0x9e3779b97f4a7c15n));
    const cells = page.locator('.hex-field [role="row"]').first().getByRole('gridcell');
    await cells.nth(15).waitFor();
    expect((await cells.allTextContents()).join('').toLowerCase()).toBe(
      '0'.repeat(16) + word.toString('hex'),
    );
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('names the hop whose key has changed, and connects to nothing behind it', async () => {
    await lab.changeHostKey('bastion2');
    const { page } = await web.open();
    await openForm(page);
    await page.getByRole('button', { name: 'Test the way' }).press('Enter');
    await page.getByRole('alert').waitFor({ timeout: 60_000 });
    const hops = page.locator('.chain-hop');
    expect(await hops.nth(1).getAttribute('class')).not.toContain('chain-failed');
    expect(await hops.nth(2).getAttribute('class')).toContain('chain-failed');
    expect(await hops.nth(2).textContent()).toContain('The host key of this hop is not the known one');
    expect(await page.getByRole('alert').textContent()).toContain('No credential was sent');
    await page.context().close();
  });
});
