// The WebAssembly takes over the cards that a server has drawn: the very nodes that
// the shopper sees already, and what was done to them.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { stopClock } from "./clock.ts";
import { Demo } from "./demo.ts";
import { drawnWidgetOf, openHostPage, widgetOf } from "./host-page.ts";
import { needs } from "./instruments.ts";
import { assertSameOutline, outlines } from "./outline.ts";
import { RequestLog } from "./requests.ts";
import { heldWasm } from "./wasm.ts";
import { Widget } from "./widget.ts";

/** The widget lies below what the shopper has scrolled past. */
const CSS = "main { block-size: 60vh }";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** Cards that are seen, while the WebAssembly is held back. */
interface Waiting {
  readonly page: Page;
  readonly widget: Widget;
  /** What the proxy was asked for. */
  readonly log: RequestLog;
  /** Lets the WebAssembly come, and waits until it has taken over. */
  takeOver(): Promise<void>;
}

async function openWaiting(page: Page, state: string): Promise<Waiting> {
  const log = await RequestLog.of(page, (request, path) =>
    path.startsWith("/gallery/drawn/") ? `${request.method()} ${path.split("/challenges")[1]}` : undefined,
  );
  const release = await heldWasm(page);
  await openHostPage(page, demo, { css: CSS, body: `<main></main>${drawnWidgetOf(state)}` });
  const widget = new Widget(page);
  await widget.cards.first().waitFor();
  return {
    page,
    widget,
    log,
    async takeOver() {
      release();
      await widget.hydrated();
    },
  };
}

/** Marks every node of the cards, so that it is known again. */
function mark(page: Page): Promise<void> {
  return page.evaluate(() => {
    const cards = document.querySelector("challenges-widget")?.shadowRoot?.querySelector("section");
    const nodes = document.createTreeWalker(cards ?? document);
    for (let at = 0; nodes.currentNode && at < 10_000; at += 1) {
      Object.assign(nodes.currentNode, { mark: at });
      if (!nodes.nextNode()) break;
    }
  });
}

/** Of the nodes of the cards, those that are not where a marked one was. */
function unmarked(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cards = document.querySelector("challenges-widget")?.shadowRoot?.querySelector("section");
    const nodes = document.createTreeWalker(cards ?? document);
    const found: string[] = [];
    for (let at = 0; nodes.currentNode && at < 10_000; at += 1) {
      if (Reflect.get(nodes.currentNode, "mark") !== at) {
        found.push(`${at}: ${nodes.currentNode.nodeName} ${nodes.currentNode.textContent}`);
      }
      if (!nodes.nextNode()) break;
    }
    return found;
  });
}

test("the nodes are the same ones, and nothing is asked for a second time", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page, log, takeOver } = await openWaiting(watched.page, "everything");
  const [before] = await outlines(page);
  await mark(page);
  await takeOver();

  assert.deepEqual(await unmarked(page), []);
  const [now] = await outlines(page);
  assertSameOutline(now ?? [], before ?? [], "taken over");
  assert.deepEqual(await log.untilNow(), ["GET "]);
  watched.assertQuiet();
});

test("what the shopper has unfolded, ticked, focused and scrolled to stays so", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page, widget, takeOver } = await openWaiting(watched.page, "everything");
  const summary = widget.element.locator("[part~=earlier] > summary");
  const checkbox = widget.element.getByRole("checkbox");
  await summary.click();
  await checkbox.check();
  await summary.focus();
  await page.evaluate(() => window.scrollTo(0, 123));
  await takeOver();

  assert.equal(await widget.element.locator("[part~=earlier]").getAttribute("open"), "");
  assert.ok(await checkbox.isChecked());
  const focused = await widget.element.evaluate((host) => host.shadowRoot?.activeElement?.localName);
  assert.equal(focused, "summary");
  assert.equal(await page.evaluate(() => window.scrollY), 123);
  watched.assertQuiet();
});

test("a box that has the focus keeps it", async () => {
  await using watched = await WatchedPage.open(browser);
  const { widget, takeOver } = await openWaiting(watched.page, "consent");
  await widget.element.getByRole("checkbox").focus();
  await takeOver();

  const focused = await widget.element.evaluate((host) => host.shadowRoot?.activeElement?.localName);
  assert.equal(focused, "input");
  watched.assertQuiet();
});

test("a press on the button before there is anybody to hear it joins once there is", needs("bodies of requests"), async () => {
  await using watched = await WatchedPage.open(browser);
  const { page, widget, log, takeOver } = await openWaiting(watched.page, "consent");
  await widget.element.getByRole("checkbox").check();
  const button = widget.element.locator("[part~=join-button]");
  await button.click();
  await button.click();
  assert.deepEqual(await log.untilNow(), ["GET "]);
  const joined = await widget.listenFor("challenge-joined");
  const joining = page.waitForRequest("**/assign");
  await takeOver();

  assert.deepEqual((await joining).postDataJSON(), { consentVersion: "2026-1" });
  await joined();
  const posts = (await log.untilNow()).filter((request) => request.startsWith("POST"));
  assert.equal(posts.length, 1);
  watched.assertQuiet();
});

test("a picture that had failed before is not shown", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.route("https://images.example.test/**", (route) => route.abort());
  const { widget, takeOver } = await openWaiting(page, "image");
  const pictures = widget.element.locator("img");
  assert.ok((await pictures.count()) > 0);
  await page.setViewportSize({ width: 1280, height: 3_000 });
  const allHidden = () =>
    page.waitForFunction(() => !document.querySelector("challenges-widget")?.shadowRoot?.querySelector("img:not([hidden])"));
  await allHidden();
  await takeOver();
  await allHidden();
  watched.assertQuiet([/Failed to load resource/]);
});

test("what was drawn for another view, or is out of date, becomes what it is to be", async () => {
  const address = demo.url("/gallery/drawn/everything/challenges?view=filter%3Dactive");
  const cards = await (await fetch(address, { headers: { accept: "text/html" } })).text();
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const inlined = drawnWidgetOf("everything").replace(
    "</",
    `<template shadowrootmode="open"><div class="widget">${cards}</div></template></`,
  );
  // The widget with data alone does not give up waiting for what else can be joined.
  await stopClock(page);
  await openHostPage(page, demo, { body: inlined + widgetOf("everything") });
  await new Widget(page).hydrated();
  const [takenOver, drawn] = await outlines(page);
  assertSameOutline(takenOver ?? [], drawn ?? [], "taken over");
  watched.assertQuiet();
});
