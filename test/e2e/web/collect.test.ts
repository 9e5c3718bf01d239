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
