// A page's clock, in the hands of the test.

import type { Page } from "playwright-core";

const HOUR = 60 * 60 * 1000;

/**
 * Stops the clock of a page that is still to be opened, at the present time: from then
 * on only `page.clock.fastForward` lets time pass, however long the machine takes.
 */
export async function stopClock(page: Page): Promise<void> {
  const now = Date.now();
  // Whether the browser is idle is no matter of time.
  await page.addInitScript(() => {
    Object.assign(window, { idle: window.requestIdleCallback });
  });
  // It runs until it is stopped, and can be stopped at no time that it has passed.
  await page.clock.install({ time: now - HOUR });
  await page.clock.pauseAt(now);
  await page.addInitScript(() => {
    const { idle } = window as Window & { idle?: typeof requestIdleCallback };
    if (idle) {
      window.requestIdleCallback = idle;
    }
  });
}

/**
 * Opens a page while its clock stands still, and lets it go on afterwards: meanwhile no
 * time limit of the widget's own ends, such as the one after which cards no longer wait
 * for what else can be joined.
 */
export async function openWithoutTimeLimits(page: Page, open: () => Promise<void>): Promise<void> {
  await stopClock(page);
  await open();
  await page.clock.resume();
}
