// A shopper's way through the demo: the whole chain, nothing in it replaced.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { Widget } from "./widget.ts";

const DOG_FOOD = "Five bags, one on us";
/** What Chromium itself logs of answers that are errors, or that never come. */
const FAILED_REQUESTS = [/Failed to load resource/];

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

test("a shopper logs in, sees the cards, buys dog food and has one stamp more", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const widget = new Widget(page);

  await page.goto(demo.url("/"));
  await page.getByRole("button", { name: "Log in as Alva" }).first().click();
  await page.waitForURL(demo.url("/my-pages"));
  await widget.card(DOG_FOOD).waitFor();
  const before = await widget.stamped(DOG_FOOD).count();

  await page.getByRole("button", { name: /^Buy Salmon & Oats/ }).first().click();
  await page.waitForURL(/\/my-pages\?order=/);
  await widget.hydrated();
  await widget.stamped(DOG_FOOD).nth(before).waitFor();

  assert.equal(await widget.stamped(DOG_FOOD).count(), before + 1);
  assert.match(await widget.card(DOG_FOOD).innerText(), new RegExp(`${before + 1} of 5 stamps`));
  watched.assertQuiet();
});

test("while the proxy is down the cards stay, and trying again works once it is back", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const widget = new Widget(page);
  await page.goto(demo.url("/my-pages?as=alva"));
  // Only a widget that has hydrated can refresh, and its WebAssembly has to be there
  // before the demo stops.
  await widget.hydrated();

  await demo.stop();
  await widget.refresh();
  await widget.notice("as of").waitFor();
  assert.equal(await widget.card(DOG_FOOD).count(), 1, "the last good cards stay");

  await demo.start();
  await widget.retry.click();
  await widget.notice("as of").waitFor({ state: "detached" });
  assert.equal(await widget.card(DOG_FOOD).count(), 1);
  watched.assertQuiet(FAILED_REQUESTS);
});

test("a widget that starts while the proxy is down says so, and brings the cards once it is back", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const widget = new Widget(page);
  await page.goto(demo.url("/my-pages?as=alva"));
  // The WebAssembly has to be there before the demo stops.
  await widget.hydrated();

  await demo.stop();
  await widget.putInto("body", await widget.takeOut());
  await widget.notice("You seem to be offline").waitFor();
  const failed = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/api/loyalty/challenges"));
  await widget.retry.click();
  await failed;
  await widget.idle();
  await widget.notice("You seem to be offline").waitFor();

  await demo.start();
  await widget.retry.click();
  await widget.card(DOG_FOOD).waitFor();
  watched.assertQuiet(FAILED_REQUESTS);
});

test("when Engage fails the shopper sees a friendly error with a retry that works", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const widget = new Widget(page);
  // A shopper whom the proxy has not seen yet: of others it still knows the cards.
  await demo.breakEngage({ kind: "status", status: 500 });
  try {
    await page.goto(demo.url("/my-pages?as=nils"));
    await widget.notice("Your challenges can’t be shown right now").waitFor();
  } finally {
    await demo.mendEngage();
  }
  const shown = await widget.element.locator("[part~=widget]").innerText();
  assert.match(shown, /right now/);
  assert.doesNotMatch(shown, /500|502|error/i, "no raw error");

  await widget.retry.click();
  await widget.cards.first().waitFor();
  watched.assertQuiet(FAILED_REQUESTS);
});

test("a new shopper sees a card at zero stamps", async () => {
  await using watched = await WatchedPage.open(browser);
  const widget = new Widget(watched.page);
  await watched.page.goto(demo.url("/my-pages?as=nils"));
  const active = widget.element.locator("[part~=card][part~=active]");
  await active.waitFor();
  assert.match(await active.innerText(), /0 of \d+ stamps/);
  assert.equal(await widget.element.locator("[part~=stamped]").count(), 0);
  watched.assertQuiet();
});

test("a shopper without challenges sees what can be joined, and nothing else", async () => {
  await using watched = await WatchedPage.open(browser);
  const widget = new Widget(watched.page);
  await watched.page.goto(demo.url("/my-pages?as=ines"));
  await widget.cards.first().waitFor();
  const badges = await widget.element.locator("[part~=state]").allInnerTexts();
  assert.equal(badges.length, await widget.cards.count());
  assert.deepEqual([...new Set(badges)], ["Not joined yet"]);
  watched.assertQuiet();
});

test("a visitor who is not logged in is told to sign in", async () => {
  await using watched = await WatchedPage.open(browser);
  const widget = new Widget(watched.page);
  await watched.page.goto(demo.url("/my-pages"));
  await widget.notice("You are signed out").waitFor();
  watched.assertQuiet(FAILED_REQUESTS);
});

test("nothing that reaches the browser names the contact or the retailer's staff", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const answer = page.waitForResponse((response) => response.url().endsWith("/api/loyalty/challenges"));
  await page.goto(demo.url("/my-pages?as=alva&cards=proxy"));
  const response = await answer;
  const withCards = await page.request.get(demo.url("/my-pages"));
  const inlined = await withCards.text();
  assert.match(inlined, /shadowrootmode/);
  const body = (await response.text()) + inlined;
  const contacts = await (await fetch(demo.engageUrl("/simulator/contacts"))).text();
  const ids = contacts.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];
  assert.notEqual(ids.length, 0);
  for (const secret of [...ids, "contactId", "createdBy", "modifiedBy", "Maja Holm", "links"]) {
    assert.ok(!body.includes(secret), `the answer holds ${secret}`);
  }
  assert.equal(response.headers()["cache-control"], "private, no-store");
});
