// The gallery as a part of the built site, where no program answers: it shows what the page of
// the demo shop shows.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { type Choice, openGallery } from "./gallery.ts";
import { SiteServer } from "./site-server.ts";

const browser = await openBrowser();
after(() => browser.close());
const server = await SiteServer.started();
after(() => server.stop());
const demo = await Demo.started();
after(() => demo.stop());

/** Pictures of hosts that do not exist, which a case is about. */
const MISSING_PICTURES = [/Failed to load resource.*images\.example\.test/];

function address(choice: Choice = {}): string {
  const url = new URL(server.url("gallery/index.html"));
  Object.entries(choice).forEach(([name, value]) => url.searchParams.set(name, value));
  return url.href;
}

/** Waits until every widget has its cards or a notice, the slow one too, and is alive. */
async function allDrawn(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll("challenges-widget")].every((widget) =>
      widget.shadowRoot?.querySelector("[part~=card], [part~=notice]"),
    ),
  );
}

/** What stands on a page: the sections, the captions, and what each widget is told and coloured by. */
function specimens(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll(".specimen")].map((specimen) => {
      const widget = specimen.querySelector("challenges-widget");
      const told = ["lang", "layout", "color-scheme"].map((name) => widget?.getAttribute(name) ?? "-");
      const data = widget?.getAttribute("proxy")?.split("/").at(-1);
      const { width } = specimen.parentElement?.dataset ?? {};
      const accent = widget ? getComputedStyle(widget).getPropertyValue("--challenges-accent") : "";
      return [accent, specimen.closest("section")?.id, specimen.querySelector("figcaption")?.textContent, data, width, ...told].join(" | ");
    }),
  );
}

test("the gallery of the site draws every widget from files alone, and the console stays empty", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.goto(address());
  await allDrawn(page);
  const counts = await page.evaluate(() => {
    const widgets = [...document.querySelectorAll("challenges-widget")];
    const withCards = widgets.filter((widget) => widget.shadowRoot?.querySelector("[part~=card]"));
    return { widgets: widgets.length, withCards: withCards.length };
  });
  assert.ok(counts.widgets > 90, JSON.stringify(counts));
  assert.ok(counts.withCards > 80, JSON.stringify(counts));
  watched.assertQuiet(MISSING_PICTURES);
});

test("a card of the site's gallery is alive: a shopper joins, and the time left is counted from now", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.clock.install({ time: Date.now() + 400 * 86_400_000 });
  await page.goto(address({ state: "active", theme: "light", layout: "stamps" }));
  await page.getByText("2 days left").waitFor();

  await page.goto(address({ state: "available", theme: "light", layout: "stamps" }));
  await page.getByRole("button", { name: /^Join/ }).click();
  await page.getByText(/You have joined/).waitFor({ state: "attached" });
  watched.assertQuiet();
});

const CHOICES: readonly Choice[] = [
  {},
  { theme: "dark" },
  { layout: "path", lang: "ar" },
  { state: "failing", layout: "compact", lang: "en" },
  { state: "markup", layout: "compact", width: "280", colours: "own" },
  { state: "active", theme: "light", lang: "fi", width: "1040" },
];

for (const choice of CHOICES) {
  test(`the gallery of the site shows what the demo's shows when ${JSON.stringify(choice)} is chosen`, async () => {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    await openGallery(page, demo, choice);
    const expected = await specimens(page);
    const colours = await page.locator(".gallery").getAttribute("data-colours");

    await page.goto(address(choice));
    await page.locator("challenges-widget:defined").first().waitFor();
    assert.deepEqual(await specimens(page), expected);
    assert.equal(await page.locator(".gallery").getAttribute("data-colours"), colours);
  });
}

test("what is chosen in the form of the site's gallery is shown, and stays chosen", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.goto(address());
  await page.locator("select[name=state]").selectOption("completed");
  await page.locator("select[name=lang]").selectOption("de");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.waitForURL(/state=completed/);
  await allDrawn(page);
  assert.equal(await page.locator(".specimen").count(), 6);
  assert.equal(await page.locator("select[name=lang]").inputValue(), "de");
  watched.assertQuiet();
});
