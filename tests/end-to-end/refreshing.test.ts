// The method `refresh()` and the event `challenges:refresh`: what they do in each state of
// the element, and when the promise of the method is fulfilled.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { stopClock } from "./clock.ts";
import { Demo } from "./demo.ts";
import { drawnWidgetOf, openHostPage, widgetOf } from "./host-page.ts";
import { heldWasm, NO_WASM, withoutWasm } from "./wasm.ts";
import { Widget } from "./widget.ts";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

type Refreshing = HTMLElement & { refresh(): Promise<void> };

/** Waits for a refresh, and gives what is shown when its promise is fulfilled. */
function refreshed(page: Page): Promise<{ cards: number; isBusy: string | null; isNothing: boolean }> {
  return page.locator("challenges-widget").evaluate(async (element) => {
    const result: unknown = await (element as Refreshing).refresh();
    const root = element.shadowRoot;
    return {
      cards: root?.querySelectorAll("[part~=card]").length ?? 0,
      isBusy: root?.querySelector("section")?.getAttribute("aria-busy") ?? null,
      isNothing: result === undefined,
    };
  });
}

const REFRESHES: readonly [string, (page: Page) => Promise<unknown>][] = [
  ["refresh()", (page) => new Widget(page).refresh()],
  ["challenges:refresh", (page) => page.evaluate(() => window.dispatchEvent(new Event("challenges:refresh")))],
];

for (const [name, refresh] of REFRESHES) {
  test(`${name} starts a widget anew that could not be loaded`, async () => {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    await withoutWasm(page);
    await openHostPage(page, demo, { body: widgetOf("active") });
    const widget = new Widget(page);
    await widget.retry.waitFor();
    await page.unroute("**/embed/*.wasm");
    await refresh(page);
    await widget.hydrated();
    watched.assertQuiet(NO_WASM);
  });

  test(`${name} starts cards anew that stand without their widget`, async () => {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    await withoutWasm(page);
    await openHostPage(page, demo, { body: drawnWidgetOf("active") });
    const widget = new Widget(page);
    await widget.element.locator(".still [part~=card]").first().waitFor();
    await page.unroute("**/embed/*.wasm");
    await refresh(page);
    await widget.hydrated();
    assert.equal(await widget.element.locator(".still").count(), 0);
    watched.assertQuiet(NO_WASM);
  });

  test(`${name} starts a widget anew that has panicked`, async () => {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    await openHostPage(page, demo, { body: widgetOf("active") });
    const widget = new Widget(page);
    await widget.hydrated();
    await panic(page);
    await refresh(page);
    await widget.hydrated(2);
    assert.ok((await widget.cards.count()) > 0);
    watched.assertQuiet([/the widget has failed/, /taken away by the page/, /uncaught: (Error: )?RuntimeError/]);
  });

  test(`${name} while the widget starts is not lost`, async () => {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    const release = await heldWasm(page);
    await stopClock(page);
    await openHostPage(page, demo, { body: drawnWidgetOf("active") });
    const widget = new Widget(page);
    await widget.cards.first().waitFor();
    await page.evaluate(() => {
      // Not awaited: the promise is fulfilled after the start.
      void (document.querySelector("challenges-widget") as Refreshing).refresh();
    });
    const asked = page.waitForRequest("**/challenges");
    release();
    await asked;
    await widget.hydrated();
    watched.assertQuiet();
  });
}

/** Takes away what every program rests on, and waits until the widget says that it has failed. */
async function panic(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const element = document.querySelector("challenges-widget") as Refreshing;
    const failed = new Promise<void>((resolve) => {
      element.addEventListener("challenges-error", (event) => {
        if ((event as CustomEvent<{ reason: string }>).detail.reason === "panic") resolve();
      });
    });
    const { createTextNode } = Document.prototype;
    Document.prototype.createTextNode = () => {
      throw new Error("taken away by the page");
    };
    element.setAttribute("layout", "path");
    element.setAttribute("heading-level", "2");
    await new Promise((resolve) => setTimeout(resolve));
    Document.prototype.createTextNode = createTextNode;
    element.setAttribute("heading-level", "4");
    await failed;
  });
}

test("the promise of refresh() is fulfilled when the new cards are there", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await openHostPage(page, demo, { body: widgetOf("active") });
  await new Widget(page).hydrated();
  const answered = page.waitForResponse("**/challenges");
  const { cards, isNothing } = await refreshed(page);
  assert.ok((await answered).ok());
  assert.ok(cards > 0);
  assert.ok(isNothing);
  watched.assertQuiet();
});

test("the promise of refresh() is fulfilled when the proxy fails, and when the element is removed", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await openHostPage(page, demo, { body: widgetOf("active") });
  const widget = new Widget(page);
  await widget.hydrated();
  await page.route("**/challenges", (route) => route.fulfill({ status: 502 }));
  await refreshed(page);
  await widget.notice("as of").waitFor();

  await page.route("**/challenges", () => {
    // Never answered.
  });
  await widget.element.evaluate(async (element) => {
    const refreshing = (element as Refreshing).refresh();
    element.remove();
    await refreshing;
  });
  watched.assertQuiet([/502/]);
});

test("the promise of refresh() is fulfilled when the widget could not be loaded, and when there is nothing to refresh", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await withoutWasm(page);
  await openHostPage(page, demo, { body: widgetOf("active") });
  const widget = new Widget(page);
  await widget.retry.waitFor();
  await refreshed(page);
  await widget.retry.waitFor();
  await page.evaluate(() => (document.createElement("challenges-widget") as Refreshing).refresh());
  watched.assertQuiet(NO_WASM);
});
