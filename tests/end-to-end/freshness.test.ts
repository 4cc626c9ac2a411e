// When the widget looks again, and what it does when time alone goes on.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { WatchedPage, openBrowser } from "./browser.ts";
import { stopClock } from "./clock.ts";
import { Demo } from "./demo.ts";
import { openHostPage, widgetOf } from "./host-page.ts";
import { RequestLog } from "./requests.ts";
import { Widget } from "./widget.ts";

const DOG_FOOD = "Five bags, one on us";
/** The least time between two looks that nobody asked for, and what may be added to it. */
const LEAST_AND_JITTER = 18_000;
const DAY = 24 * 60 * 60 * 1000;

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** The one request of a look that there is for each. */
function lookOf(_: unknown, path: string): string | undefined {
  return path.endsWith("/challenges") ? path : undefined;
}

test("the shop's own event makes every widget look at once", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await openHostPage(page, demo, { body: widgetOf("active") });
  await new Widget(page).cards.first().waitFor();
  const asked = page.waitForRequest("**/gallery/data/active/challenges");
  await page.evaluate(() => window.dispatchEvent(new Event("challenges:refresh")));
  await asked;
  watched.assertQuiet();
});

test("a page that gets the focus looks again, but not more often than every 15 seconds", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await stopClock(page);
  await openHostPage(page, demo, { body: widgetOf("active") });
  await new Widget(page).cards.first().waitFor();
  const log = await RequestLog.of(page, lookOf);
  const focus = () => page.evaluate(() => window.dispatchEvent(new Event("focus")));

  await focus();
  await focus();
  await page.clock.fastForward(1_000);
  assert.deepEqual(await log.untilNow(), [], "too soon");
  const asked = page.waitForRequest("**/gallery/data/active/challenges");
  await page.clock.fastForward(LEAST_AND_JITTER);
  await asked;
  assert.equal((await log.untilNow()).length, 1, "two hints are one look");
  watched.assertQuiet();
});

test("with `live`, a stamp that was earned elsewhere arrives by itself", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.goto(demo.url("/my-pages?as=alva"));
  const widget = new Widget(page);
  await widget.hydrated();
  const before = await widget.stamped(DOG_FOOD).count();
  const stream = page.waitForResponse("**/challenges/events");
  await widget.element.evaluate((element) => element.toggleAttribute("live", true));
  await stream;

  // Not in another tab: this one would be hidden by it, and look when it is seen.
  const bought = await page.request.post(demo.url("/orders"), {
    form: { product: "dog-food-salmon" },
    headers: { origin: new URL(demo.url("/")).origin },
  });
  assert.ok(bought.ok(), `buying was answered ${bought.status()}`);

  await widget.stamped(DOG_FOOD).nth(before).waitFor();
  const news = await widget.element.locator("[role=status]").allInnerTexts();
  assert.ok(news.some((text) => text.includes("One new stamp")), `announced: ${news.join(" | ")}`);
  watched.assertQuiet();
});

test("days pass on the cards without a question to the proxy", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await stopClock(page);
  await openHostPage(page, demo, { body: widgetOf("active") });
  const dates = new Widget(page).cards.first().locator("[part~=dates]");
  await dates.getByText("2 days left").waitFor();
  const log = await RequestLog.of(page, lookOf);
  await page.clock.fastForward(DAY);
  await dates.getByText("Ends tomorrow").waitFor();
  assert.deepEqual(await log.untilNow(), []);
  watched.assertQuiet();
});
