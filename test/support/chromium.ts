/**
 * Headless Chromium for tests, from the registry package alone; `MEMCASE_CHROMIUM` names another one.
 * The package unpacks into the temporary folder and takes whatever lies there, of any version: hence a
 * folder of its own.
 */
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const VERSION = '153.0.0';
const cache = join(import.meta.dirname, `../../node_modules/.cache/chromium-${VERSION}`);

/** Not the package's own list: that switches web security off. */
const args = [
  '--no-sandbox',
  '--headless=shell',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--font-render-hinting=none',
  '--disable-background-networking',
];

/** The browser's file; the package's is unpacked where it is not yet. */
export async function chromiumPath(): Promise<string> {
  const given = process.env['MEMCASE_CHROMIUM'];
  if (given !== undefined) return given;
  const before = process.env['TMPDIR'];
  mkdirSync(cache, { recursive: true });
  process.env['TMPDIR'] = cache;
  try {
    if (tmpdir() !== cache) throw new Error('The temporary folder could not be changed.');
    const { default: bundled } = await import('@sparticuz/chromium');
    return await bundled.executablePath();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: await chromiumPath(),
    args,
    headless: true,
    env: { ...process.env, TZ: 'UTC' },
  });
}
