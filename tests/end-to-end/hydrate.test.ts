// The attribute `hydrate`: when the WebAssembly comes for cards that are there already.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { LOADER, STRICT_POLICY, drawnWidgetOf, openHostPage, widgetOf } from "./host-page.ts";
import { RequestLog } from "./requests.ts";
import { heldWasm } from "./wasm.ts";
import { Widget } from "./widget.ts";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

const PICTURE = "/a-picture-of-the-page.png";
const NOTHING: string[] = [];

/** A page that has not loaded yet: a picture of its own is still on its way. */
interface LoadingPage {
  readonly widget: Widget;
  /** The files of the widget that were asked for, without the loader. */
  readonly log: RequestLog;
  /** Lets the picture come. */
  load(): void;
}

async function openLoading(page: Page, body: string): Promise<LoadingPage> {
  let load = (): void => {};
  const released = new Promise<void>((resolve) => {
    load = resolve;
  });
  await page.route(`**${PICTURE}`, async (route) => {
    await released;
    await route.fulfill({ contentType: "image/svg+xml", body: '<svg xmlns="http://www.w3.org/2000/svg"/>' });
  });
  const log = await RequestLog.of(page, (_, path) =>
    path.startsWith("/embed/") && path !== LOADER ? path.replace(/-[0-9a-f]+\./, ".") : undefined,
  );
  await openHostPage(page, demo, {
    html: 'lang="sv"',
    policy: STRICT_POLICY.replace("img-src https:", "img-src 'self'"),
    body: `<img alt="" src="${PICTURE}" />${body}`,
    isHeld: true,
  });
  const widget = new Widget(page);
  await widget.cards.first().waitFor();
  // Cards that came with the page are there before the loader.
  await page.evaluate(() => customElements.whenDefined("challenges-widget").then(() => undefined));
  return { widget, log, load };
}

/** What {@link holdIdleTime} keeps in a page: what waits for an idle browser. */
interface HeldIdleTime {
  readonly waiting: (() => void)[];
}

/** Lets the browser never be idle by itself. */
async function holdIdleTime(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const waiting: HeldIdleTime["waiting"] = [];
    const requestIdleCallback = (callback: () => void): number => waiting.push(callback);
    Object.assign(window, { waiting, requestIdleCallback });
  });
}

/** Cards inside the element, as a shop's server puts them there. */
async function inlined(state: string, attributes = ""): Promise<string> {
  const answer = await fetch(demo.url(`/gallery/drawn/${state}/challenges`), {
    headers: { Accept: "text/html", "Accept-Language": "sv" },
  });
  const element = drawnWidgetOf(state, attributes);
  const template = `<template shadowrootmode="open">${await answer.text()}</template>`;
  return element.replace("></challenges-widget>", `>${template}</challenges-widget>`);
}

const KINDS: readonly (readonly [string, (attributes?: string) => Promise<string>])[] = [
  ["cards of the proxy", async (attributes) => drawnWidgetOf("consent", attributes)],
  ["cards in the page", (attributes) => inlined("consent", attributes)],
];

for (const [name, markup] of KINDS) {
  test(`${name}: nothing but the loader is fetched until the page has loaded`, async () => {
    await using watched = await WatchedPage.open(browser);
    const { widget, log, load } = await openLoading(watched.page, await markup());
    assert.deepEqual(await log.untilNow(), NOTHING);

    load();
    await widget.hydrated();
    assert.deepEqual([...(await log.untilNow())].toSorted(), ["/embed/challenges_widget_bg.wasm", "/embed/locales/sv.json"]);
    watched.assertQuiet();
  });

  test(`${name}: nothing but the loader is fetched until the browser is idle after that`, async () => {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    await holdIdleTime(page);
    const { widget, log, load } = await openLoading(page, await markup());
    load();
    await page.waitForFunction(() => (window as unknown as HeldIdleTime).waiting.length > 0);
    assert.equal(await page.evaluate(() => document.readyState), "complete");
    assert.deepEqual(await log.untilNow(), NOTHING);

    await page.evaluate(() => (window as unknown as HeldIdleTime).waiting.forEach((callback) => callback()));
    await widget.hydrated();
    watched.assertQuiet();
  });

  for (const [sign, give] of [
    ["points at them", (widget: Widget) => widget.cards.first().hover()],
    ["focuses something in them", (widget: Widget) => widget.element.getByRole("checkbox").focus()],
  ] as const) {
    test(`${name} are hydrated before that when the shopper ${sign}`, async () => {
      await using watched = await WatchedPage.open(browser);
      const { widget } = await openLoading(watched.page, await markup());
      await give(widget);
      await widget.hydrated();
      watched.assertQuiet();
    });
  }

  test(`${name} are hydrated before that by refresh() and by an attribute that changes`, async () => {
    for (const tell of [
      (element: Element) => (element as HTMLElement & { refresh(): void }).refresh(),
      (element: Element) => element.setAttribute("heading-level", "2"),
      (element: Element) => Object.assign(element, { texts: { retry: "Igen" } }),
    ]) {
      await using watched = await WatchedPage.open(browser);
      const { widget } = await openLoading(watched.page, await markup());
      await widget.element.evaluate(tell);
      await widget.hydrated();
      watched.assertQuiet();
    }
  });

  test(`${name}: with hydrate="load" and with "live" nothing is waited for`, async () => {
    for (const attribute of ['hydrate="load"', "live"]) {
      await using watched = await WatchedPage.open(browser);
      const { widget } = await openLoading(watched.page, await markup(attribute));
      await widget.hydrated();
      // The gallery has no events.
      watched.assertQuiet([/challenges\/events/]);
    }
  });

  test(`${name}: a shopper who saves data downloads nothing more until they use them`, async () => {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    await page.addInitScript(() => {
      Object.defineProperty(navigator, "connection", { value: { saveData: true } });
    });
    const { widget, log, load } = await openLoading(page, await markup());
    load();
    await page.waitForLoadState("load");
    await page.evaluate(
      () => new Promise((resolve) => ("requestIdleCallback" in window ? requestIdleCallback(resolve) : setTimeout(resolve))),
    );
    assert.deepEqual(await log.untilNow(), NOTHING);
    await widget.cards.first().hover();
    await widget.hydrated();
    watched.assertQuiet();
  });

  test(`${name}: a press on Join before the WebAssembly is there is done once, however often it comes`, async () => {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    const joins = await RequestLog.of(page, (_, path) => (path.endsWith("/assign") ? path : undefined));
    const release = await heldWasm(page);
    const { widget } = await openLoading(page, await markup());
    const joined = await widget.listenFor("challenge-joined");
    await widget.element.getByRole("checkbox").check();
    await widget.element.locator("[part~=join-button]").click();
    await widget.element.locator("[part~=join-button]").click();
    assert.deepEqual(await joins.untilNow(), NOTHING, "there is nobody yet to hear the press");

    release();
    await joined();
    assert.equal((await joins.untilNow()).length, 1);
    watched.assertQuiet();
  });
}

test("cards that are made of data do not wait until the page has loaded", async () => {
  await using watched = await WatchedPage.open(browser);
  const { widget } = await openLoading(watched.page, widgetOf("active"));
  await widget.hydrated();
  watched.assertQuiet();
});
