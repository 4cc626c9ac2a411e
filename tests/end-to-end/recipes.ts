// The recipes in `examples`: whole shops in Node, PHP and Python, started as their READMEs say,
// and what other recipes put into pages of such a shop.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { APP_SECRET, Gateway } from "./recipe-gateway.ts";
import { EXAMPLES, RECIPES, type Recipe, RecipeShop, until } from "./recipe-shop.ts";
import { Widget } from "./widget.ts";
import { PATIENCE_IN_MILLISECONDS, within } from "./within.ts";

const DOG_FOOD = "Five bags, one on us";
const HELLO = "Four ways to say hello";
/** What stands in a page that came with its cards. */
const INLINED = '<template shadowrootmode="open">';

const browser = await openBrowser();
after(() => browser.close());

/** Logs Alva in as she would, and gives the number of her stamps for dog food. */
async function logIn(page: Page, shop: RecipeShop): Promise<number> {
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

/** Why a recipe is skipped, if it is. */
async function missing({ check: [program, ...given], needs }: Recipe): Promise<string | false> {
  try {
    await promisify(execFile)(program, given);
    return false;
  } catch {
    return `${needs} is not installed`;
  }
}

// All tests are there before the first one runs, since the last one closes the browser.
const skips = new Map(await Promise.all(RECIPES.map(async (recipe) => [recipe, await missing(recipe)] as const)));

for (const recipe of RECIPES) {
  const skip = skips.get(recipe) ?? false;

  test(`${recipe.name}: a shopper logs in, sees cards, joins, and an order brings a stamp by itself`, { skip }, async () => {
    await using shop = await RecipeShop.started(recipe);
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

  test(`${recipe.name}: cards come with the page, and are the widget's without another request`, { skip }, async () => {
    await using shop = await RecipeShop.started(recipe);
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    await logIn(page, shop);
    let asked: string[] = [];
    page.on("request", (request) => {
      if (new URL(request.url()).pathname === "/api/loyalty/challenges") {
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

  test(`${recipe.name}: while the proxy is away the page is there without cards, and an order's award waits for it`, { skip }, async () => {
    await using shop = await RecipeShop.started(recipe);
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    const before = await logIn(page, shop);
    // An open page would say that it cannot reach the proxy.
    await page.goto("about:blank");
    await shop.stopProxy();

    const alone = await html(page, shop);
    assert.match(alone, /<challenges-widget proxy="\/api\/loyalty" heading-level="2" live><\/challenges-widget>/);
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

  test(`${recipe.name}: a token that is forged, unsigned, too old or no token logs nobody in`, { skip }, async () => {
    await using shop = await RecipeShop.started(recipe);
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

/** A shop in Node that has these files of the recipes too, by their paths in it. */
async function shopWithFiles(page: Page, files: Readonly<Record<string, string>>): Promise<RecipeShop> {
  const [node] = RECIPES;
  assert.ok(node);
  const shop = await RecipeShop.started(node);
  for (const [address, file] of Object.entries(files)) {
    await page.route(shop.url(address), (route) => route.fulfill({ path: path.join(EXAMPLES, file) }));
  }
  return shop;
}

test("plain HTML: a shopper joins, and the shop's own words say so", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await using shop = await shopWithFiles(page, {
    "/my-pages.html": "html/my-pages.html",
    "/my-pages.css": "html/my-pages.css",
    "/my-pages.js": "html/my-pages.js",
  });
  await logIn(page, shop);
  await page.goto(shop.url("/my-pages.html"));
  const card = new Widget(page).card(HELLO);

  await card.getByRole("checkbox").check();
  await card.locator("[part~=join-button]").click();

  await page.getByRole("status").filter({ hasText: `Welcome to “${HELLO}”.` }).waitFor();
  // A button under the pointer has another shade.
  await page.mouse.move(0, 0);
  const button = new Widget(page).element.getByRole("button").first();
  await until("a button in the shop's colour", () =>
    button.evaluate((element) => getComputedStyle(element).backgroundColor === "rgb(122, 46, 29)"),
  );
  watched.assertQuiet();
});

test("HTMX: cards in a part that is fetched are live, and are there again when it is fetched anew", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await using shop = await shopWithFiles(page, {
    "/my-pages.html": "htmx/my-pages.html",
    "/stamps.html": "htmx/stamps.html",
    "/htmx.min.js": "../node_modules/htmx.org/dist/htmx.min.js",
  });
  const before = await logIn(page, shop);
  await page.goto(shop.url("/my-pages.html"));
  const widget = new Widget(page);
  const listens = page.waitForResponse("**/challenges/events");
  await page.getByRole("button", { name: "My stamps" }).click();
  await widget.card(DOG_FOOD).waitFor();
  await listens;

  await page.getByRole("button", { name: "Buy a bag of dog food" }).click();

  await widget.stamped(DOG_FOOD).nth(before).waitFor();
  await widget.element.evaluate((element) => element.setAttribute("data-old", ""));
  await page.getByRole("button", { name: "My stamps" }).click();
  await page.locator("challenges-widget:not([data-old])").waitFor();
  await widget.stamped(DOG_FOOD).nth(before).waitFor();
  assert.equal(await page.locator("challenges-widget").count(), 1);
  watched.assertQuiet();
});

test("a tag manager: the snippet puts one element into its place, however often it runs", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await using shop = await shopWithFiles(page, {});
  await logIn(page, shop);
  await page.route(shop.url("/account"), (route) =>
    route.fulfill({ contentType: "text/html", body: `<!doctype html><link rel="icon" href="data:,"><main id="stamp-cards"></main>` }),
  );
  await page.goto(shop.url("/account"));
  const snippet = await readFile(path.join(EXAMPLES, "tag-manager", "snippet.html"), "utf8");

  for (let time = 1; time <= 2; time += 1) {
    await page.evaluate((html) => {
      // Tag managers run scripts so: those that come by innerHTML alone do not run.
      document.body.append(document.createRange().createContextualFragment(html));
    }, snippet);
  }

  const widget = new Widget(page);
  await widget.card(DOG_FOOD).waitFor();
  assert.equal(await page.locator("#stamp-cards challenges-widget").count(), 1);
  watched.assertQuiet();
});

test("Shopify: the section has its element only for a customer who is logged in, and settings that Shopify can read", async () => {
  const section = await readFile(path.join(EXAMPLES, "shopify/sections/stamp-cards.liquid"), "utf8");
  const [, schema = ""] = /{% schema %}(.*){% endschema %}/s.exec(section) ?? [];
  const { settings } = JSON.parse(schema) as { settings: { id: string }[] };

  const used = [...section.matchAll(/section\.settings\.(\w+) \| escape/g)].map(([, id]) => id);
  assert.deepEqual(used, settings.map(({ id }) => id));
  const [, forCustomers = "", forOthers = ""] = /{% if customer %}(.*){% else %}(.*){% endif %}/s.exec(section) ?? [];
  assert.match(forCustomers, /<challenges-widget\s[^>]*proxy=/);
  assert.doesNotMatch(forOthers, /<challenges-widget/);
});

test("Shopify: the gateway passes on what Shopify has signed, with the customer whom it names, and nothing else", async () => {
  await using gateway = await Gateway.started();
  const query = { limit: "3", shop: "shop-name.myshopify.com", path_prefix: "/apps/loyalty" };
  const now = Math.floor(Date.now() / 1000);
  const named = { ...query, logged_in_customer_id: "4711", timestamp: String(now) };
  const theirs = { "x-contact-id": "1", "x-gateway-secret": "x", cookie: "session=x" };

  assert.equal(await gateway.ask(signed(named), theirs), 204);
  const [request] = gateway.passed;
  assert.equal(request?.url, "/challenges?limit=3");
  assert.equal(request?.headers["x-contact-id"], "4711");
  assert.equal(request?.headers["x-gateway-secret"], gateway.secret);
  assert.equal(request?.headers.cookie, undefined);

  assert.equal(await gateway.ask(signed({ ...named, logged_in_customer_id: "" }), theirs), 204);
  assert.equal(gateway.passed[1]?.headers["x-contact-id"], undefined, "nobody is logged in");
  assert.equal(gateway.passed[1]?.headers["x-gateway-secret"], undefined);

  const refused = {
    "no signature": new URLSearchParams(named),
    "another customer": changed(signed(named), "logged_in_customer_id", "4712"),
    "an old request": signed({ ...named, timestamp: String(now - 3600) }),
    "no time": signed({ ...query, logged_in_customer_id: "4711" }),
  };
  for (const [what, asked] of Object.entries(refused)) {
    assert.equal(await gateway.ask(asked), 403, what);
  }
  assert.equal(gateway.passed.length, 2);
});

/** A query as Shopify signs it: the parameters in order, without anything between them. */
function signed(parameters: Readonly<Record<string, string>>): URLSearchParams {
  const text = Object.entries(parameters).map(([name, value]) => `${name}=${value}`).sort().join("");
  const signature = createHmac("sha256", APP_SECRET).update(text).digest("hex");
  return new URLSearchParams({ ...parameters, signature });
}

function changed(query: URLSearchParams, name: string, value: string): URLSearchParams {
  query.set(name, value);
  return query;
}

/** A token of Alva's that ends so many seconds from now. */
function token(secret: string, algorithm: string, seconds: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + seconds;
  const claims = { contact_id: "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01", exp };
  const signed = `${part({ alg: algorithm, typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
