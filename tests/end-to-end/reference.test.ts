// The reference page names what is really drawn.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { openWithoutTimeLimits } from "./clock.ts";
import { Demo } from "./demo.ts";
import { allSettled, openGallery } from "./gallery.ts";
import { openHostPage, widgetOf } from "./host-page.ts";
import { Widget } from "./widget.ts";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** The names in the first column of a table of the reference page. */
async function documented(heading: string): Promise<string[]> {
  const page = await readFile(path.join(process.cwd(), "docs", "reference.md"), "utf8");
  const section = page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name ?? "");
}

/** All parts in the widgets of a page. */
function parts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("challenges-widget")]
      .flatMap((widget) => [...(widget.shadowRoot?.querySelectorAll("[part]") ?? [])])
      .flatMap((element) => [...element.part]),
  );
}

test("every part that is drawn is documented, and every documented part is drawn", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const drawn = new Set<string>();
  const look = async () => {
    for (const part of await parts(page)) {
      drawn.add(part);
    }
  };
  // It stays slow for as long as it is looked at.
  await page.route("**/gallery/data/slow/**", () => {});
  await openWithoutTimeLimits(page, () => openGallery(page, demo, { lang: "en", theme: "light" }));
  await page.locator("challenges-widget [part~=slow]").first().waitFor();
  await look();

  await openGallery(page, demo, { state: "active", theme: "light", layout: "stamps" });
  await page.route("**/gallery/data/active/**", (route) => route.abort());
  await page.evaluate(() => window.dispatchEvent(new Event("challenges:refresh")));
  await new Widget(page).notice("as of").waitFor();
  await look();

  await openHostPage(page, demo, { body: widgetOf("signed-out", 'login-url="/log-in"') });
  await allSettled(page);
  await look();

  assert.deepEqual([...drawn].toSorted(), (await documented("Parts")).toSorted());
});
