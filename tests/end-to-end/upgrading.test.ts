// Attributes that are there when the element is defined, or change together.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { WatchedPage, openBrowser } from "./browser.ts";
import { stopClock } from "./clock.ts";
import { Demo } from "./demo.ts";
import { drawnWidgetOf, openHostPage, widgetOf } from "./host-page.ts";
import { RequestLog } from "./requests.ts";
import { Widget } from "./widget.ts";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** The requests for challenges. */
function challenges(_: unknown, path: string): string | undefined {
  return path.endsWith("/challenges") ? path : undefined;
}

test("cards that came with the page stay when the element has a language of its own", async () => {
  const url = demo.url("/gallery/drawn/everything/challenges");
  const cards = await (await fetch(url, { headers: { accept: "text/html", "accept-language": "sv" } })).text();
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await stopClock(page);
  await page.addInitScript(() => {
    // The cards that the parser has made, before the element is defined.
    document.addEventListener("readystatechange", () => {
      const parsed = document.querySelector("challenges-widget")?.shadowRoot?.querySelector("section");
      Object.assign(window, { parsed: Reflect.get(window, "parsed") ?? parsed });
    });
  });
  const log = await RequestLog.of(page, challenges);
  const body = drawnWidgetOf("everything", 'lang="sv"').replace(
    "</",
    `<template shadowrootmode="open"><div class="widget">${cards}</div></template></`,
  );
  await openHostPage(page, demo, { body });
  await new Widget(page).hydrated();
  assert.deepEqual(await log.untilNow(), []);
  const isSame = await page.evaluate(() => {
    const parsed = Reflect.get(window, "parsed") as unknown;
    return parsed instanceof HTMLElement && parsed.isConnected;
  });
  assert.ok(isSame, "the cards have left the page");
  watched.assertQuiet();
});

test("cards that came with the page are seen while a lazy element waits", async () => {
  const url = demo.url("/gallery/drawn/active/challenges");
  const cards = await (await fetch(url, { headers: { accept: "text/html" } })).text();
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const log = await RequestLog.of(page, challenges);
  const body = drawnWidgetOf("active", 'loading="lazy"').replace(
    "</",
    `<template shadowrootmode="open"><div class="widget">${cards}</div></template></`,
  );
  await openHostPage(page, demo, { css: "main { height: 300vh }", body: `<main></main>${body}` });
  const widget = new Widget(page);
  assert.match(await widget.cards.first().innerText(), /3 of 5 stamps/);
  assert.equal(await widget.element.locator(".skeleton").count(), 0);
  await widget.element.scrollIntoViewIfNeeded();
  await widget.hydrated();
  assert.deepEqual(await log.untilNow(), []);
  watched.assertQuiet();
});

test("an element with a language of its own requests the challenges once", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await stopClock(page);
  const log = await RequestLog.of(page, challenges);
  await openHostPage(page, demo, { body: widgetOf("active", 'lang="sv"') });
  await new Widget(page).hydrated();
  assert.deepEqual(await log.untilNow(), ["/gallery/data/active/challenges"]);
  watched.assertQuiet();
});

test("a proxy and a language that change together are one new start", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await stopClock(page);
  await openHostPage(page, demo, { body: widgetOf("active") });
  const widget = new Widget(page);
  await widget.hydrated();
  const log = await RequestLog.of(page, challenges);
  await widget.element.evaluate((element) => {
    element.setAttribute("lang", "sv");
    element.setAttribute("proxy", "/gallery/data/completed");
    element.setAttribute("lang", "fi");
  });
  await widget.hydrated(2);
  assert.deepEqual(await log.untilNow(), ["/gallery/data/completed/challenges"]);
  assert.equal(await widget.element.locator("section").getAttribute("lang"), "fi");
  watched.assertQuiet();
});
