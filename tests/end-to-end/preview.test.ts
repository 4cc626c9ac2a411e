// The page on which a marketer sees what she writes.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Locator, Page } from "playwright-core";

import { addAxe, assertNoFindings } from "./axe.ts";
import { WatchedPage, openBrowser } from "./browser.ts";
import { Preview } from "./preview.ts";

const FIVE_BAGS = "5eafb034-ad40-4099-9152-cf4d8d605b55";
const HELLO = "3c8d9e12-8b2e-4e77-9f30-ad2b6b4e3f33";
const CONTENT = `default_language = "en"

[definition.${FIVE_BAGS}]
title.en = "Five bags"
title.sv = "Fem säckar"
reward.en = "One more"
reward.sv = "En till"

[definition.${HELLO}]
title.en = "Hello"
title.sv = "Hej"
consent.version = "1"
consent.text.en = "I would like to join."
consent.text.sv = "Jag vill vara med."
`;

const MISTAKEN = CONTENT.replace('reward.en = "One more"\nreward.sv = "En till"', 'layout = "round"');

const browser = await openBrowser();
after(() => browser.close());

/** The widgets that show a definition in this state. */
function boxes(page: Page, definition: string, state: string): Locator {
  return page.locator(`challenges-widget[proxy="/sample/${definition}/${state}"]`);
}

/** Waits until the only card in a box has this title. */
async function waitForTitle(box: Locator, title: string): Promise<void> {
  await box.getByRole("heading", { name: title, exact: true }).waitFor();
}

test("a marketer sees what she writes, in every language, and her mistakes", async () => {
  await using preview = await Preview.started(CONTENT);
  await using watched = await WatchedPage.open(browser, { reducedMotion: "reduce" });
  const { page } = watched;
  await page.goto(`${preview.address}?language=all&state=under-way`);
  const bags = boxes(page, FIVE_BAGS, "under-way");
  await waitForTitle(bags.nth(0), "Five bags");
  await waitForTitle(bags.nth(1), "Fem säckar");
  assert.equal(await bags.nth(0).locator("[part~=stamped]").count(), 2);

  await preview.save(CONTENT.replace("Fem säckar", "Sex säckar"));
  await waitForTitle(bags.nth(1), "Sex säckar");
  await waitForTitle(bags.nth(0), "Five bags");

  await preview.save(MISTAKEN);
  await page.getByText("Line 6, column 10:").waitFor();
  assert.equal(await page.locator("mark").innerText(), '"round"');
  await waitForTitle(bags.nth(1), "Sex säckar");

  await preview.save(CONTENT.replace('reward.sv = "En till"\n', ""));
  await page.getByText("Missing texts and languages").waitFor();
  assert.equal(await page.getByText("Line 6, column 10:").count(), 0);
  await waitForTitle(bags.nth(1), "Fem säckar");
  watched.assertQuiet();
});

test("what is chosen stands in the address, and the cards that are there stay", async () => {
  await using preview = await Preview.started(CONTENT);
  await using watched = await WatchedPage.open(browser, { reducedMotion: "reduce" });
  const { page } = watched;
  await page.goto(preview.address);
  await waitForTitle(boxes(page, FIVE_BAGS, "not-joined"), "Five bags");

  // The reader is further down when the file changes.
  const hello = boxes(page, HELLO, "not-joined");
  await hello.scrollIntoViewIfNeeded();
  await waitForTitle(hello, "Hello");
  const before = await page.evaluate(() => scrollY);
  assert.notEqual(before, 0);
  await preview.save(CONTENT.replace('"Hello"', '"Hello again"'));
  await waitForTitle(hello, "Hello again");
  assert.equal(await page.evaluate(() => scrollY), before);
  await preview.save(CONTENT);
  await waitForTitle(hello, "Hello");

  await page.locator("#language-sv").check();
  await waitForTitle(boxes(page, FIVE_BAGS, "not-joined"), "Fem säckar");
  await page.locator("#scheme-dark").check();
  await page.locator("challenges-widget[color-scheme=dark]").first().waitFor();
  assert.equal(await page.evaluate(() => location.search), "?language=sv&scheme=dark");
  const focused = await page.evaluate(() => document.activeElement?.id);
  assert.equal(focused, "scheme-dark");

  await page.reload();
  await waitForTitle(boxes(page, FIVE_BAGS, "not-joined"), "Fem säckar");
  watched.assertQuiet();
});

test("who joins in the preview is told that nobody has joined", async () => {
  await using preview = await Preview.started(CONTENT);
  await using watched = await WatchedPage.open(browser, { reducedMotion: "reduce" });
  const { page } = watched;
  await page.goto(`${preview.address}?state=not-joined`);
  const hello = boxes(page, HELLO, "not-joined");
  await hello.locator("input[type=checkbox]").check();
  await hello.locator("[part~=join-button]").click();
  await page.getByText("nothing was sent to Engage").waitFor();
  await hello.locator("[part~=join-button]").waitFor();
  watched.assertQuiet();
});

for (const [where, width, query] of [
  ["on a laptop", 1280, "?scheme=both&state=not-joined"],
  ["on a telephone", 390, "?scheme=dark&language=all"],
  ["where the boxes are wider than the window", 390, "?width=1280&state=under-way"],
] as const) {
  test(`axe-core finds nothing ${where}`, async () => {
    await using preview = await Preview.started(CONTENT);
    await using watched = await WatchedPage.open(browser, { reducedMotion: "reduce" });
    const { page } = watched;
    await addAxe(page);
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`${preview.address}${query}`);
    await page.locator("challenges-widget [part~=card]").first().waitFor();
    await assertNoFindings(page);
    // A mistake stands above everything else.
    await preview.save(MISTAKEN);
    await page.getByText("Line 6, column 10:").waitFor();
    await assertNoFindings(page);
  });
}
