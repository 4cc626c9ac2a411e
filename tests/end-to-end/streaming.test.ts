// Cards inside a page that React streams: rendered on the server, sent in pieces, and hydrated
// in the browser while it arrives, as Next does it.

import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { after, test } from "node:test";

import type { Page } from "playwright-core";
import { createElement } from "react";
import { renderToPipeableStream } from "react-dom/server";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { environmentVariable } from "./environment.ts";
import { FileServer } from "./file-server.ts";
import { clientScript } from "./react/script.ts";
import { HYDRATED, Streamed } from "./react/streamed.ts";
import { Widget } from "./widget.ts";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** Only React's development build reports mistakes. */
const script = await clientScript("streamed-client.ts", "development");
const fragment = await (
  await fetch(demo.url("/gallery/drawn/everything/challenges"), { headers: { accept: "text/html" } })
).text();
const cards = fragment.split('part="card ').length - 1;

/** The pieces of the page as React writes them. The cards come once the fragment is there. */
function pieces(awaited: Promise<string>): AsyncIterable<string> {
  const written = new PassThrough({ encoding: "utf8" });
  const stream = renderToPipeableStream(createElement(Streamed, { fragment: awaited }), {
    bootstrapModules: ["/react.js"],
    onShellReady: () => stream.pipe(written),
  });
  return written;
}

/**
 * Lets the page's scripts come once something of it has been painted. WebKit keeps an
 * asynchronous script that comes earlier until the page has arrived as a whole.
 */
async function scriptsAfterPaint(page: Page): Promise<void> {
  const painted = (): Promise<unknown> =>
    page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
  await page.route("**/react.js", async (route) => {
    await painted();
    await route.fulfill({ contentType: "text/javascript", body: script });
  });
  await page.route("**/challenges-widget.js", async (route) => {
    await painted();
    await route.continue();
  });
}

/** Marks the first card as soon as the parser has made it. */
async function markCard(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const observer = new MutationObserver(() => {
      const card = document.querySelector("challenges-widget")?.shadowRoot?.querySelector("[part~=card]");
      if (card) {
        observer.disconnect();
        Object.assign(card, { isMarked: true });
      }
    });
    observer.observe(document, { childList: true, subtree: true });
  });
}

for (const { what, data } of [
  { what: "the data for React have the cards once more", data: { fragment } },
  { what: "the data for React leave the cards out", data: {} },
]) {
  test(`cards that a page of React brings late, in its stream, stay through its hydration, where ${what}`, async () => {
    await using server = await FileServer.of(environmentVariable("SITE_DIR"));
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    await page.addInitScript((data) => void Object.assign(window, data), data);
    await markCard(page);
    await scriptsAfterPaint(page);
    let give = (fragment: string): void => void fragment;
    server.pages.set("shop", pieces(new Promise((resolve) => (give = resolve))));
    await page.goto(`${server.origin}/shop`, { waitUntil: "commit" });

    await page.locator(`html[${HYDRATED.page}]`).waitFor({ state: "attached" });
    await page.waitForFunction(() => customElements.get("challenges-widget"));
    assert.equal(await page.locator("challenges-widget").count(), 0, "the cards are still awaited");
    give(fragment);

    await page.locator(`html[${HYDRATED.cards}]`).waitFor({ state: "attached" });
    const widget = new Widget(page);
    await widget.hydrated();
    await page.getByRole("button", { name: "Pressed 0 times" }).click();
    await page.getByRole("button", { name: "Pressed 1 times" }).waitFor();
    assert.equal(await widget.cards.count(), cards);
    const isMarked = await widget.cards.first().evaluate((card) => "isMarked" in card);
    assert.ok(isMarked, "the card that came with the page still stands there");
    assert.deepEqual(server.asked.filter((file) => file.startsWith("nobody")), [], "the proxy is not asked again");
    watched.assertQuiet();
  });
}
