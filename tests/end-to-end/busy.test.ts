// A proxy that is busy and says when to come back: the widget waits, and asks by itself.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { drawnWidgetOf, openHostPage, widgetOf } from "./host-page.ts";
import { Widget } from "./widget.ts";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

const CHALLENGES = "**/gallery/*/active/challenges*";
/** How often the widget asks a busy proxy again. */
const RETRIES = 4;
const BUSY = [/status of (503|429)/];

/** Answers the first requests as a busy proxy does. Gives how many requests there were. */
async function busy(page: Page, times: number, status = 503, contentType = "application/json"): Promise<() => number> {
  let requests = 0;
  await page.route(CHALLENGES, (route) => {
    requests += 1;
    return requests > times
      ? route.fallback()
      : route.fulfill({ status, contentType, headers: { "retry-after": "1" }, body: "{}" });
  });
  return () => requests;
}

for (const [what, body, status, contentType] of [
  ["data", widgetOf("active"), 503, "application/json"],
  ["cards", drawnWidgetOf("active"), 503, "application/json"],
  ["cards, with a page of its own,", drawnWidgetOf("active"), 503, "text/html"],
  ["data, because the shopper asks too often,", widgetOf("active"), 429, "application/json"],
] as const) {
  test(`a proxy that is too busy for ${what} is asked again as it says, and nobody sees an error`, async () => {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    const requests = await busy(page, 2, status, contentType);
    await openHostPage(page, demo, { body });
    const widget = new Widget(page);
    await widget.element.locator("[part~=slow]").waitFor();
    assert.match(await widget.element.locator("[part~=slow]").innerText(), /longer than usual/);
    assert.equal(await widget.element.locator(".skeleton").count(), 2);
    assert.equal(await widget.element.locator("[part~=notice]").count(), 0);
    await widget.cards.first().waitFor();
    assert.equal(requests(), 3);
    watched.assertQuiet(BUSY);
  });
}

test("cards that are there stay while the proxy is busy, and say nothing", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await openHostPage(page, demo, { body: widgetOf("active") });
  const widget = new Widget(page);
  await widget.hydrated();
  const requests = await busy(page, 1);
  const asked = page.waitForResponse((response) => response.status() === 503);
  const refreshing = widget.refresh();
  await asked;
  assert.ok(await widget.cards.first().isVisible());
  await refreshing;
  await widget.idle();
  assert.equal(requests(), 2);
  assert.equal(await widget.element.locator("[part~=notice]").count(), 0);
  watched.assertQuiet(BUSY);
});

test("after some attempts the shopper is told, and the page too", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const requests = await busy(page, Infinity);
  await page.addInitScript(() => {
    window.addEventListener("challenges-error", (event) => Object.assign(window, { told: (event as CustomEvent).detail }));
  });
  await openHostPage(page, demo, { body: widgetOf("active") });
  await new Widget(page).retry.waitFor();
  assert.equal(requests(), 1 + RETRIES);
  assert.deepEqual(await page.evaluate(() => Reflect.get(window, "told") as unknown), { reason: "status", status: 503 });
  watched.assertQuiet(BUSY);
});
