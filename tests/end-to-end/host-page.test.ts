// The element on other people's pages.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { stopClock } from "./clock.ts";
import { Demo } from "./demo.ts";
import { allSettled } from "./gallery.ts";
import { LOADER, openHostPage, widgetOf } from "./host-page.ts";
import { overflowing } from "./measures.ts";
import { RequestLog } from "./requests.ts";
import { Widget } from "./widget.ts";

/** What a page can do to the elements on it, on purpose or not. */
const HOSTILE_CSS = `
  * {
    all: unset;
    display: inline !important;
    box-sizing: content-box !important;
    position: static !important;
    padding: 9px !important;
    font-size: 40px !important;
    letter-spacing: 2px !important;
    text-transform: uppercase !important;
  }
  head, script, style, link, title, meta { display: none !important; }
  div, section, ul, ol, li, p, h3, button { display: none !important; opacity: 0 !important; }
  html { color: lime !important; }
`;

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

test("a strict policy with Trusted Types is kept without an error", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await openHostPage(page, demo, {
    body: widgetOf("everything") + widgetOf("empty") + widgetOf("checkpoints-250"),
  });
  await allSettled(page);
  await page.locator("challenges-widget [part~=earlier] > summary").first().click();
  watched.assertQuiet();
});

test("hostile styles of the page neither hide nor tear the cards", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await openHostPage(page, demo, { body: widgetOf("active"), css: HOSTILE_CSS });
  await allSettled(page);
  const widget = new Widget(page);
  assert.ok(await widget.cards.first().isVisible());
  assert.match(await widget.cards.first().innerText(), /3 of 5 stamps/i);
  const sizes = await widget.element.evaluate((element) => {
    const boxes = [...(element.shadowRoot?.querySelectorAll("[part~=stamp]") ?? [])];
    return boxes.map((stamp) => {
      const { width, height } = stamp.getBoundingClientRect();
      return { width: Math.round(width), height: Math.round(height) };
    });
  });
  assert.equal(sizes.length, 5);
  for (const { width, height } of sizes) {
    assert.ok(width >= 24 && Math.abs(width - height) <= 1, `a stamp of ${width} × ${height}`);
  }
  assert.deepEqual(await overflowing(page), []);
  watched.assertQuiet();
});

test("the widget changes nothing outside of itself", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await openHostPage(page, demo, {
    body: `<h1>Shop</h1><p class="card">Ours</p>${widgetOf("everything")}`,
    // A scroll bar that comes with the cards would make the page narrower.
    css: "html { overflow-y: scroll }",
    loader: null,
  });
  const before = await outside(page);
  await page.evaluate((address) => import(address), demo.url(LOADER));
  await allSettled(page);
  assert.deepEqual(await outside(page), before);
  watched.assertQuiet();
});

/** All of a page that a widget could touch, but must not. */
function outside(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const style = (selector: string) => {
      const element = document.querySelector(selector);
      return element && [...getComputedStyle(element)].map((name) => [name, getComputedStyle(element).getPropertyValue(name)])
        // The page's height and what follows from it is the only thing that may change.
        .filter(([name]) => !/block-size|height|perspective-origin|transform-origin/.test(name ?? ""));
    };
    return {
      html: document.documentElement.outerHTML,
      // Firefox lists what it has used so far first.
      globals: Object.getOwnPropertyNames(window)
        .filter((name) => !name.startsWith("__playwright"))
        .toSorted(),
      adopted: document.adoptedStyleSheets.length,
      title: document.title,
      styles: ["html", "body", "h1", "p"].map(style),
    };
  });
}

test("two widgets with one proxy ask for its data once", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const log = await RequestLog.of(page, (_, path) => (path.startsWith("/gallery/data/") ? path : undefined));
  // What they ask for by themselves when time passes is not counted.
  await stopClock(page);
  await openHostPage(page, demo, {
    body: widgetOf("active") + widgetOf("active", 'layout="compact"'),
  });
  await new Widget(page).hydrated();
  assert.deepEqual([...(await log.untilNow())].toSorted(), [
    "/gallery/data/active/challenges",
    "/gallery/data/active/challenges/definitions",
  ]);
  watched.assertQuiet();
});

test("a single-page app can move, remove and add the element, and hears of its cards each time", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const widget = new Widget(page);
  await openHostPage(page, demo, {
    body: `<main id="first">${widgetOf("active")}</main><main id="second"></main>`,
    loader: null,
  });
  await page.evaluate(() => {
    const heard: number[] = [];
    Object.assign(window, { heard });
    document.addEventListener("challenges-loaded", (event) => {
      heard.push((event as CustomEvent<{ count: number }>).detail.count);
    });
  });
  await page.evaluate((address) => import(address), demo.url(LOADER));
  await widget.cards.first().waitFor();

  const stayed = await page.evaluate(() => {
    const element = document.querySelector("challenges-widget");
    const card = element?.shadowRoot?.querySelector("[part~=card]");
    if (element) document.querySelector("#second")?.append(element);
    return card?.isConnected;
  });
  assert.equal(stayed, true, "a moved element keeps its cards");

  await widget.putInto("#first", await widget.takeOut());
  await widget.cards.first().waitFor();
  await page.waitForFunction(() => (window as unknown as { heard: number[] }).heard.length === 2);
  assert.deepEqual(await page.evaluate(() => (window as unknown as { heard: number[] }).heard), [1, 1]);
  watched.assertQuiet();
});

test("on a right-to-left page the widget reads from right to left", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await openHostPage(page, demo, {
    html: 'lang="ar" dir="rtl"',
    body: widgetOf("active.ar"),
  });
  await allSettled(page);
  const { direction, stamps, text } = await page.locator("challenges-widget").evaluate((element) => {
    const root = element.shadowRoot;
    const region = root?.querySelector("[part~=widget]");
    return {
      direction: region ? getComputedStyle(region).direction : "",
      stamps: [...(root?.querySelectorAll("[part~=stamp]") ?? [])].map((stamp) => stamp.getBoundingClientRect().left),
      text: region?.textContent ?? "",
    };
  });
  assert.equal(direction, "rtl");
  assert.deepEqual(stamps, stamps.toSorted((one, other) => other - one), "the first stamp is the rightmost");
  assert.match(text, /[\u0600-\u06ff]/);
  assert.doesNotMatch(text, /stamps|days left/);
  watched.assertQuiet();
});
