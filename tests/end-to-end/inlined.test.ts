// Cards that stand in the page that the shop's server sends: seen without any
// script, and taken over by the widget without a word to the proxy.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { stopClock } from "./clock.ts";
import { Demo } from "./demo.ts";
import { needs } from "./instruments.ts";
import { STRICT_POLICY, openHostPage } from "./host-page.ts";
import { RequestLog } from "./requests.ts";
import { Widget } from "./widget.ts";

const DOG_FOOD = "Five bags, one on us";
const INLINED = "/my-pages";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** After this the proxy has the cards at hand, so that the page can wait for them. */
async function logIn(page: Page): Promise<void> {
  await page.request.get(demo.url("/my-pages?as=alva"));
}

/** What the proxy is asked for from now on, but for what time alone leads to. */
async function watchProxy(page: Page): Promise<RequestLog> {
  await stopClock(page);
  return RequestLog.of(page, (_, path) => (path.startsWith("/api/loyalty") ? path : undefined));
}

test("without any script the cards are seen, in their own styles", needs("a page without scripts"), async () => {
  await using watched = await WatchedPage.open(browser, { javaScriptEnabled: false });
  const { page } = watched;
  await logIn(page);
  await page.goto(demo.url(INLINED));
  const widget = new Widget(page);
  await widget.card(DOG_FOOD).waitFor();
  assert.ok((await widget.stamped(DOG_FOOD).count()) > 0);
  const { width, height } = (await widget.stamped(DOG_FOOD).first().boundingBox()) ?? { width: 0, height: 0 };
  assert.ok(width > 20 && height > 20, `a stamp of ${width} × ${height}`);
  watched.assertQuiet();
});

test("the widget takes the page's cards over without asking the proxy anything", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await logIn(page);
  const log = await watchProxy(page);
  await page.goto(demo.url(INLINED));
  await new Widget(page).hydrated();

  await new Widget(page).card(DOG_FOOD).waitFor();
  assert.deepEqual(await log.untilNow(), []);
  // It is the widget's from here on: it looks when it is told to.
  const looked = page.waitForRequest("**/api/loyalty/challenges");
  await page.evaluate(() => window.dispatchEvent(new Event("challenges:refresh")));
  await looked;
  watched.assertQuiet();
});

test("cards that came with the page are taken over under a strict policy", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await logIn(page);
  const html = await (await page.request.get(demo.url(INLINED))).text();
  const body = /<challenges-widget.*<\/challenges-widget>/s.exec(html)?.[0] ?? "";
  assert.match(body, /shadowrootmode/);
  const log = await watchProxy(page);
  await openHostPage(page, demo, { body, policy: STRICT_POLICY });
  await new Widget(page).hydrated();

  assert.deepEqual(await log.untilNow(), []);
  const display = await new Widget(page).cards.first().evaluate((card) => getComputedStyle(card).display);
  assert.equal(display, "flex");
  watched.assertQuiet();
});

test("for guests the page comes with the widget alone", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.goto(demo.url(INLINED));
  await new Widget(page).notice("Sign in").waitFor();
  watched.assertQuiet([/Failed to load resource/]);
});
