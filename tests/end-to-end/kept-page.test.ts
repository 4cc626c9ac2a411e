// A page that the browser keeps when it is left, and shows again: perhaps to somebody else.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { stopClock } from "./clock.ts";
import { Demo } from "./demo.ts";
import { drawnWidgetOf, openHostPage, widgetOf } from "./host-page.ts";
import { frameRendered } from "./measures.ts";
import { NO_WASM, withoutWasm } from "./wasm.ts";
import { Widget } from "./widget.ts";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

const CHALLENGES = "**/gallery/*/active/challenges*";

/** Does to the page what the browser does when it keeps it, or shows it again. */
function dispatch(page: Page, kind: "pagehide" | "pageshow", persisted = true): Promise<void> {
  return page.evaluate(
    ({ kind, persisted }) => void window.dispatchEvent(new PageTransitionEvent(kind, { persisted })),
    { kind, persisted },
  );
}

/** Holds the answers back until the function that it gives is called. */
async function heldAnswers(page: Page): Promise<() => void> {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(CHALLENGES, async (route) => {
    await released;
    await route.fallback();
  });
  return release;
}

async function openHydrated(page: Page): Promise<Widget> {
  // No time that passes lets the widget ask by itself.
  await stopClock(page);
  await openHostPage(page, demo, { body: widgetOf("active") });
  const widget = new Widget(page);
  await widget.hydrated();
  return widget;
}

test("cards are seen again only when the proxy has answered, and are the same nodes", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const widget = await openHydrated(page);
  const card = await widget.cards.first().elementHandle();
  const { height } = (await widget.element.boundingBox()) ?? {};
  await dispatch(page, "pagehide");
  await widget.cards.first().waitFor({ state: "hidden" });

  const release = await heldAnswers(page);
  const asked = page.waitForRequest(CHALLENGES);
  await dispatch(page, "pageshow");
  await asked;
  assert.equal(await widget.cards.first().isVisible(), false, "shown before the answer");
  assert.equal((await widget.element.boundingBox())?.height, height, "the cards have lost their place");
  release();
  await widget.cards.first().waitFor();
  assert.ok(await card?.evaluate((node) => node.isConnected), "the cards were rendered anew");
  watched.assertQuiet();
});

test("after a log-out nobody sees the cards of the shopper before", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const widget = await openHydrated(page);
  await page.route(CHALLENGES, (route) => route.fulfill({ status: 401 }));
  await dispatch(page, "pageshow");
  await widget.notice("You are signed out").waitFor();
  assert.equal(await widget.cards.count(), 0);
  watched.assertQuiet([/401/]);
});

test("when the proxy cannot be reached, the cards of the shopper before are not shown either", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await openHostPage(page, demo, { body: widgetOf("active") });
  const widget = new Widget(page);
  await widget.hydrated();
  await page.route(CHALLENGES, (route) => route.abort());
  await dispatch(page, "pageshow");
  await widget.notice("You seem to be offline").waitFor();
  assert.equal(await widget.cards.count(), 0);
  watched.assertQuiet([/Failed to load resource/, /no answer from/]);
});

test("an answer to the shopper before does not show the cards again", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await openHostPage(page, demo, { body: widgetOf("active") });
  const widget = new Widget(page);
  await widget.hydrated();
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  let requests = 0;
  await page.route(CHALLENGES, async (route) => {
    requests += 1;
    if (requests === 1) {
      await released;
      return route.fallback();
    }
    return route.fulfill({ status: 401 });
  });
  const asked = page.waitForRequest(CHALLENGES);
  await page.evaluate(() => window.dispatchEvent(new Event("challenges:refresh")));
  await asked;
  await dispatch(page, "pagehide");
  await dispatch(page, "pageshow");
  await widget.notice("You are signed out").waitFor();
  const late = page.waitForResponse((response) => response.ok() && response.url().endsWith("/challenges"));
  release();
  await late;
  // Nobody may read that answer to its end, but one that is asked for later is there later.
  await page.evaluate(async () => (await fetch(location.href)).text());
  await frameRendered(page);
  assert.equal(await widget.cards.count(), 0);
  watched.assertQuiet([/401/]);
});

test("a page that is shown for the first time asks nothing twice", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const widget = await openHydrated(page);
  await dispatch(page, "pageshow", false);
  assert.ok(await widget.cards.first().isVisible());
  watched.assertQuiet();
});

test("a page whose widget had failed starts anew", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await withoutWasm(page);
  await openHostPage(page, demo, { body: widgetOf("active") });
  const widget = new Widget(page);
  await widget.retry.waitFor();
  await page.unroute("**/embed/*.wasm");
  await dispatch(page, "pagehide");
  await dispatch(page, "pageshow");
  await widget.hydrated();
  watched.assertQuiet(NO_WASM);
});

test("cards that stand without their widget are gone before the page is shown again", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await withoutWasm(page);
  await openHostPage(page, demo, { body: drawnWidgetOf("active") });
  const widget = new Widget(page);
  await widget.element.locator(".still [part~=card]").first().waitFor();
  await dispatch(page, "pagehide");
  assert.equal(await widget.cards.count(), 0);
  const release = await heldAnswers(page);
  await dispatch(page, "pageshow");
  assert.equal(await widget.cards.count(), 0);
  release();
  await widget.cards.first().waitFor();
  watched.assertQuiet(NO_WASM);
});
