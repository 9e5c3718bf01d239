/** Once before all browser tests, so that no two of them build the page or unpack the browser at the same time. */
import { buildPage } from './built-page.ts';
import { chromiumPath } from './chromium.ts';

export async function setup(): Promise<void> {
  await buildPage();
  // Where the package has no browser for the platform, the test that needs one says so.
  await chromiumPath().catch(() => undefined);
}
