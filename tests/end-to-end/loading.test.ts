// The attribute `loading`: when the element begins to ask for anything.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { LOADER, openHostPage, widgetOf } from "./host-page.ts";
import { RequestLog } from "./requests.ts";
import { Widget } from "./widget.ts";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** Three screens of something else. */
const FAR_DOWN_CSS = "main { height: 300vh }";
const NOTHING: string[] = [];

/** What the widget asks for besides its loader. */
function watchWidget(page: Page): Promise<RequestLog> {
  return RequestLog.of(page, (_, path) =>
    /^\/(embed|gallery\/data)\//.test(path) && path !== LOADER ? path : undefined,
  );
}

/** A page whose widget waits, three screens down. */
async function openWaiting(page: Page): Promise<{ log: RequestLog; widget: Widget }> {
  const log = await watchWidget(page);
  await openHostPage(page, demo, {
    css: FAR_DOWN_CSS,
    body: `<main></main>${widgetOf("active", 'loading="lazy"')}`,
  });
  await observed(page);
  assert.deepEqual(await log.untilNow(), NOTHING, "nothing is asked for while nobody is near");
  return { log, widget: new Widget(page) };
}

/** Waits until the browser has told its observers what is near. */
function observed(page: Page): Promise<void> {
  return page.evaluate(async () => {
    await customElements.whenDefined("challenges-widget");
    await new Promise<void>((resolve) => {
      const observer = new IntersectionObserver(() => {
        observer.disconnect();
        resolve();
      });
      observer.observe(document.body);
    });
  });
}

test("a lazy element shows placeholders and asks for nothing until it is a screen away", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const { log, widget } = await openWaiting(page);
  assert.equal(await widget.element.locator(".skeleton").count(), 2);

  await page.evaluate(() => window.scrollTo(0, 0.9 * window.innerHeight));
  await observed(page);
  assert.deepEqual(await log.untilNow(), NOTHING, "more than a screen is still too far");

  await page.evaluate(() => window.scrollTo(0, 1.1 * window.innerHeight));
  await widget.cards.first().waitFor({ state: "attached" });
  const { y } = (await widget.element.boundingBox()) ?? { y: 0 };
  assert.ok(y > 720, "the cards are there before they are seen");
  watched.assertQuiet();
});

test("a lazy element that is seen at once starts at once", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await openHostPage(page, demo, { body: widgetOf("active", 'loading="lazy"') });
  await new Widget(page).cards.first().waitFor();
  watched.assertQuiet();
});

test("a waiting element starts when it is told to be eager, by attribute or property", async () => {
  for (const tell of [
    (element: HTMLElement) => element.setAttribute("loading", "eager"),
    (element: HTMLElement) => element.removeAttribute("loading"),
    (element: HTMLElement) => Object.assign(element, { loading: "eager" }),
  ]) {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    const { widget } = await openWaiting(page);
    assert.equal(await widget.element.evaluate((element) => Reflect.get(element, "loading") as unknown), "lazy");
    await widget.element.evaluate(tell);
    await widget.cards.first().waitFor({ state: "attached" });
    watched.assertQuiet();
  }
});

test("another proxy or language, and a refresh, do not end the wait", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const { log, widget } = await openWaiting(page);
  await widget.element.evaluate((element) => {
    element.setAttribute("proxy", "/gallery/data/completed");
    element.setAttribute("lang", "sv");
    (element as HTMLElement & { refresh(): void }).refresh();
  });
  await observed(page);
  assert.deepEqual(await log.untilNow(), NOTHING);
  await widget.element.scrollIntoViewIfNeeded();
  await widget.element.locator("[part~=card][part~=completed]").first().waitFor({ state: "attached" });
  const asked = await log.untilNow();
  assert.ok(asked.every((path) => !path.includes("/active/")), asked.join());
  watched.assertQuiet();
});

test("an element that is removed while it waits asks for nothing, and waits again when it is back", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const { log, widget } = await openWaiting(page);
  const element = await widget.takeOut();
  assert.equal(await element.evaluate(({ shadowRoot }) => shadowRoot?.textContent), "");
  await widget.putInto("body", element);
  await observed(page);
  assert.deepEqual(await log.untilNow(), NOTHING);
  await widget.element.scrollIntoViewIfNeeded();
  await widget.cards.first().waitFor();
  watched.assertQuiet();
});

test("a value that there is not is named once, and the element starts at once", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const named = page.waitForEvent("console", (event) => event.text().includes("loading"));
  await openHostPage(page, demo, {
    css: FAR_DOWN_CSS,
    body: `<main></main>${widgetOf("active", 'loading="later"')}`,
  });
  await new Widget(page).cards.first().waitFor({ state: "attached" });
  assert.match((await named).text(), /`eager`, `lazy`/);
  watched.assertQuiet();
});
