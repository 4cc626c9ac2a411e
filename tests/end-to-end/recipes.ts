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
import { EXAMPLES, type PlainRecipe, RECIPES, RecipeShop, until } from "./recipe-shop.ts";
import { DOG_FOOD, HELLO, logIn, testShop } from "./recipe-shop-tests.ts";
import { Widget } from "./widget.ts";

const browser = await openBrowser();
after(() => browser.close());

/** Why a recipe is skipped, if it is. */
async function missing({ check: [program, ...given], needs }: PlainRecipe): Promise<string | false> {
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
  testShop(recipe.name, browser, async () => recipe, skips.get(recipe) ?? false);
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
    "letters that no signature has": changed(signed(named), "signature", "é".repeat(64)),
    "an old request": signed({ ...named, timestamp: String(now - 3600) }),
    "no time": signed({ ...query, logged_in_customer_id: "4711" }),
  };
  for (const [what, asked] of Object.entries(refused)) {
    assert.equal(await gateway.ask(asked), 403, what);
  }
  assert.equal(gateway.passed.length, 2);
});

test("Shopify: the gateway answers the extension for the customer in the token that Shopify has signed, and nobody else", async () => {
  await using gateway = await Gateway.started();
  const exp = Math.floor(Date.now() / 1000) + 60;
  const claims = { exp, sub: "gid://shopify/Customer/4711" };
  const asked = (token: string, headers = {}): Promise<number> =>
    gateway.ask(new URLSearchParams({ count: "3" }), { authorization: `Bearer ${token}`, ...headers });

  assert.equal(await asked(sessionToken(claims), { "x-contact-id": "1", "x-challenges-widget": "1" }), 204);
  const [request] = gateway.passed;
  assert.equal(request?.url, "/challenges?count=3");
  assert.equal(request?.headers["x-contact-id"], "4711");
  assert.equal(request?.headers["x-gateway-secret"], gateway.secret);
  assert.equal(request?.headers.authorization, undefined);
  assert.equal(request?.headers["x-challenges-widget"], undefined);

  assert.equal(await asked(sessionToken({ exp })), 204);
  assert.equal(gateway.passed[1]?.headers["x-contact-id"], undefined, "nobody is logged in");

  const refused = {
    forged: sessionToken(claims, "another secret"),
    "too old": sessionToken({ ...claims, exp: exp - 3600 }),
    "without an end": sessionToken({ sub: claims.sub }),
    "no token": "x",
    "two parts": "a.b",
  };
  for (const [what, token] of Object.entries(refused)) {
    assert.equal(await asked(token), 403, what);
  }
  assert.equal(gateway.passed.length, 2);
});

/** A query as Shopify signs it: the parameters in order, without anything between them. */
function signed(parameters: Readonly<Record<string, string>>): URLSearchParams {
  const text = Object.entries(parameters).map(([name, value]) => `${name}=${value}`).sort().join("");
  const signature = createHmac("sha256", APP_SECRET).update(text).digest("hex");
  return new URLSearchParams({ ...parameters, signature });
}

/** A session token as Shopify gives it to an extension. */
function sessionToken(claims: object, secret = APP_SECRET): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

function changed(query: URLSearchParams, name: string, value: string): URLSearchParams {
  query.set(name, value);
  return query;
}
