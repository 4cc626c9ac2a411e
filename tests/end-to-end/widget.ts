// The widget on a page, as a shopper meets it. Playwright's locators see through
// its shadow root.

import type { Locator, Page } from "playwright-core";

/** What a shopper sees of the widget. */
export class Widget {
  readonly element: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.element = page.locator("challenges-widget");
  }

  /** All cards, placeholders not counted. */
  get cards(): Locator {
    return this.element.locator("[part~=card]");
  }

  /** The card with this title. */
  card(title: string): Locator {
    const heading = this.#page.getByRole("heading", { name: title, exact: true });
    return this.cards.filter({ has: heading });
  }

  /** How many stamps a card shows as stamped. */
  stamped(title: string): Locator {
    return this.card(title).locator("[part~=stamped]");
  }

  get retry(): Locator {
    return this.element.getByRole("button", { name: "Try again" });
  }

  notice(text: string): Locator {
    return this.element.locator("[part~=notice]").filter({ hasText: text });
  }
}
