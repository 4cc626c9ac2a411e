// The event `challenges-error`: the page is told of each failure, and of its reason.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { drawnWidgetOf, openHostPage, widgetOf } from "./host-page.ts";
import { NO_WASM, withoutWasm } from "./wasm.ts";
import { Widget } from "./widget.ts";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** Records from the beginning what a page is told of failures. */
async function recordFailures(page: Page): Promise<() => Promise<unknown[]>> {
  await page.addInitScript(() => {
    const failures: unknown[] = [];
    Object.assign(window, { failures });
    document.addEventListener("challenges-error", (event) => failures.push((event as CustomEvent).detail));
  });
  return async () => {
    await page.waitForFunction(() => (Reflect.get(window, "failures") as unknown[]).length > 0);
    return page.evaluate(() => Reflect.get(window, "failures") as unknown[]);
  };
}

for (const [what, body] of [
  ["with a notice", widgetOf("active")],
  ["with the server's cards", drawnWidgetOf("active")],
] as const) {
  test(`a page is told of a widget that could not be loaded, ${what}`, async () => {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    const failures = await recordFailures(page);
    await withoutWasm(page);
    await openHostPage(page, demo, { body });
    assert.deepEqual(await failures(), [{ reason: "not-loaded", status: null }]);
    watched.assertQuiet(NO_WASM);
  });
}

test("a page is told that the shopper could not join", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const failures = await recordFailures(page);
  await page.route("**/assign", (route) => route.fulfill({ status: 502, body: "" }));
  await openHostPage(page, demo, { body: widgetOf("consent") });
  const widget = new Widget(page);
  await widget.element.getByRole("checkbox").check();
  await widget.element.locator("[part~=join-button]").click();
  assert.deepEqual(await failures(), [{ reason: "not-joined", status: null }]);
  watched.assertQuiet([/502/]);
});

test("a page is not told of a box that is still to be ticked", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await recordFailures(page);
  await openHostPage(page, demo, { body: widgetOf("consent") });
  const widget = new Widget(page);
  await widget.element.locator("[part~=join-button]").click();
  await widget.element.getByText("Please tick the box").waitFor();
  assert.deepEqual(await page.evaluate(() => Reflect.get(window, "failures") as unknown), []);
  watched.assertQuiet();
});
