// What every recipe that is a whole shop has to do, in whatever it is written.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import path from "node:path";
import { test } from "node:test";

import type { Browser, Page } from "playwright-core";

import { WatchedPage } from "./browser.ts";
import { type Recipe, RecipeShop, until } from "./recipe-shop.ts";
import { Widget } from "./widget.ts";
import { PATIENCE_IN_MILLISECONDS, within } from "./within.ts";

export const DOG_FOOD = "Five bags, one on us";
export const HELLO = "Four ways to say hello";
/** What stands in a page that came with its cards. */
const INLINED = '<template shadowrootmode="open">';

/** Logs Alva in as she would, and gives the number of her stamps for dog food. */
export async function logIn(page: Page, shop: RecipeShop): Promise<number> {
  await page.goto(shop.url("/"));
  await page.getByRole("button", { name: "I am Alva" }).click();
  const widget = new Widget(page);
  await widget.card(DOG_FOOD).waitFor();
  return widget.stamped(DOG_FOOD).count();
}

/** The page as the shop's server sends it to this shopper. */
async function html(page: Page, shop: RecipeShop): Promise<string> {
  const answer = await page.request.get(shop.url("/"));
  assert.equal(answer.status(), 200);
  return answer.text();
}

/**
 * Tests a shop.
 *
 * @param recipe Gives the recipe when a test begins, so that it may be built before.
 * @param skip Why it is skipped, if it is.
 */
export function testShop(name: string, browser: Browser, recipe: () => Promise<Recipe>, skip: string | false = false): void {
  test(`${name}: a shopper logs in, sees cards, joins, and an order brings a stamp by itself`, { skip }, async () => {
    await using shop = await RecipeShop.started(await recipe());
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    const widget = new Widget(page);
    const listens = page.waitForResponse("**/challenges/events");
    const before = await logIn(page, shop);
    await widget.hydrated();

    const joined = await widget.listenFor("challenge-joined");
    const card = widget.card(HELLO);
    await card.getByRole("checkbox").check();
    await card.locator("[part~=join-button]").click();
    await within(PATIENCE_IN_MILLISECONDS, "the shopper to join", joined());
    await widget.element.locator("[part~=active]").filter({ hasText: HELLO }).waitFor();

    await listens;
    const order = await page.context().newPage();
    await order.goto(shop.url("/"));
    await order.getByRole("button", { name: "Buy a bag of dog food" }).click();
    await order.getByRole("heading", { name: "Thank you" }).waitFor();
    await widget.stamped(DOG_FOOD).nth(before).waitFor();
    assert.equal(await widget.stamped(DOG_FOOD).count(), before + 1);
    await until("the note of the award to be removed", async () => (await shop.notes()).length === 0);
    await order.getByRole("link", { name: "My pages" }).click();
    await new Widget(order).stamped(DOG_FOOD).nth(before).waitFor();

    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("button", { name: "I am Alva" }).waitFor();
    watched.assertQuiet();
  });

  test(`${name}: cards come with the page, and are the widget's without a request for cards`, { skip }, async () => {
    await using shop = await RecipeShop.started(await recipe());
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    await logIn(page, shop);
    let asked: string[] = [];
    // Once its event stream is open, the widget may ask for data, and not for cards.
    page.on("request", (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname === "/api/loyalty/challenges" && searchParams.has("view")) {
        asked.push(request.url());
      }
    });
    const widget = new Widget(page);

    // On a busy machine an answer may take longer than a page waits for it.
    await until("a page with cards", async () => {
      asked = [];
      const answer = await page.reload();
      return (await answer?.text())?.includes(INLINED) ?? false;
    });
    await widget.hydrated();

    assert.equal(await widget.card(DOG_FOOD).getByRole("heading", { level: 2 }).count(), 1);
    assert.deepEqual(asked, []);
    watched.assertQuiet();
  });

  test(`${name}: the event stream of a page that is gone is closed`, { skip }, async () => {
    await using shop = await RecipeShop.started(await recipe());
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    await logIn(page, shop);
    await until("an open stream", async () => (await shop.openStreams()) > 0);

    await page.goto("about:blank");

    await until("no open stream", async () => (await shop.openStreams()) === 0);
    watched.assertQuiet();
  });

  test(`${name}: without scripts the cards that came with the page are seen`, { skip }, async () => {
    await using shop = await RecipeShop.started(await recipe());
    await using watched = await WatchedPage.open(browser, { javaScriptEnabled: false });
    const { page } = watched;
    await page.goto(shop.url("/"));
    await page.getByRole("button", { name: "I am Alva" }).click();
    // A page cannot be loaded again while it is on its way to the next one.
    await page.getByRole("button", { name: "Buy a bag of dog food" }).waitFor();

    await until("a page with cards", async () => (await (await page.reload())?.text())?.includes(INLINED) ?? false);

    await new Widget(page).card(DOG_FOOD).waitFor();
    watched.assertQuiet();
  });

  test(`${name}: while the proxy is away the page is there without cards, and an order's award waits for it`, { skip }, async () => {
    await using shop = await RecipeShop.started(await recipe());
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    const before = await logIn(page, shop);
    // An open page would say that it cannot reach the proxy.
    await page.goto("about:blank");
    await shop.stopProxy();

    const alone = await html(page, shop);
    assert.match(alone, /<challenges-widget proxy="\/api\/loyalty" heading-level="2" live[^>]*><\/challenges-widget>/);
    await page.request.post(shop.url("/order"));
    const [note] = await shop.notes();
    assert.ok(note, "no note of the award was written down");

    await shop.startProxy();
    await until("the award to be handed over", async () => {
      await shop.handOverWhatIsLeft();
      return (await shop.notes()).length === 0;
    });
    await until("the award to arrive", async () => (await shop.awardState(path.parse(note).name)) === "awarded");
    await page.goto(shop.url("/"));
    const widget = new Widget(page);
    await widget.stamped(DOG_FOOD).nth(before).waitFor();
    assert.equal(await widget.stamped(DOG_FOOD).count(), before + 1);
    watched.assertQuiet();
  });

  test(`${name}: a token that is forged, unsigned, too old or no token logs nobody in`, { skip }, async () => {
    await using shop = await RecipeShop.started(await recipe());
    const secret = await shop.sessionSecret();
    const hour = 3600;
    const tokens = {
      good: token(secret, "HS256", hour),
      forged: token(`${secret}.`, "HS256", hour),
      unsigned: token(secret, "none", hour).replace(/[^.]*$/, ""),
      "too old": token(secret, "HS256", -hour),
      "no token": "x",
      "two parts": "a.b",
    };
    for (const [what, value] of Object.entries(tokens)) {
      const answer = await fetch(shop.url("/"), { headers: { cookie: `session=${value}` } });
      assert.equal(answer.status, 200, what);
      assert.match(await answer.text(), what === "good" ? /My pages/ : /Log in/, what);
    }
  });
}

/** A token of Alva's that ends so many seconds from now. */
function token(secret: string, algorithm: string, seconds: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + seconds;
  const claims = { contact_id: "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01", exp };
  const signed = `${part({ alg: algorithm, typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
