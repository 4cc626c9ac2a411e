// Requests that the browser cancels, as Firefox and Safari do when the shopper follows a
// link: also a link that is a download, after which the page stays.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Page, Route } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { drawnWidgetOf, openHostPage, widgetOf } from "./host-page.ts";
import { heldWasm } from "./wasm.ts";
import { Widget } from "./widget.ts";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** What Chromium logs of a request that was cancelled. */
const CANCELLED = [/Failed to load resource/];

/** Cancels the first requests for a URL, this many. */
async function cancelFirst(page: Page, url: string, count: number): Promise<void> {
  let left = count;
  await page.route(url, (route: Route) => (left-- > 0 ? route.abort("aborted") : route.continue()));
}

/** Records what the page is told of failures, and every notice that is shown. */
async function recordAlarms(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const alarms: string[] = [];
    Object.assign(window, { alarms });
    window.addEventListener("challenges-error", (event) => {
      alarms.push((event as CustomEvent<{ reason: string }>).detail.reason);
    });
    const look = (): void => {
      const notice = document.querySelector("challenges-widget")?.shadowRoot?.querySelector("[part~=notice]");
      if (notice) {
        alarms.push(notice.textContent);
      }
      requestAnimationFrame(look);
    };
    look();
  });
  return () => page.evaluate(() => Reflect.get(window, "alarms") as string[]);
}

for (const [what, body] of [
  ["cards", drawnWidgetOf("active", 'lang="sv"')],
  ["data", widgetOf("active", 'lang="sv"')],
] as const) {
  test(`${what}, texts and WebAssembly whose requests are cancelled come all the same, without an alarm`, async () => {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    await cancelFirst(page, "**/challenges", 1);
    await cancelFirst(page, "**/challenges/definitions", 1);
    await cancelFirst(page, "**/embed/*.wasm", 2);
    await cancelFirst(page, "**/embed/locales/*", 1);
    const alarms = await recordAlarms(page);
    await openHostPage(page, demo, { body });
    const widget = new Widget(page);
    await widget.hydrated();
    assert.match(await widget.cards.first().innerText(), /3 av 5 stämplar/);
    assert.deepEqual(await alarms(), []);
    watched.assertQuiet(CANCELLED);
  });
}

test("challenges that can be joined are there although their request was cancelled", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await cancelFirst(page, "**/challenges/definitions", 1);
  await openHostPage(page, demo, { body: widgetOf("available") });
  const widget = new Widget(page);
  await widget.hydrated();
  await widget.element.locator("[part~=card][part~=available]").first().waitFor();
  watched.assertQuiet([...CANCELLED, /no answer from/]);
});

test("requests that are cancelled once the widget is mounted are made again, without an alarm", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const alarms = await recordAlarms(page);
  await openHostPage(page, demo, { body: widgetOf("active") });
  const widget = new Widget(page);
  await widget.hydrated();
  await cancelFirst(page, "**/challenges", 2);
  const answered = page.waitForResponse("**/challenges");
  await widget.refresh();
  await answered;
  await widget.idle();
  assert.deepEqual(await alarms(), []);
  watched.assertQuiet([...CANCELLED, /no answer from/]);
});

test("a request that ends without any event but `loadend`, as in Firefox, is made again", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.addInitScript(() => {
    const { send } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.send = function () {
      XMLHttpRequest.prototype.send = send;
      setTimeout(() => this.dispatchEvent(new ProgressEvent("loadend")));
    };
  });
  const alarms = await recordAlarms(page);
  await openHostPage(page, demo, { body: drawnWidgetOf("active") });
  await new Widget(page).hydrated();
  assert.deepEqual(await alarms(), []);
  watched.assertQuiet();
});

test("who has pressed Join while the WebAssembly was cancelled has joined", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await openWithPress(page);
  watched.assertQuiet(CANCELLED);
});

async function openWithPress(page: Page): Promise<void> {
  const release = await heldWasm(page);
  // It is looked at first: the WebAssembly is cancelled when it is released.
  let isCancelled = false;
  await page.route("**/embed/*.wasm", async (route) => {
    if (isCancelled) {
      return route.fallback();
    }
    isCancelled = true;
    await pressed;
    return route.abort("aborted");
  });
  let press = (): void => {};
  const pressed = new Promise<void>((resolve) => (press = resolve));
  await openHostPage(page, demo, { body: drawnWidgetOf("consent") });
  const widget = new Widget(page);
  await widget.element.getByRole("checkbox").check();
  await widget.element.locator("[part~=join-button]").click();
  const joining = page.waitForRequest("**/assign");
  press();
  release();
  await joining;
}
