// Stamps from the order to the card: the shop hands them over to the proxy, and they arrive
// by themselves.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { Widget } from "./widget.ts";

const DOG_FOOD = "Five bags, one on us";
/** The call of Engage's that awards. */
const AWARDING = "add-checkpoints";

const browser = await openBrowser();
after(() => browser.close());

/** Logs Alva in, and gives the number of her stamps for dog food. */
async function logIn(page: Page, demo: Demo, widget: Widget): Promise<number> {
  await page.goto(demo.url("/my-pages?as=alva"));
  await widget.card(DOG_FOOD).waitFor();
  return widget.stamped(DOG_FOOD).count();
}

/** Buys a bag, and waits for the page that says thanks. */
async function buy(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Buy Salmon & Oats/ }).first().click();
  await page.waitForURL(/\/my-pages\?order=/);
}

test("a stamp that was bought arrives on the card by itself, and the order says that it is there", async () => {
  await using demo = await Demo.started();
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const widget = new Widget(page);
  const before = await logIn(page, demo, widget);

  await buy(page);
  await widget.stamped(DOG_FOOD).nth(before).waitFor();

  assert.equal(await widget.stamped(DOG_FOOD).count(), before + 1);
  await page.reload();
  await page.locator("#orders").getByText("1 stamp on your card").waitFor();
  watched.assertQuiet();
});

for (const fault of [{ status: 429, retryAfter: 1 }, { status: 503 }]) {
  test(`while Engage answers ${fault.status} the order says that its stamp is on its way, and the stamp arrives once`, async () => {
    await using demo = await Demo.started();
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    const widget = new Widget(page);
    const before = await logIn(page, demo, widget);
    await demo.breakEngage({ kind: "status", endpoint: AWARDING, ...fault });
    try {
      await buy(page);
      await page.locator("#orders").getByText("1 stamp on its way").waitFor();
      await widget.hydrated();
      assert.equal(await widget.stamped(DOG_FOOD).count(), before);
    } finally {
      await demo.mendEngage();
    }

    await widget.stamped(DOG_FOOD).nth(before).waitFor();
    assert.equal(await widget.stamped(DOG_FOOD).count(), before + 1);
    await page.reload();
    await page.locator("#orders").getByText("1 stamp on your card").waitFor();
    await widget.hydrated();
    assert.equal(await widget.stamped(DOG_FOOD).count(), before + 1);
    watched.assertQuiet();
  });
}
