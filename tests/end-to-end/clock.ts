// A page's clock, in the hands of the test.

import type { Page } from "playwright-core";

const HOUR = 60 * 60 * 1000;

/**
 * Stops the clock of a page that is still to be opened, at the present time: from then
 * on only `page.clock.fastForward` lets time pass, however long the machine takes.
 */
export async function stopClock(page: Page): Promise<void> {
  const now = Date.now();
  // It runs until it is stopped, and can be stopped at no time that it has passed.
  await page.clock.install({ time: now - HOUR });
  await page.clock.pauseAt(now);
}
