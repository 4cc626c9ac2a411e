// The recipes in Next, Nuxt and Angular, and the extension for Shopify: installed and built as a
// shop would do it, and looked at.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { after, test } from "node:test";

import { WatchedPage, openBrowser } from "./browser.ts";
import { NODE, build } from "./recipe-build.ts";
import { RECIPES, type Recipe, RecipeShop, environmentOf, portsOfShop } from "./recipe-shop.ts";
import { HELLO, logIn, testShop } from "./recipe-shop-tests.ts";
import { Widget } from "./widget.ts";

/** No bundle of an extension may be larger, says Shopify, in bytes. */
const MAX_BYTES_OF_EXTENSION = 64_000;

const browser = await openBrowser();
after(() => browser.close());

/** Does it once, for whoever asks first. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

// Next writes the address of the proxy into what it builds.
const next = once(async (): Promise<Recipe> => {
  const ports = await portsOfShop();
  const folder = await build("next", environmentOf(ports));
  const start = (port: number) =>
    [NODE, "node_modules/next/dist/bin/next", "start", "--hostname", "127.0.0.1", "--port", String(port)] as const;
  return { name: "Next", folder, ports, start };
});

const nuxt = once(async (): Promise<Recipe> => {
  const folder = await build("nuxt", {});
  return { name: "Nuxt", folder, start: () => [NODE, ".output/server/index.mjs"] };
});

const extension = once(async () => {
  const folder = await build("shopify/extension", {});
  return readFile(path.join(folder, "dist", "stamp-cards.js"), "utf8");
});
const angular = once(() => build("angular", {}, "--base-href", "/pages/"));

testShop("Next", browser, next);
testShop("Nuxt", browser, nuxt);

test("Angular: a shopper joins, and the component around the element is told", async () => {
  const folder = path.join(await angular(), "dist", "pages", "browser");
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const [node] = RECIPES;
  assert.ok(node);
  await using shop = await RecipeShop.started(node);
  await logIn(page, shop);
  const base = shop.url("/pages/");
  await page.route(`${base}**`, (route) => {
    const name = new URL(route.request().url()).pathname.slice("/pages/".length);
    return route.fulfill({ path: path.join(folder, name || "index.html") });
  });
  await page.goto(base);
  const widget = new Widget(page);

  const card = widget.card(HELLO);
  await card.getByRole("checkbox").check();
  await card.locator("[part~=join-button]").click();

  await page.getByRole("status").filter({ hasText: `Welcome to “${HELLO}”.` }).waitFor();
  assert.notEqual(await widget.element.locator("h2").count(), 0, "headings of the second level");
  watched.assertQuiet();
});

test("Shopify: the extension is type-checked, and its bundle is smaller than Shopify allows", async () => {
  const bundle = await extension();

  const bytes = Buffer.byteLength(bundle);
  console.log(`the bundle of the extension has ${bytes} of ${MAX_BYTES_OF_EXTENSION} bytes`);
  assert.ok(bytes < MAX_BYTES_OF_EXTENSION, `${bytes} bytes`);
});

test("Shopify: the extension draws what the proxy answers, in the customer's name and language", async () => {
  const bundle = await extension();
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const [node] = RECIPES;
  assert.ok(node);
  await using shop = await RecipeShop.started(node);
  await logIn(page, shop);
  const answer = await page.request.get(shop.url("/api/loyalty/challenges?count=20"), {
    headers: { accept: "application/json", "accept-language": "sv" },
  });
  const asked: Record<string, string>[] = [];
  await page.route("https://loyalty.example/**", (route) => {
    asked.push(route.request().headers());
    return route.fulfill({ response: answer, headers: { ...answer.headers(), "access-control-allow-origin": "*" } });
  });
  await page.route(shop.url("/extension.js"), (route) =>
    route.fulfill({ contentType: "text/javascript", body: bundle }),
  );
  await page.route(shop.url("/extension"), (route) =>
    route.fulfill({ contentType: "text/html", body: '<!doctype html><link rel="icon" href="data:,"><body></body>' }),
  );
  await page.goto(shop.url("/extension"));
  await page.evaluate(async (module) => {
    // What Shopify gives an extension, as far as this one uses it. The texts are its keys.
    const translate = (key: string, values: object = {}): string => [key, ...Object.values(values)].join(" ");
    const language = { value: { isoCode: "sv" } };
    const sessionToken = { get: async () => "token" };
    Object.assign(globalThis, { shopify: { i18n: { translate }, localization: { language }, sessionToken } });
    await ((await import(module)) as { default: () => Promise<void> }).default();
  }, shop.url("/extension.js"));

  const card = page.locator('s-section[heading="Fem säckar, en från oss"]');
  await card.getByText("progress 3 5").waitFor();
  await card.getByText("reward Nästa säck är gratis").waitFor();
  assert.equal(asked.at(-1)?.["authorization"], "Bearer token");
  assert.equal(asked.at(-1)?.["accept-language"], "sv");
  watched.assertQuiet();
});
