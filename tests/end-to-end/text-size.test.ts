// Sizes do not depend on the root of the page, and follow the text size that the shopper
// has chosen in the browser.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { type Browser, type Page, chromium } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { environmentVariable } from "./environment.ts";
import { allSettled } from "./gallery.ts";
import { openHostPage, widgetOf } from "./host-page.ts";
import { needs } from "./instruments.ts";
import { overflowing } from "./measures.ts";
import { Widget } from "./widget.ts";

/** What many pages begin with, so that 1rem is ten pixels, and the same text without it. */
const ROOT_OF_TEN = "html { font-size: 62.5% } body { font-size: 1.5rem }";
const USUAL_ROOT = "body { font-size: 0.9375rem }";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** Chromium, whose shopper has chosen text of twice the usual size. */
function openWithLargeText(): Promise<Browser> {
  return chromium.launch({
    executablePath: environmentVariable("CHROME"),
    args: ["--no-sandbox", "--blink-settings=defaultFontSize=32"],
  });
}

/** The size of every element of the page's widgets, and of its text. */
function sizes(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("challenges-widget")].flatMap((widget) =>
      [...(widget.shadowRoot?.querySelectorAll("section *") ?? [])].map((element) => {
        const { width, height } = element.getBoundingClientRect();
        const { fontSize, padding, borderRadius } = getComputedStyle(element);
        const size = `${width.toFixed(1)} × ${height.toFixed(1)}`;
        return `${element.localName}.${element.getAttribute("class")} ${size} ${fontSize} ${padding} ${borderRadius}`;
      }),
    ),
  );
}

async function sizesOf(browser: Browser, body: string, css: string): Promise<string[]> {
  await using watched = await WatchedPage.open(browser);
  await openHostPage(watched.page, demo, { body, css });
  await allSettled(watched.page);
  return await sizes(watched.page);
}

for (const layout of ["stamps", "path", "compact"]) {
  test(`on a page whose root is ten pixels, cards as ${layout} are as large as elsewhere`, async () => {
    const body = ["everything", "milestones", "consent", "empty"]
      .map((state) => widgetOf(state, `layout="${layout}"`))
      .join("");
    const usual = await sizesOf(browser, body, USUAL_ROOT);
    assert.ok(usual.length > 100, `${usual.length} elements`);
    assert.deepEqual(await sizesOf(browser, body, ROOT_OF_TEN), usual);
  });
}

test("the placeholders are as large as elsewhere too", async () => {
  const heights = [];
  for (const css of [USUAL_ROOT, ROOT_OF_TEN]) {
    await using watched = await WatchedPage.open(browser);
    await watched.page.route("**/gallery/data/slow/**", () => {});
    await openHostPage(watched.page, demo, { body: widgetOf("slow"), css });
    const placeholder = new Widget(watched.page).element.locator("section .skeleton").first();
    heights.push((await placeholder.boundingBox())?.height);
  }
  assert.equal(heights[0], heights[1]);
  assert.ok(Number(heights[0]) > 200, `${heights[0]} pixels`);
});

/** The sizes in pixels that matter for reading and pressing. */
async function measured(browser: Browser, css: string): Promise<Record<string, number>> {
  await using watched = await WatchedPage.open(browser, { viewport: { width: 1280, height: 800 } });
  const { page } = watched;
  await openHostPage(page, demo, { body: widgetOf("active") + widgetOf("consent"), css });
  await allSettled(page);
  assert.deepEqual(await overflowing(page), []);
  const widget = new Widget(page).element;
  const width = async (selector: string) => (await widget.locator(selector).first().boundingBox())?.width ?? 0;
  const text = (selector: string) =>
    widget.locator(selector).first().evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
  return {
    box: await width(".checkbox"),
    stamp: await width(".open"),
    number: await text(".open"),
    title: await text(".title"),
    card: await width("[part~=card]"),
  };
}

for (const [root, css] of [
  ["usual", USUAL_ROOT],
  ["ten pixels", ROOT_OF_TEN],
] as const) {
  test(`where the root is ${root}, everything is large enough`, async () => {
    const { box = 0, stamp = 0, number = 0, card = 0 } = await measured(browser, css);
    assert.ok(box >= 24, `a check box of ${box}`);
    assert.ok(stamp >= 43, `stamps of ${stamp}`);
    assert.ok(number >= 11, `numbers of ${number}`);
    assert.ok(card >= 320, `cards of ${card}`);
  });

  test(`where the root is ${root}, everything grows with the shopper's own text`, needs("the shopper's text size"), async () => {
    const { box = 0, stamp = 0, number = 0, title = 0 } = await measured(browser, css);
    await using largeText = await openWithLargeText();
    const large = await measured(largeText, css);
    assert.equal(large["box"], 2 * box, "the check box");
    assert.ok(Number(large["number"]) >= 1.7 * number, `numbers of ${large["number"]}`);
    assert.ok(Number(large["stamp"]) >= 1.7 * stamp, `stamps of ${large["stamp"]}`);
    assert.equal(large["title"], 2 * title, "the title");
  });
}
