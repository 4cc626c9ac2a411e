// Where the WebAssembly cannot be had or may not run: the server's cards stay, and
// can be looked at anew.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { STRICT_POLICY, drawnWidgetOf, openHostPage, widget, widgetOf } from "./host-page.ts";
import { needs } from "./instruments.ts";
import { NO_WASM, withoutWasm } from "./wasm.ts";
import { Widget } from "./widget.ts";

const DOG_FOOD = "Five bags, one on us";
const PROXY = "/api/loyalty";
const NOT_LOADED = /the widget could not be loaded/;

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** Why there is no WebAssembly. */
interface Obstacle {
  readonly name: string;
  readonly policy: string;
  prepare(page: Page): Promise<void>;
}

const OBSTACLES: readonly Obstacle[] = [
  { name: "a server without the file", policy: STRICT_POLICY, prepare: withoutWasm },
  {
    name: "a policy that forbids it",
    policy: STRICT_POLICY.replace(" 'wasm-unsafe-eval'", ""),
    prepare: () => Promise.resolve(),
  },
];

/** Opens a page, and waits until the widget has given up on the WebAssembly. */
async function open(page: Page, body: string, { policy, prepare }: Obstacle, at = demo): Promise<string[]> {
  await prepare(page);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (NOT_LOADED.test(message.text())) {
      complaints.push(message.text());
    }
  });
  const complained = page.waitForEvent("console", (message) => NOT_LOADED.test(message.text()));
  await openHostPage(page, at, { body, policy });
  await complained;
  return complaints;
}

for (const obstacle of OBSTACLES) {
  test(`${obstacle.name}: the stamps are seen all the same, and can be looked at anew`, async () => {
    // What is bought here would be missing elsewhere.
    await using own = await Demo.started();
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    await page.request.get(own.url("/my-pages?as=alva"));
    const complaints = await open(page, widget(PROXY), obstacle, own);
    const shown = new Widget(page);
    await shown.card(DOG_FOOD).waitFor();
    const before = await shown.stamped(DOG_FOOD).count();
    assert.ok(before > 0);
    assert.equal(await shown.element.locator("[part~=notice]").count(), 0);

    const bought = await page.request.post(own.url("/orders"), {
      form: { product: "dog-food-salmon" },
      headers: { origin: new URL(own.url("/")).origin },
    });
    assert.ok(bought.ok(), `buying was answered ${bought.status()}`);
    await page.evaluate(() => performance.clearResourceTimings());
    await shown.refresh();
    await shown.stamped(DOG_FOOD).nth(before).waitFor();
    // A file with a hash in its name may come from the browser's cache, without a request.
    await page.waitForFunction(() =>
      performance.getEntriesByType("resource").some(({ name }) => name.endsWith(".wasm")),
    );

    assert.equal(await shown.stamped(DOG_FOOD).count(), before + 1);
    assert.equal(complaints.length, 1, complaints.join("\n"));
    watched.assertQuiet(NO_WASM);
  });

  test(`${obstacle.name}: what nobody could do is not offered, but links lead on`, needs("answers in place of a server with HTTPS"), async () => {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    await page.route("https://shop.example.test/**", (route) =>
      route.fulfill({ contentType: "text/html", body: "<h1>Trail Day</h1>" }),
    );
    await open(page, drawnWidgetOf("everything"), obstacle);
    const shown = new Widget(page);
    await shown.cards.first().waitFor();
    assert.ok((await shown.cards.count()) > 5);
    const buttons = await shown.element.getByRole("button").count();
    assert.equal(buttons, 0, "buttons that are seen");

    await shown.element.getByRole("link", { name: /Trail Day/ }).click();
    await page.getByRole("heading", { name: "Trail Day" }).waitFor();
    watched.assertQuiet(NO_WASM);
  });

  test(`${obstacle.name}: while it looks anew, no button comes back`, async () => {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    await open(page, drawnWidgetOf("available"), obstacle);
    const seen = await page.evaluate(async () => {
      const element = document.querySelector("challenges-widget") as HTMLElement & { refresh(): void };
      const root = element.shadowRoot?.querySelector(".widget");
      const seen: number[] = [];
      const redrawn = new Promise<void>((resolve) => {
        new MutationObserver(() => {
          const button = element.shadowRoot?.querySelector<HTMLElement>(".join > .button");
          seen.push(button?.offsetHeight ?? -1);
          resolve();
        }).observe(root as Element, { childList: true });
      });
      element.refresh();
      await redrawn;
      return seen;
    });
    assert.deepEqual(seen, [0]);
    watched.assertQuiet(NO_WASM);
  });
}

test("without cards from the server there is a notice, and trying again tries again", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await withoutWasm(page);
  await openHostPage(page, demo, { body: widgetOf("active") });
  const shown = new Widget(page);
  await shown.retry.waitFor();
  await page.unroute("**/embed/*.wasm");
  await shown.retry.click();
  await shown.cards.first().waitFor();
  watched.assertQuiet(NO_WASM);
});
