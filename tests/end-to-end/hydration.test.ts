// Cards inside a page that React renders on the server and hydrates in the browser.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Page } from "playwright-core";
import { createElement } from "react";
import { renderToString } from "react-dom/server";

import { WatchedPage, openBrowser } from "./browser.ts";
import { stopClock } from "./clock.ts";
import { Demo } from "./demo.ts";
import { LOADER, STRICT_POLICY, openHostPage } from "./host-page.ts";
import { HYDRATED, MyPages, ROOT } from "./react/my-pages.ts";
import { clientScript } from "./react/script.ts";
import { RequestLog } from "./requests.ts";
import { Widget } from "./widget.ts";

const DOG_FOOD = "Five bags, one on us";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** The scripts that hydrate the page. Only React's development build reports mistakes. */
const scripts = {
  development: await clientScript("client.ts", "development"),
  production: await clientScript("client.ts", "production"),
};

/** The cards as the proxy renders them for the shopper of this page. */
async function fragmentOf(page: Page): Promise<string> {
  await page.request.get(demo.url("/my-pages?as=alva"));
  const answer = await page.request.get(demo.url("/api/loyalty/challenges"), {
    headers: { accept: "text/html", "accept-language": "en-GB" },
    params: { view: "heading-level=3&hide-when-empty=true" },
  });
  assert.match(answer.headers()["content-type"] ?? "", /^text\/html/);
  return answer.text();
}

/** Marks the card that stands in the page before any script has run. */
async function markCard(page: Page): Promise<void> {
  await page.addInitScript(() => {
    document.addEventListener("readystatechange", () => {
      const card = document.querySelector("challenges-widget")?.shadowRoot?.querySelector("[part~=card]");
      if (card) {
        Object.assign(card, { isMarked: true });
      }
    });
  });
}

for (const { mode, loader, order } of [
  { mode: "development", loader: LOADER, order: "the widget is there before React" },
  { mode: "development", loader: null, order: "React is there before the widget" },
  { mode: "production", loader: LOADER, order: "a strict policy is in force" },
] as const) {
  test(`cards in a page of React stay through its hydration, where ${order}`, async () => {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    const fragment = await fragmentOf(page);
    await stopClock(page);
    const log = await RequestLog.of(page, (_, path) => (path.startsWith("/api/loyalty") ? path : undefined));
    await markCard(page);
    await page.route("**/react.js", (route) =>
      route.fulfill({ contentType: "text/javascript", body: scripts[mode] }),
    );
    const html = renderToString(createElement(MyPages, { fragment }));
    const late = loader === null ? `<script type="module" src="${LOADER}"></script>` : "";
    const body = `<div id="${ROOT}">${html}</div><script type="module" src="/react.js"></script>${late}`;
    const policy = mode === "development" ? "default-src 'self' 'wasm-unsafe-eval' https:" : STRICT_POLICY;
    await openHostPage(page, demo, { body, loader, policy });
    const widget = new Widget(page);
    await widget.hydrated();
    await page.locator(`html[${HYDRATED}]`).waitFor({ state: "attached" });

    await page.getByRole("button", { name: "Pressed 0 times" }).click();
    await page.getByRole("button", { name: "Pressed 1 times" }).waitFor();
    await widget.card(DOG_FOOD).waitFor();
    const isMarked = await widget.cards.first().evaluate((card) => "isMarked" in card);
    assert.ok(isMarked, "the card that came with the page still stands there");
    assert.deepEqual(await log.untilNow(), [], "the proxy is not asked again");
    watched.assertQuiet();
  });
}

test("where React renders the page in the browser alone, the widget asks for its cards", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.request.get(demo.url("/my-pages?as=alva"));
  await page.route("**/react.js", (route) =>
    route.fulfill({ contentType: "text/javascript", body: scripts.development }),
  );
  const html = renderToString(createElement(MyPages, { fragment: "" }));
  const body = `<div id="${ROOT}">${html}</div><script type="module" src="/react.js"></script>`;
  await openHostPage(page, demo, { body, policy: "default-src 'self' 'wasm-unsafe-eval' https:" });
  const widget = new Widget(page);
  await widget.hydrated();
  await widget.card(DOG_FOOD).waitFor();
  watched.assertQuiet();
});
