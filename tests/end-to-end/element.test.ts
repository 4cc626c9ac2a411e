// The element on a host page: what it loads, and what it leaves behind.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { WatchedPage, openBrowser } from "./browser.ts";
import { stopClock } from "./clock.ts";
import { Demo } from "./demo.ts";
import { embedFile } from "./embed.ts";
import { openHostPage, widgetOf } from "./host-page.ts";
import { needs } from "./instruments.ts";
import { RequestLog } from "./requests.ts";
import { Widget } from "./widget.ts";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

const WASM = await embedFile("wasm");
/** My pages with the element alone, which asks for its cards. */
const MY_PAGES = demo.url("/my-pages?cards=proxy");
const LOG_IN = demo.url("/my-pages?as=alva&cards=proxy");

test("two elements on a page both work and share one download", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  // A redirect's target cannot be changed, so the shopper logs in first.
  await page.request.get(LOG_IN);
  await page.route(MY_PAGES, async (route) => {
    const response = await route.fetch();
    const element = /<challenges-widget[^>]*><\/challenges-widget>/;
    const body = (await response.text()).replace(element, "$&$&");
    await route.fulfill({ response, body });
  });
  const log = await RequestLog.of(page);
  await page.goto(MY_PAGES);
  const elements = page.locator("challenges-widget");
  assert.equal(await elements.count(), 2);
  for (const element of await elements.all()) {
    await element.locator("[part~=card]").first().waitFor();
  }
  // The cards were server-rendered: only now has each element what it downloads.
  await new Widget(page).hydrated();
  const requests = await log.untilNow();
  const downloads = new Set(requests.filter((path) => path.startsWith("/embed/challenges_widget")));
  assert.deepEqual(downloads, new Set([`/embed/${WASM}`]));
  assert.equal(requests.filter((path) => path.endsWith(WASM)).length, 1);
  watched.assertQuiet();
});

test("with hydrate=\"load\" data and WebAssembly are asked for before any of them has come", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const asked = new Set<string>();
  const all = new Promise<void>((resolve) => {
    void page.route(/challenges_widget[^/]+$|\/active\/challenges$/, async (route) => {
      asked.add(new URL(route.request().url()).pathname);
      if (asked.size === 2) {
        resolve();
      }
      await held;
      await route.continue();
    });
  });
  await openHostPage(page, demo, { body: widgetOf("active", 'hydrate="load"') });
  await all;
  assert.equal(await page.locator("challenges-widget .skeleton").count(), 2, "placeholders stand meanwhile");
  release();
  await new Widget(page).hydrated();
  watched.assertQuiet();
});

test("when the WebAssembly cannot be loaded the shopper is told, and trying again works", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const widget = new Widget(page);
  await page.route(`**/${WASM}`, (route) => route.fulfill({ status: 404 }));
  await openHostPage(page, demo, { body: widgetOf("active") });
  await widget.notice("Your challenges can’t be shown right now").waitFor();
  await page.unroute(`**/${WASM}`);
  await widget.retry.click();
  await widget.cards.first().waitFor();
  watched.assertQuiet([/404/, /integrity/, /could not be loaded/]);
});

const HELD = needs("the end of a request that the test holds back");

test("removing the element ends its requests and leaves nothing in it", HELD, async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.route("**/api/loyalty/challenges", () => {
    // Never answered.
  });
  const started = page.waitForRequest("**/api/loyalty/challenges");
  await page.goto(LOG_IN);
  await started;
  const ended = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/api/loyalty/challenges"));
  const left = await page.evaluate(async () => {
    const element = document.querySelector("challenges-widget");
    element?.remove();
    await Promise.resolve();
    return element?.shadowRoot?.textContent;
  });
  assert.equal(left, "");
  await ended;
  watched.assertQuiet();
});

test("an element that is removed and added again starts anew, one that is moved goes on", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const widget = new Widget(page);
  // What the widget asks for by itself when time passes is not counted.
  await stopClock(page);
  await page.goto(LOG_IN);
  await widget.hydrated();

  // The shop's own pictures come when they are near.
  const log = await RequestLog.of(page, (_, path) => (path.startsWith("/images/") ? undefined : path));
  await page.evaluate(() => {
    const element = document.querySelector("challenges-widget");
    if (element) document.body.append(element);
  });
  assert.notEqual(await widget.cards.count(), 0, "the cards of a moved element stay");
  assert.deepEqual(await log.untilNow(), [], "and it asks for nothing");

  await widget.putInto("body", await widget.takeOut());
  await widget.hydrated(2);
  assert.notEqual(await widget.cards.count(), 0);
  assert.deepEqual(await log.untilNow(), ["/api/loyalty/challenges"]);
  watched.assertQuiet();
});

test("an element with texts of its own that takes the place of another one has the cards", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const element = `<challenges-widget proxy="/gallery/data/active" texts='{"label":"One"}'></challenges-widget>`;
  await openHostPage(page, demo, { body: element });
  const widget = new Widget(page);
  await widget.hydrated();
  await page.evaluate(() => {
    const old = document.querySelector("challenges-widget");
    const fresh = old?.cloneNode() as Element;
    fresh.setAttribute("texts", '{"label":"Two"}');
    old?.before(fresh);
    old?.remove();
  });
  await widget.hydrated();
  assert.equal(await widget.cards.count(), 1);
  watched.assertQuiet();
});

test("another proxy address takes effect at once, and a missing one is named in the console", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const widget = new Widget(page);
  await page.goto(LOG_IN);
  await widget.hydrated();
  await widget.element.evaluate((element) => element.setAttribute("proxy", "/nothing/here"));
  await widget.notice("Your challenges can’t be shown right now").waitFor();
  await widget.element.evaluate((element) => element.setAttribute("proxy", "/api/loyalty/"));
  await widget.cards.first().waitFor();
  const message = page.waitForEvent("console", (event) => event.text().includes('"proxy" is missing'));
  await widget.element.evaluate((element) => element.removeAttribute("proxy"));
  await message;
  watched.assertQuiet([/404/, /"proxy" is missing/]);
});
