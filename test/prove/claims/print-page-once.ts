/** Prints one page with Chromium as a process of its own: the peer of claim P12. Arguments: page, file. */
import { pathToFileURL } from 'node:url';
import { launchChromium } from '#test/support/chromium.ts';

const [, , page = '', path = ''] = process.argv;
const browser = await launchChromium();
try {
  const shown = await browser.newPage();
  await shown.goto(pathToFileURL(page).href);
  await shown.pdf({ path, format: 'A4', tagged: true, preferCSSPageSize: true });
} finally {
  await browser.close();
}
