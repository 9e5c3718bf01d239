/** Keys and eyes of a journey through the window. */
import type { Page } from 'playwright-core';

/** Text of the grid's cell that has the cursor. */
export function cursorText(page: Page): Promise<string> {
  return page.evaluate(() => {
    const id = document.activeElement?.getAttribute('aria-activedescendant');
    return (id === null || id === undefined ? null : document.getElementById(id)?.textContent) ?? '';
  });
}

/** Where the keyboard is: the nearest pane, and the role or name of the element. */
export function focusPlace(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const pane = element?.closest('[data-pane]')?.getAttribute('data-pane') ?? 'none';
    return `${pane} ${element?.getAttribute('role') ?? element?.tagName.toLowerCase() ?? ''}`;
  });
}

/** Presses F6 until a pane has the focus. */
export async function goToPane(page: Page, pane: string): Promise<void> {
  for (let tries = 0; tries < 6; tries += 1) {
    if ((await focusPlace(page)).startsWith(`${pane} `)) return;
    await page.keyboard.press('F6');
  }
  throw new Error(`F6 never came to ${pane}.`);
}

/** Presses a key until something holds, at most so many times. */
export async function pressUntil(
  page: Page,
  key: string,
  most: number,
  holds: () => Promise<boolean>,
): Promise<void> {
  for (let tries = 0; tries < most; tries += 1) {
    if (await holds()) return;
    await page.keyboard.press(key);
  }
  if (!(await holds())) throw new Error(`${key}, pressed ${most} times, did not lead there.`);
}
