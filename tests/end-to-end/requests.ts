// What a page asks for, counted without a race.

import type { Page, Request } from "playwright-core";

/** Where the page sends what it asks for on behalf of the test. */
const MARK = "/until-now";

/** The requests of a page from when it is watched. */
export class RequestLog {
  readonly #page: Page;
  readonly #entries: string[] = [];
  #marks = 0;

  private constructor(page: Page, entry: (request: Request, path: string) => string | undefined) {
    this.#page = page;
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      const written = pathname === MARK ? undefined : entry(request, pathname);
      if (written !== undefined) {
        this.#entries.push(written);
      }
    });
  }

  /**
   * Watches a page.
   *
   * @param entry what is written down of a request and its path, if anything is
   */
  static async of(
    page: Page,
    entry: (request: Request, path: string) => string | undefined = (_, path) => path,
  ): Promise<RequestLog> {
    await page.route(`**${MARK}?*`, (route) => route.fulfill({ status: 204 }));
    return new RequestLog(page, entry);
  }

  /**
   * What was written down until now, in the order in which it was asked for. A last
   * request of the page's shows that none before it is still on its way to the test.
   */
  async untilNow(): Promise<readonly string[]> {
    const mark = `${MARK}?${++this.#marks}`;
    const seen = this.#page.waitForRequest((request) => request.url().endsWith(mark));
    await this.#page.evaluate((mark) => fetch(mark), mark);
    await seen;
    return this.#entries;
  }
}
