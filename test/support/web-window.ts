/** The window in a real browser over the real web launcher, with a case of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startWeb } from '#electron/web.ts';
import type { Platform } from '#electron/platform/platform.ts';
import { launchChromium } from './chromium.ts';
import { createTestPlatform } from './test-platform.ts';

export interface WebWindow {
  readonly folder: string;
  readonly browser: Browser;
  /** A new browser profile with the window in it. Violations of the content policy and errors are collected. */
  open(options?: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }>;
  close(): Promise<void>;
}

/**
 * @param prepare makes the case; gives the path of the case to show, or undefined for Home
 */
export async function startWebWindow(
  prepare: (folder: string, platform: Platform) => Promise<string | undefined>,
): Promise<WebWindow> {
  const folder = mkdtempSync(join(tmpdir(), 'memcase-window-'));
  const platform = createTestPlatform(folder, { now: () => Date.now() });
  const casePath = await prepare(folder, platform);
  const host = await startWeb({ platform, casePath });
  const browser = await launchChromium();

  async function open(options: BrowserContextOptions = {}) {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-US',
      ...options,
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(host.newUrl());
    await page.evaluate(() => document.fonts.ready);
    return { page, complaints };
  }
  async function close(): Promise<void> {
    await browser.close();
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return { folder, browser, open, close };
}
