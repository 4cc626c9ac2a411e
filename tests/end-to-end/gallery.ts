// The gallery of the demo: the widget in a chosen state, layout, theme and
// language, drawn from data that is always the same.

import type { Page } from "playwright-core";

import type { Demo } from "./demo.ts";

/** The languages of the widget. */
export const LANGUAGES = ["en", "sv", "nb", "da", "fi", "de", "nl", "fr", "ar"] as const;
export const THEMES = ["light", "dark"] as const;

/** What is to be seen; everything where nothing is chosen. */
export interface Choice {
  readonly state?: string;
  readonly layout?: "stamps" | "path" | "compact";
  readonly theme?: (typeof THEMES)[number];
  readonly lang?: (typeof LANGUAGES)[number];
  readonly width?: "280" | "360" | "560" | "1040";
  readonly colours?: "shop" | "own";
}

/** What Chromium itself logs of answers and pictures that the gallery lets fail. */
export const FAILED_REQUESTS = [/Failed to load resource/];

/** Opens the gallery and waits for its widgets. */
export async function openGallery(page: Page, demo: Demo, choice: Choice = {}): Promise<void> {
  const address = new URL(demo.url("/gallery"));
  for (const [name, value] of Object.entries(choice)) {
    address.searchParams.set(name, value);
  }
  await page.goto(address.href);
  await allSettled(page);
}

/**
 * Waits until no widget of the page shows placeholders any more, but for those
 * whose answer takes its time on purpose.
 */
export async function allSettled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const widgets = [...document.querySelectorAll('challenges-widget:not([proxy*="/data/slow"])')];
    return widgets.every((widget) =>
      widget.shadowRoot?.querySelector("[part~=card], [part~=notice]"),
    );
  });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}
