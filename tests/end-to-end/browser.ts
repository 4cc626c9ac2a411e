// The browser whose turn it is, and pages that remember what went wrong on them.
//
// Chromium and Firefox are driven by Playwright. WebKit, of which Playwright needs a build
// of its own, is driven by WebDriver: webkit/page.ts has the part of Playwright's interface
// that the tests use, so the tests are the same.

import assert from "node:assert/strict";

import { type Browser, type BrowserContextOptions, type Page, chromium, firefox } from "playwright-core";

import { type Settings, assertSettings, preferencesOf, settingsOf, windowSettingsOf } from "./emulation.ts";
import { engine } from "./engine.ts";
import { environmentVariable } from "./environment.ts";
import { WebKitPage, asPage } from "./webkit/page.ts";
import { Screen } from "./webkit/screen.ts";
import { recordHydration } from "./widget.ts";
import { PATIENCE_IN_MILLISECONDS } from "./within.ts";

/** The shopper's language, where a test does not choose another. */
const LOCALE = "en-GB";

/** What WebKit has in place of a browser with many contexts: each page is a browser. */
const screens = new WeakMap<Browser, Screen>();

/** The other Firefoxes of a test file, by their preferences. */
const firefoxes = new Map<string, Promise<Browser>>();

/** Starts the browser; `await using browser = await openBrowser()` closes it again. */
export function openBrowser(): Promise<Browser> {
  switch (engine) {
    case "chromium":
      return chromium.launch({
        executablePath: environmentVariable("CHROME"),
        timeout: PATIENCE_IN_MILLISECONDS,
        args: [
          "--no-sandbox",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
        ],
      });
    case "firefox":
      return launchFirefox({});
    case "webkit":
      return openScreen();
  }
}

function launchFirefox(firefoxUserPrefs: Record<string, number | boolean>): Promise<Browser> {
  return firefox.launch({
    channel: "moz-firefox",
    executablePath: environmentVariable("FIREFOX"),
    timeout: PATIENCE_IN_MILLISECONDS,
    // It would ask for an icon, and report that a page's policy forbids it.
    firefoxUserPrefs: { "browser.chrome.site_icons": false, ...firefoxUserPrefs },
  });
}

/** Runs in the page: of an error in its console, Firefox tells WebDriver only the name. */
function sayWhatErrorsSay(): void {
  const textOf = (value: unknown): unknown =>
    value instanceof Error ? [value.message, value.cause].filter(Boolean).map(textOf).join(" ") : value;
  for (const type of ["error", "warn"] as const) {
    const original = console[type].bind(console);
    console[type] = (...values: unknown[]) => original(...values.map(textOf));
  }
}

/** A Firefox with these preferences, for as long as the other one is open. */
function firefoxWith(preferences: Record<string, number>, other: Browser): Promise<Browser> {
  const key = JSON.stringify(preferences);
  const launched = firefoxes.get(key) ?? launchFirefox(preferences);
  if (!firefoxes.has(key)) {
    firefoxes.set(key, launched);
    other.once("disconnected", () => {
      firefoxes.delete(key);
      void launched.then((browser) => browser.close());
    });
  }
  return launched;
}

async function openScreen(): Promise<Browser> {
  const screen = await Screen.started();
  const close = () => screen.stop();
  const browser = { close, [Symbol.asyncDispose]: close } as unknown as Browser;
  screens.set(browser, screen);
  return browser;
}

/** A page with cookies and storage of its own, closed at the end of its block. */
export class WatchedPage implements AsyncDisposable {
  readonly page: Page;
  readonly #close: () => Promise<void>;
  readonly #problems: string[] = [];

  private constructor(page: Page, close: () => Promise<void>) {
    this.page = page;
    this.#close = close;
    page.on("console", (message) => {
      if (message.type() === "error") {
        this.#problems.push(`console: ${message.text()} (${message.location().url})`);
      }
    });
    page.on("pageerror", (error) => {
      this.#problems.push(`uncaught: ${error.stack ?? error.message}`);
    });
    page.on("crash", () => {
      this.#problems.push("the page crashed");
    });
  }

  static async open(
    browser: Browser,
    options: BrowserContextOptions = {},
  ): Promise<WatchedPage> {
    const { settings, others } = settingsOf(options);
    const screen = screens.get(browser);
    if (screen) {
      const window = await WebKitPage.opened(screen, { locale: LOCALE, ...others }, windowSettingsOf(settings));
      const page = asPage(window);
      await assertSettings(page, settings);
      await recordHydration(page);
      return new WatchedPage(page, () => window.close());
    }
    if (engine === "firefox") {
      return WatchedPage.#openInFirefox(browser, others, settings);
    }
    const watched = await WatchedPage.#openIn(browser, options);
    await assertSettings(watched.page, settings);
    return watched;
  }

  /** Firefox has its settings when it starts: pages with settings have a Firefox of their own. */
  static async #openInFirefox(
    browser: Browser,
    { permissions: _, ...options }: BrowserContextOptions,
    settings: Settings,
  ): Promise<WatchedPage> {
    const preferences = preferencesOf(settings);
    if (Object.keys(preferences).length === 0) {
      return WatchedPage.#openIn(browser, options);
    }
    const watched = await WatchedPage.#openIn(await firefoxWith(preferences, browser), options);
    await assertSettings(watched.page, settings);
    return watched;
  }

  static async #openIn(browser: Browser, options: BrowserContextOptions): Promise<WatchedPage> {
    const context = await browser.newContext({ locale: LOCALE, ...options });
    context.setDefaultTimeout(PATIENCE_IN_MILLISECONDS);
    await recordHydration(context);
    if (engine === "firefox") {
      await context.addInitScript(sayWhatErrorsSay);
    }
    const page = await context.newPage();
    return new WatchedPage(page, async () => {
      // Requests that a test still holds back end with their page, which is no error.
      const routed = [context, ...context.pages()];
      await Promise.all(routed.map((one) => one.unrouteAll({ behavior: "ignoreErrors" })));
      await context.close();
    });
  }

  /**
   * Fails when the page logged an error or threw one since the last call.
   *
   * @param expected errors that belong to the test, such as those that browsers
   *   themselves log when a server does not answer
   */
  assertQuiet(expected: readonly RegExp[] = []): void {
    const unexpected = this.#problems
      .splice(0)
      .filter((problem) => !expected.some((pattern) => pattern.test(problem)));
    assert.deepEqual(unexpected, [], "errors on the page");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}
