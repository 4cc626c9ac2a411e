// The widget on a page, as a shopper meets it. Playwright's locators see through
// its shadow root.

import type { JSHandle, Locator, Page } from "playwright-core";

/** What {@link recordHydration} keeps in a page: how often each element has hydrated. */
interface Recording {
  readonly hydrations: WeakMap<EventTarget, number>;
}

/**
 * Lets a page, or every page of a context, record from before its own scripts run which of its
 * widgets hydrate. {@link Widget.hydrated} reads it.
 */
export async function recordHydration(context: Pick<Page, "addInitScript">): Promise<void> {
  await context.addInitScript(() => {
    const hydrations: Recording["hydrations"] = new WeakMap();
    Object.assign(window, { hydrations });
    // The widget says so once its WebAssembly runs and has the cards.
    window.addEventListener(
      "challenges-loaded",
      ({ target }) => {
        if (target) hydrations.set(target, (hydrations.get(target) ?? 0) + 1);
      },
      { capture: true },
    );
  });
}

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

  /**
   * Waits until every widget of the page has hydrated: its WebAssembly runs, and has
   * the cards. Cards that a server has rendered are seen before that.
   *
   * @param times how often; more than once for an element that was taken out of the
   *   page and put back
   */
  async hydrated(times = 1): Promise<void> {
    await this.#page.waitForFunction((times) => {
      const { hydrations } = window as unknown as Recording;
      const elements = [...document.querySelectorAll("challenges-widget")];
      return elements.length > 0 && elements.every((element) => (hydrations.get(element) ?? 0) >= times);
    }, times);
  }

  /** Waits until the widget is not asking the proxy for anything. */
  async idle(): Promise<void> {
    await this.element.locator("[part~=widget][aria-busy=false]").waitFor();
  }

  /** Takes the element out of the page, as a single-page app does, and gives it. */
  async takeOut(): Promise<JSHandle<HTMLElement | SVGElement>> {
    const element = await this.element.elementHandle();
    if (!element) {
      throw new Error("the page has no widget");
    }
    await element.evaluate((element) => element.remove());
    return element;
  }

  /** Puts an element at the end of what this selects. */
  async putInto(selector: string, element: JSHandle<Node>): Promise<void> {
    await this.#page.locator(selector).evaluate((parent, element) => parent.append(element), element);
  }

  /**
   * Listens for an event of the widget from now on. What is returned waits for it, and
   * gives its detail.
   */
  async listenFor<Detail>(event: string): Promise<() => Promise<Detail>> {
    const heard = await this.#page.evaluateHandle(
      (event) => ({
        detail: new Promise<unknown>((resolve) => {
          document.addEventListener(event, (heard) => resolve((heard as CustomEvent<unknown>).detail), { once: true });
        }),
      }),
      event,
    );
    return () => heard.evaluate(({ detail }) => detail) as Promise<Detail>;
  }

  /** Calls the element's method of that name. */
  async refresh(): Promise<void> {
    await this.element.evaluate((element) => (element as HTMLElement & { refresh(): void }).refresh());
  }

  notice(text: string): Locator {
    return this.element.locator("[part~=notice]").filter({ hasText: text });
  }
}
