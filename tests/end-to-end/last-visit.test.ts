// Stamps that were earned between two visits: the widget tells of them on the second one,
// however the cards come.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { Widget } from "./widget.ts";
import { PATIENCE_IN_MILLISECONDS, within } from "./within.ts";

const DOG_FOOD = "Five bags, one on us";
const BAG = "dog-food-salmon";
/** The number of stamps on that card that complete it. */
const GOAL = 5;
const INLINED = "/my-pages";
const FROM_THE_PROXY = "/my-pages?cards=proxy";

const browser = await openBrowser();
after(() => browser.close());

/** What a page was told by the events about stamps. */
interface Told {
  readonly type: string;
  readonly title: string;
  readonly newCheckpoints: number;
}

/** What a visit brings that is new. */
interface News {
  readonly told: readonly Told[];
  /** How many stamps are animated. */
  readonly animated: number;
  /** What screen readers are told. */
  readonly announced: string;
}

const NOTHING: News = { told: [], animated: 0, announced: "" };

/** Records the events about stamps on every page that is opened. */
async function recordEvents(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const told: Told[] = [];
    Object.assign(window, { told });
    for (const type of ["challenge-progressed", "challenge-completed"]) {
      document.addEventListener(type, (event) => {
        const { title, newCheckpoints } = (event as CustomEvent<Told>).detail;
        told.push({ type, title, newCheckpoints });
      });
    }
  });
}

/** Visits my pages until the widget has hydrated. It tells what is new together with that. */
async function visit(page: Page, demo: Demo, path: string): Promise<News> {
  await page.goto(demo.url(path));
  const widget = new Widget(page);
  await widget.hydrated();
  const announcements = await widget.element.locator("[role=status]").allInnerTexts();
  return {
    told: await page.evaluate(() => (window as unknown as { told: Told[] }).told),
    animated: await widget.element.locator(".new").count(),
    announced: announcements.join(" ").trim(),
  };
}

async function logIn(page: Page, demo: Demo, shopper: string): Promise<void> {
  await page.request.get(demo.url(`/my-pages?as=${shopper}`));
}

/** Buys bags elsewhere than on the page, and waits until their stamps are on the card. */
async function buy(page: Page, demo: Demo, quantity: number): Promise<void> {
  const bought = await page.request.post(demo.url("/orders"), {
    form: { product: BAG, quantity: String(quantity) },
    headers: { origin: new URL(demo.url("/")).origin },
  });
  assert.ok(bought.ok(), `buying was answered ${bought.status()}`);
  const awarded = async (): Promise<void> => {
    let orders = "";
    while (!/stamps? on your card/.test(orders)) {
      orders = await (await page.request.get(demo.url("/my-pages"))).text();
    }
  };
  await within(PATIENCE_IN_MILLISECONDS, "the stamps on the card", awarded());
}

for (const { how, path, accept } of [
  { how: "with the page", path: INLINED, accept: undefined },
  { how: "drawn by the proxy", path: FROM_THE_PROXY, accept: undefined },
  { how: "as data", path: FROM_THE_PROXY, accept: "application/json" },
]) {
  test(`where cards come ${how}, a stamp since the last visit is animated, announced and told once`, async () => {
    await using demo = await Demo.started();
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    if (accept) {
      await page.route(/\/api\/loyalty\/challenges(\?|$)/, (route) =>
        route.continue({ headers: { ...route.request().headers(), accept } }),
      );
    }
    await recordEvents(page);
    await logIn(page, demo, "alva");
    assert.deepEqual(await visit(page, demo, path), NOTHING, "on the first visit");
    const before = await new Widget(page).stamped(DOG_FOOD).count();

    await buy(page, demo, 1);
    const { told, animated, announced } = await visit(page, demo, path);
    assert.deepEqual(told, [{ type: "challenge-progressed", title: DOG_FOOD, newCheckpoints: 1 }]);
    assert.equal(animated, 1);
    assert.match(announced, new RegExp(`${DOG_FOOD}: One new stamp`));
    assert.equal(await new Widget(page).stamped(DOG_FOOD).count(), before + 1);

    assert.deepEqual(await visit(page, demo, path), NOTHING, "on the third visit");
    watched.assertQuiet();
  });
}

test("a challenge that was completed since the last visit is told, and says above all others what was won", async () => {
  await using demo = await Demo.started();
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await recordEvents(page);
  await logIn(page, demo, "alva");
  await visit(page, demo, INLINED);
  const missing = GOAL - (await new Widget(page).stamped(DOG_FOOD).count());

  await buy(page, demo, missing);
  const { told, announced } = await visit(page, demo, INLINED);
  assert.deepEqual(told, [{ type: "challenge-completed", title: DOG_FOOD, newCheckpoints: missing }]);
  assert.match(announced, new RegExp(`Well done! You completed: ${DOG_FOOD}`));
  const first = page.locator("challenges-widget [part~=card]").first();
  assert.equal(await first.locator("[part~=title]").innerText(), DOG_FOOD);
  assert.equal(await first.locator("[part~=won]").innerText(), "Your reward: The next bag is free");
  watched.assertQuiet();
});

test("nobody is told of the stamps of the shopper before", async () => {
  await using demo = await Demo.started();
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await recordEvents(page);
  await logIn(page, demo, "alva");
  await visit(page, demo, INLINED);
  await buy(page, demo, 1);

  await logIn(page, demo, "nils");
  assert.deepEqual(await visit(page, demo, INLINED), NOTHING);
  await buy(page, demo, 1);
  await logIn(page, demo, "alva");
  assert.deepEqual(await visit(page, demo, INLINED), NOTHING, "what she saw was replaced");
  watched.assertQuiet();
});

test("after a log-out nothing is kept of what the shopper saw", async () => {
  await using demo = await Demo.started();
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const kept = () => page.evaluate(() => localStorage.getItem("challenges-widget stamps /api/loyalty"));
  await logIn(page, demo, "alva");
  await page.goto(demo.url(INLINED));
  await new Widget(page).hydrated();
  assert.match((await kept()) ?? "", /^\{("[0-9a-f-]{36}":\d+,?)+\}$/);

  await page.getByRole("button", { name: "Log out" }).click();
  await page.waitForURL(demo.url("/"));
  await page.goto(demo.url(INLINED));
  await new Widget(page).notice("You are signed out").waitFor();
  assert.equal(await kept(), "");
  watched.assertQuiet([/Failed to load resource/]);
});

for (const [what, forbid] of [
  [
    "may not be used",
    () =>
      Object.defineProperty(window, "localStorage", {
        get() {
          throw new DOMException("The operation is insecure.", "SecurityError");
        },
      }),
  ],
  [
    "is full",
    () =>
      Object.defineProperty(window, "localStorage", {
        value: new Proxy(
          { getItem: () => null },
          {
            set() {
              throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
            },
          },
        ),
      }),
  ],
] as const) {
  test(`where the storage ${what}, every visit is as the first one`, async () => {
    await using demo = await Demo.started();
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    await page.addInitScript(forbid);
    await recordEvents(page);
    await logIn(page, demo, "alva");
    assert.deepEqual(await visit(page, demo, INLINED), NOTHING);
    await buy(page, demo, 1);
    assert.deepEqual(await visit(page, demo, INLINED), NOTHING);
    watched.assertQuiet();
  });
}
