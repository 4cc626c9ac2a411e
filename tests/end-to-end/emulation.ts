// What a page is told of its shopper's settings: colours, motion. Chromium is told by
// Playwright; Firefox by preferences that it starts with, WebKit by its window.

import assert from "node:assert/strict";

import type { BrowserContextOptions, Page } from "playwright-core";

/** The settings that a page can be opened with. */
export type Settings = Pick<BrowserContextOptions, "colorScheme" | "forcedColors" | "reducedMotion">;

const QUERIES = {
  colorScheme: "prefers-color-scheme",
  forcedColors: "forced-colors",
  reducedMotion: "prefers-reduced-motion",
} as const satisfies Record<keyof Settings, string>;

/** The settings among the options of a page, and the other options. */
export function settingsOf(options: BrowserContextOptions): { settings: Settings; others: BrowserContextOptions } {
  const { colorScheme, forcedColors, reducedMotion, ...others } = options;
  return { settings: definedOf({ colorScheme, forcedColors, reducedMotion }) as Settings, others };
}

/** Firefox's preferences for these settings. */
export function preferencesOf({ colorScheme, forcedColors, reducedMotion }: Settings): Record<string, number> {
  return definedOf({
    "layout.css.prefers-color-scheme.content-override": colorScheme && (colorScheme === "dark" ? 0 : 1),
    "browser.display.document_color_use": forcedColors && (forcedColors === "active" ? 2 : 1),
    "ui.prefersReducedMotion": reducedMotion && (reducedMotion === "reduce" ? 1 : 0),
  }) as Record<string, number>;
}

/** How a window of WebKit is told of its settings. */
export interface WindowSettings {
  /** Lines of the file with GTK's settings. */
  readonly gtk: readonly string[];
  /** Arguments of the program. */
  readonly args: readonly string[];
}

/** What a window of WebKit is told of these settings. */
export function windowSettingsOf({ colorScheme, forcedColors, reducedMotion }: Settings): WindowSettings {
  assert.equal(forcedColors, undefined, "WebKit has no forced colours: name the instrument that the test needs");
  return {
    gtk: reducedMotion ? [`gtk-enable-animations=${reducedMotion === "reduce" ? 0 : 1}`] : [],
    args: colorScheme === "dark" ? ["--dark-mode"] : [],
  };
}

/** Fails where a page does not have the settings: what a test then shows would mean nothing. */
export async function assertSettings(page: Page, settings: Settings): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    const query = `(${QUERIES[name as keyof Settings]}: ${value})`;
    assert.ok(await page.evaluate((query) => matchMedia(query).matches, query), `the page is opened with ${query}`);
  }
}

function definedOf<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null)) as T;
}
