// Cards that come with the page, while the widget's style sheet is late: what the browser
// paints meanwhile.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { embedFiles, embedFolder } from "./embed.ts";
import { STRICT_POLICY, openHostPage } from "./host-page.ts";
import { needs } from "./instruments.ts";
import { Widget } from "./widget.ts";

const SHEET = "/embed/challenges-widget.css";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

// WebKit paints nothing of a page that arrives before there are more than 200 letters of it.
const BEFORE = `<h1>My pages</h1><p>${"Before the challenges. ".repeat(20)}</p>`;

/** A page with cards in it, and with their styles in this form. */
async function pageWith(styles: string): Promise<string> {
  const answer = await fetch(demo.url("/gallery/drawn/active/challenges"), { headers: { accept: "text/html" } });
  return `${BEFORE}
    <challenges-widget proxy="/gallery/drawn/active">
      <template shadowrootmode="open">${styles}<div class="widget">${await answer.text()}</div></template>
    </challenges-widget>
    <p id="behind">Behind the challenges</p>`;
}

/** Holds the style sheet back. What is returned says whether the page has asked for it, and gives it. */
async function holdSheet(page: Page): Promise<{ isAskedFor(): boolean; give(): void }> {
  let isAskedFor = false;
  let give = (): void => {};
  const given = new Promise<void>((resolve) => (give = resolve));
  await page.route(`**${SHEET}`, async (route) => {
    isAskedFor = true;
    await given;
    await route.continue();
  });
  return { isAskedFor: () => isAskedFor, give: () => give() };
}

/** Waits until the browser says that it has painted something of the page. */
async function painted(page: Page): Promise<void> {
  await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
}

test(
  "the page is painted while the style sheet that inlined cards name is late",
  needs("a paint while a style sheet is late"),
  async () => {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    const sheet = await holdSheet(page);
    const body = await pageWith(`<link rel="stylesheet" href="${SHEET}">`);
    await openHostPage(page, demo, { body, isHeld: true });
    await painted(page);
    assert.ok(await page.getByRole("heading", { name: "My pages" }).isVisible());
    assert.ok(sheet.isAskedFor(), "the style sheet is still on its way");
    sheet.give();
    await new Widget(page).hydrated();
    watched.assertQuiet();
  },
);

test("inlined cards whose styles stand in the page are painted with it, under a strict policy too", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const sheet = await holdSheet(page);
  const styles = await readFile(path.join(embedFolder(), "challenges-widget.css"), "utf8");
  const hash = (await embedFiles())["challenges-widget.css"]?.integrity;
  await openHostPage(page, demo, {
    body: await pageWith(`<style>${styles}</style>`),
    policy: STRICT_POLICY.replace("style-src 'self'", `style-src 'self' '${hash}'`),
    loader: null,
    isHeld: true,
  });
  await painted(page);
  const stamp = page.locator("challenges-widget [part~=stamped]").first();
  const { width, height } = (await stamp.boundingBox()) ?? { width: 0, height: 0 };
  assert.ok(width > 20 && width === height, `a stamp of ${width} × ${height}`);
  assert.ok(await page.locator("#behind").isVisible());
  assert.ok(!sheet.isAskedFor(), "nothing asks for the style sheet");
  watched.assertQuiet();
});

test("styles that stand in the page make room for the widget's own", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const old = ".card { visibility: hidden; }";
  await openHostPage(page, demo, {
    body: await pageWith(`<style>${old}</style>`),
    policy: STRICT_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
  });
  const widget = new Widget(page);
  await widget.hydrated();
  assert.ok(await widget.cards.first().isVisible(), "the styles of an older release no longer count");
  watched.assertQuiet();
});
