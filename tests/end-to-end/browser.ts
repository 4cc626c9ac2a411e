// Headless Chromium, and pages that remember what went wrong on them.

import assert from "node:assert/strict";

import {
  type Browser,
  type BrowserContextOptions,
  type Page,
  chromium,
} from "playwright-core";

import { environmentVariable } from "./environment.ts";
import { recordHydration } from "./widget.ts";
import { PATIENCE_IN_MILLISECONDS } from "./within.ts";

/** Starts Chromium; `await using browser = await openBrowser()` closes it again. */
export function openBrowser(): Promise<Browser> {
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
}

/** A page with cookies and storage of its own, closed at the end of its block. */
export class WatchedPage implements AsyncDisposable {
  readonly page: Page;
  readonly #problems: string[] = [];

  private constructor(page: Page) {
    this.page = page;
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
    const context = await browser.newContext({ locale: "en-GB", ...options });
    context.setDefaultTimeout(PATIENCE_IN_MILLISECONDS);
    await recordHydration(context);
    return new WatchedPage(await context.newPage());
  }

  /**
   * Fails when the page logged an error or threw one since the last call.
   *
   * @param expected errors that belong to the test, such as those Chromium
   *   itself logs when a server does not answer
   */
  assertQuiet(expected: readonly RegExp[] = []): void {
    const unexpected = this.#problems
      .splice(0)
      .filter((problem) => !expected.some((pattern) => pattern.test(problem)));
    assert.deepEqual(unexpected, [], "errors on the page");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const context = this.page.context();
    // Requests that a test still holds back end with their page, which is no error.
    const routed = [context, ...context.pages()];
    await Promise.all(routed.map((one) => one.unrouteAll({ behavior: "ignoreErrors" })));
    await context.close();
  }
}
