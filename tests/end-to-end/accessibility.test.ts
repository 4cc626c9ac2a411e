// axe-core over the gallery: every state, theme and language.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import { addAxe, assertNoFindings } from "./axe.ts";
import { WatchedPage, openBrowser } from "./browser.ts";
import { openWithoutTimeLimits } from "./clock.ts";
import { Demo } from "./demo.ts";
import { type Choice, LANGUAGES, THEMES, openGallery } from "./gallery.ts";
import { Widget } from "./widget.ts";

/** After so long the widget no longer waits for an answer. */
const PATIENCE_OF_THE_WIDGET_IN_MILLISECONDS = 30_000;

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/**
 * A page that has axe-core, which a strict policy would not let it load. What is slow
 * in it stays slow, so that the page is the same for as long as axe-core looks.
 */
async function openWithAxe(): Promise<WatchedPage> {
  const watched = await WatchedPage.open(browser, { reducedMotion: "reduce" });
  await watched.page.route(/\/gallery\/data\/slow[./]/, () => {});
  await watched.page.addInitScript((patience) => {
    const { setTimeout } = window;
    window.setTimeout = ((callback: () => void, delay = 0, ...rest: unknown[]) =>
      delay >= patience ? 0 : setTimeout(callback, delay, ...rest)) as typeof window.setTimeout;
  }, PATIENCE_OF_THE_WIDGET_IN_MILLISECONDS);
  await addAxe(watched.page);
  return watched;
}

for (const theme of THEMES) {
  for (const lang of LANGUAGES) {
    test(`axe-core finds nothing in any state in ${theme} and ${lang}`, async () => {
      await using watched = await openWithAxe();
      await openWithoutTimeLimits(watched.page, () => openGallery(watched.page, demo, { theme, lang }));
      await assertNoFindings(watched.page);
    });
  }

  test(`axe-core finds nothing in the widget's own ${theme} colours`, async () => {
    await using watched = await openWithAxe();
    await openWithoutTimeLimits(watched.page, () => openGallery(watched.page, demo, { theme, colours: "own", lang: "en" }));
    await assertNoFindings(watched.page);
  });
}

test("axe-core finds nothing at the width of a narrow telephone", async () => {
  await using watched = await openWithAxe();
  await watched.page.setViewportSize({ width: 320, height: 800 });
  await openWithoutTimeLimits(watched.page, () =>
    openGallery(watched.page, demo, { width: "280", theme: "light", lang: "en" }),
  );
  await assertNoFindings(watched.page);
});

test("axe-core finds nothing while placeholders stand", async () => {
  await using watched = await openWithAxe();
  const { page } = watched;
  await page.goto(demo.url("/gallery?state=slow&theme=light"));
  await page.locator("challenges-widget [part~=slow]").waitFor();
  await assertNoFindings(page);
  assert.notEqual(await page.locator("challenges-widget .skeleton").count(), 0, "they stand still");
});

/** Something that is only there after the shopper has done something. */
const AFTERWARDS: readonly (readonly [string, Choice, (page: Page) => Promise<void>])[] = [
  [
    "after joining was refused",
    { state: "join-closed", theme: "light" },
    async (page) => {
      await page.locator("challenges-widget [part~=join-button]").click();
      await new Widget(page).element.locator("[part~=join]").getByText("can no longer be joined").waitFor();
    },
  ],
  [
    "when the box was not ticked",
    { state: "consent", theme: "light", layout: "stamps" },
    async (page) => {
      await page.locator("challenges-widget [part~=join-button]").click();
      await page.getByText("Please tick the box").waitFor();
    },
  ],
  [
    "when all earlier challenges are unfolded",
    { state: "everything", theme: "light" },
    async (page) => {
      await page.locator("challenges-widget [part~=earlier] > summary").click();
      await page.locator("challenges-widget [part~=earlier][open]").waitFor();
    },
  ],
  [
    "above cards that are not fresh",
    { state: "active", theme: "light", layout: "stamps" },
    async (page) => {
      await page.route("**/gallery/data/**", (route) => route.abort());
      await new Widget(page).refresh();
      await new Widget(page).notice("as of").waitFor();
    },
  ],
];

for (const [when, choice, act] of AFTERWARDS) {
  test(`axe-core finds nothing ${when}`, async () => {
    await using watched = await openWithAxe();
    await openWithoutTimeLimits(watched.page, () => openGallery(watched.page, demo, choice));
    await act(watched.page);
    await assertNoFindings(watched.page);
  });
}
