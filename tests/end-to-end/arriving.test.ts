// A page that arrives in pieces, while the loader is there early: the cards that come with
// the page are shown once, and not requested.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { embedFolder } from "./embed.ts";
import { FileServer } from "./file-server.ts";
import { Widget } from "./widget.ts";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

// WebKit paints nothing of a page that arrives before there are more than 200 letters of it.
const BEFORE = "Before the challenges. ".repeat(20);
const HEAD = `<!doctype html><html lang="en"><title>A shop</title><link rel="icon" href="data:," />
  <script type="module" async src="/challenges-widget.js"></script><p>${BEFORE}</p>`;
const TAIL = "<p>Behind</p></html>";

/** Server-rendered cards with their data. */
const fragment = await (
  await fetch(demo.url("/gallery/drawn/everything/challenges"), { headers: { accept: "text/html" } })
).text();
const cards = fragment.split("part=\"card ").length - 1;
const INLINED = `<challenges-widget proxy="/nobody"> <template shadowrootmode="open"><div class="widget">${fragment}</div></template> </challenges-widget>`;

/**
 * Lets the loader come once the page has been painted. WebKit keeps an asynchronous script that
 * comes earlier until the page has arrived as a whole.
 */
async function loadAfterPaint(page: Page): Promise<void> {
  await page.route("**/challenges-widget.js", async (route) => {
    await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
    await route.continue();
  });
}

/** Opens a page of two pieces. The second one comes when the loader has run. */
async function openInPieces(page: Page, server: FileServer, first: string, second: string): Promise<void> {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  server.pages.set(
    "shop",
    (async function* () {
      yield first;
      await released;
      yield second;
    })(),
  );
  await loadAfterPaint(page);
  await page.goto(`${server.origin}/shop`, { waitUntil: "commit" });
  await page.waitForFunction(() => customElements.get("challenges-widget"));
  release();
  await page.waitForLoadState();
}

for (const [where, cut] of [
  ["before the element", 0],
  ["before its template", INLINED.indexOf("<template")],
  ["before its cards", INLINED.indexOf("<section")],
  ["between two cards", INLINED.lastIndexOf("<li")],
  ["before their data", INLINED.indexOf("<script")],
  ["within their data", INLINED.indexOf("<script") + 200],
  ["before the end of the template", INLINED.indexOf("</div></template>")],
  ["before the end of the element", INLINED.indexOf("</challenges-widget>")],
] as const) {
  test(`a page that is cut ${where} shows its cards once, and requests none`, async () => {
    assert.ok(cut >= 0);
    await using server = await FileServer.of(embedFolder());
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    const widget = new Widget(page);
    await openInPieces(page, server, HEAD + INLINED.slice(0, cut), INLINED.slice(cut) + TAIL);
    await widget.hydrated();
    assert.equal(await widget.cards.count(), cards);
    assert.deepEqual(server.asked.filter((file) => file.startsWith("nobody")), []);
    watched.assertQuiet();
  });
}

test("another script that adds to the page meanwhile does not make the cards look complete", async () => {
  await using server = await FileServer.of(embedFolder());
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const widget = new Widget(page);
  await page.addInitScript(() => {
    void customElements.whenDefined("challenges-widget").then(() => {
      document.body.append(document.createElement("aside"));
    });
  });
  const cut = INLINED.lastIndexOf("<li");
  await openInPieces(page, server, HEAD + INLINED.slice(0, cut), INLINED.slice(cut) + TAIL);
  await widget.hydrated();
  assert.equal(await widget.cards.count(), cards);
  assert.deepEqual(server.asked.filter((file) => file.startsWith("nobody")), []);
  watched.assertQuiet();
});

test("an element without cards starts before the page has arrived as a whole", async () => {
  await using server = await FileServer.of(embedFolder());
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const asked = page.waitForRequest("**/nobody/challenges");
  let release = (): void => {};
  const released = asked.then(() => release());
  server.pages.set(
    "shop",
    (async function* () {
      yield `${HEAD}<challenges-widget proxy="/nobody"></challenges-widget><p>Behind</p>`;
      await new Promise<void>((resolve) => (release = resolve));
      yield TAIL;
    })(),
  );
  await loadAfterPaint(page);
  await page.goto(`${server.origin}/shop`, { waitUntil: "commit" });
  await asked;
  await released;
  await page.waitForLoadState();
});
