// How the widget looks where it is not a wide screen with everyday settings.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Locator } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { openWithoutTimeLimits } from "./clock.ts";
import { Demo } from "./demo.ts";
import { FAILED_REQUESTS, allSettled, openGallery } from "./gallery.ts";
import { openHostPage, widgetOf } from "./host-page.ts";
import { needs } from "./instruments.ts";
import { overflowing, recordAnimations } from "./measures.ts";
import { Widget } from "./widget.ts";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

for (const lang of ["en", "de", "ar"] as const) {
  test(`in 280 pixels nothing sticks out in ${lang}`, async () => {
    await using watched = await WatchedPage.open(browser, { viewport: { width: 1280, height: 800 } });
    await openGallery(watched.page, demo, { width: "280", theme: "light", lang });
    assert.deepEqual(await overflowing(watched.page), []);
    watched.assertQuiet(FAILED_REQUESTS);
  });
}

test("on a screen of 280 pixels no page scrolls sideways", needs("a window of 280 pixels"), async () => {
  await using watched = await WatchedPage.open(browser, { viewport: { width: 280, height: 640 } });
  await openGallery(watched.page, demo, { theme: "light", lang: "en" });
  assert.deepEqual(await overflowing(watched.page), []);
  watched.assertQuiet(FAILED_REQUESTS);
});

for (const state of ["everything", "unbroken", "milestones", "checkpoints-100", "failing"]) {
  test(`at twice the size of text nothing of ${state} is cut off`, async () => {
    await using watched = await WatchedPage.open(browser, { viewport: { width: 640, height: 800 } });
    await openHostPage(watched.page, demo, {
      body: widgetOf(state),
      css: "html { font-size: 200%; }",
    });
    await allSettled(watched.page);
    assert.deepEqual(await overflowing(watched.page), []);
    watched.assertQuiet(FAILED_REQUESTS);
  });
}

for (const width of [390, 1280]) {
  test(`on a screen of ${width} pixels a tick needs no line of its own`, async () => {
    await using watched = await WatchedPage.open(browser, { viewport: { width, height: 900 } });
    const { page } = watched;
    await page.goto(demo.url("/my-pages?as=alva"));
    await new Widget(page).hydrated();
    const heights = await page.locator("challenges-widget .reached").evaluateAll((items) =>
      items.map((item) => {
        const ticked = item.getBoundingClientRect().height;
        item.classList.remove("reached");
        return [item.textContent, ticked, item.getBoundingClientRect().height] as const;
      }),
    );
    assert.ok(heights.length > 0, "ticks");
    assert.deepEqual(heights.filter(([, ticked, without]) => ticked !== without), []);
    watched.assertQuiet();
  });
}

test("cards of a row end at the same height, and rows are full", async () => {
  await using watched = await WatchedPage.open(browser, { viewport: { width: 1280, height: 900 } });
  const { page } = watched;
  await page.goto(demo.url("/my-pages?as=alva"));
  await new Widget(page).hydrated();
  const lists = await page.locator("challenges-widget :not(details) > .cards").evaluateAll((lists) =>
    lists.map((list) => {
      const { left, right } = list.getBoundingClientRect();
      const cards = [...list.children].map((card) => {
        const box = card.getBoundingClientRect();
        return [box.left - left, right - box.right, box.top, box.bottom].map(Math.round) as [number, number, number, number];
      });
      const rows = [...new Set(cards.map(([, , top]) => top))];
      return rows.map((row) => cards.filter(([, , top]) => top === row));
    }),
  );
  assert.deepEqual(lists.map((rows) => rows.map((row) => row.length)), [[1, 2], [2]]);
  for (const row of lists.flat()) {
    assert.equal(row[0]?.[0], 0, "the first card begins where the list does");
    assert.equal(row.at(-1)?.[1], 0, "the last card ends where the list does");
    assert.equal(new Set(row.map(([, , , bottom]) => bottom)).size, 1, "they end at the same height");
  }
  watched.assertQuiet();
});

test("four cards stand in two rows of two where three would fit beside each other", async () => {
  await using watched = await WatchedPage.open(browser, { viewport: { width: 1280, height: 900 } });
  const { page } = watched;
  await page.route("**/gallery/data/active/challenges", async (route) => {
    const response = await route.fetch();
    const list = (await response.json()) as { items: object[] };
    const items = [1, 2, 3, 4].map((number) => ({ ...list.items[0], id: `card-${number}` }));
    await route.fulfill({ response, json: { ...list, items, totalCount: items.length } });
  });
  await openHostPage(page, demo, { body: widgetOf("active") });
  const cards = new Widget(page).cards;
  await cards.nth(3).waitFor();
  const tops = await cards.evaluateAll((cards) => cards.map((card) => card.getBoundingClientRect().top));
  assert.deepEqual(tops.map((top) => top === tops[0]), [true, true, false, false]);
});

for (const { width, how, isUnder } of [
  { width: 1280, how: "under its stamp, and the line runs over the card", isUnder: true },
  { width: 768, how: "in a list below the line", isUnder: false },
]) {
  test(`on a screen of ${width} pixels what a stamp of a path brings stands ${how}`, async () => {
    await using watched = await WatchedPage.open(browser, { viewport: { width, height: 900 } });
    const { page } = watched;
    await page.goto(demo.url("/my-pages?as=alva"));
    const widget = new Widget(page);
    await widget.hydrated();
    const { stamps, sizes, words, room } = await widget.card("Ready for the fells").evaluate((card) => {
      const starts = (selector: string) =>
        [...card.querySelectorAll(selector)].map((element) => Math.round(element.getBoundingClientRect().left));
      const sizes = [...card.querySelectorAll<HTMLElement>(".stamp")].map(({ offsetWidth, offsetHeight }) => [offsetWidth, offsetHeight]);
      const room = card.querySelector(".track")?.getBoundingClientRect();
      return { stamps: starts(".stamp"), sizes, words: starts(".label"), room: { left: room?.left ?? 0, width: room?.width ?? 0 } };
    });
    assert.equal(stamps.length, 7);
    assert.deepEqual(sizes.filter(([width, height]) => width !== height || (width ?? 0) < 44), [], "round stamps");
    assert.equal(JSON.stringify(words) === JSON.stringify(stamps), isUnder, `${words} under ${stamps}`);
    const last = ((stamps.at(-1) ?? 0) - room.left) / room.width;
    assert.equal(last > 0.8, isUnder, `the last stamp begins at ${last} of the line`);
    watched.assertQuiet();
  });
}

test("the icon of a stamp stays when it is collected, with the mark at its edge", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.goto(demo.url("/my-pages?as=alva"));
  const widget = new Widget(page);
  await widget.hydrated();
  const stamp = widget.stamped("Ready for the fells").first();
  assert.equal(await stamp.innerText(), "🥾");
  const [colour, mark] = await stamp.evaluate((element) => {
    const box = element.getBoundingClientRect();
    const mark = element.querySelector(".mark")?.getBoundingClientRect();
    const middle = box.left + box.width / 2;
    return [getComputedStyle(element).color, mark ? mark.left > middle : undefined] as const;
  });
  assert.notEqual(colour, "rgba(0, 0, 0, 0)", "the icon is to be seen");
  assert.equal(mark, true, "the mark is beside the middle");
});

test("placeholders stand together, however much room the shop keeps for the cards", async () => {
  await using watched = await WatchedPage.open(browser, { viewport: { width: 390, height: 900 } });
  const { page } = watched;
  // Never answered: the placeholders stand for as long as they are looked at.
  await page.route("**/gallery/data/slow/**", () => {});
  await openHostPage(page, demo, {
    body: widgetOf("slow"),
    css: "challenges-widget { --challenges-reserved-height: 2000px; }",
  });
  const placeholders = page.locator("challenges-widget .skeleton");
  await placeholders.nth(1).waitFor();
  const [first, second] = await placeholders.evaluateAll((found) =>
    found.map((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return { top, bottom };
    }),
  );
  assert.equal(Math.round((second?.top ?? 0) - (first?.bottom ?? 0)), 16, "the gap between two cards");
});

test("in forced colours a stamp, the next one and an open one are told apart", needs("forced colours"), async () => {
  await using watched = await WatchedPage.open(browser, { forcedColors: "active" });
  const { page } = watched;
  await openHostPage(page, demo, { body: widgetOf("active") });
  await allSettled(page);
  const looks = await Promise.all(
    ["stamped", "next", "open"].map((mark) => look(new Widget(page).element.locator(`[part~=${mark}]`).first())),
  );
  assert.equal(new Set(looks).size, 3, looks.join("\n"));
});

test("in forced colours an open goal is a star, and no empty ring", needs("forced colours"), async () => {
  await using watched = await WatchedPage.open(browser, { forcedColors: "active" });
  const { page } = watched;
  await openHostPage(page, demo, { body: widgetOf("active") });
  await allSettled(page);
  const goal = new Widget(page).element.locator(".goal").first();
  const { star, adjust, stamp } = await goal.evaluate((element) => {
    const { backgroundColor: star, forcedColorAdjust: adjust } = getComputedStyle(element, "::after") as CSSStyleDeclaration & {
      readonly forcedColorAdjust: string;
    };
    return { star, adjust, stamp: getComputedStyle(element).backgroundColor };
  });
  assert.equal(adjust, "none", "the star keeps its colour");
  assert.notEqual(star, stamp);
  assert.match(star, /^rgb\(/);
});

/** What of a stamp is left when all colours are the system's. */
function look(stamp: Locator): Promise<string> {
  return stamp.evaluate((element) => {
    const { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(element);
    return JSON.stringify({ borderTopStyle, borderTopWidth, borderTopColor, backgroundColor });
  });
}

test("under reduced motion nothing moves: neither placeholders nor new stamps", async () => {
  await using watched = await WatchedPage.open(browser, { reducedMotion: "reduce" });
  const { page } = watched;
  let completed = 3;
  await page.route("**/gallery/data/active/challenges", async (route) => {
    const response = await route.fetch();
    const list = (await response.json()) as { items: Record<string, unknown>[] };
    for (const item of list.items) {
      Object.assign(item, { completedCheckpoints: completed, isChallengeCompleted: completed === 5 });
    }
    await route.fulfill({ response, json: list });
  });
  // The other widget's placeholders stand for as long as they are looked at.
  await page.route("**/gallery/data/slow/**", () => {});
  await openHostPage(page, demo, { body: widgetOf("slow") + widgetOf("active") });
  const active = page.locator("challenges-widget[proxy$=active]");
  await active.locator("[part~=card]").waitFor();
  assert.notEqual(await page.locator("challenges-widget[proxy$=slow] .skeleton").count(), 0);
  const animations = await recordAnimations(page);
  assert.deepEqual(await animations(), [], "placeholders");
  for (completed of [4, 5]) {
    await active.evaluate((element) => (element as HTMLElement & { refresh(): void }).refresh());
    await active.locator("[part~=stamped]").nth(completed - 1).waitFor();
    assert.deepEqual(await animations(), [], `${completed} stamps`);
  }
});

test("a new stamp and a completed challenge are animated", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  let completed = 3;
  await page.route("**/gallery/data/active/challenges", async (route) => {
    const response = await route.fetch();
    const list = (await response.json()) as { items: Record<string, unknown>[] };
    for (const item of list.items) {
      Object.assign(item, { completedCheckpoints: completed, isChallengeCompleted: completed === 5 });
    }
    await route.fulfill({ response, json: list });
  });
  await openHostPage(page, demo, { body: widgetOf("active") });
  await allSettled(page);
  const animations = await recordAnimations(page);
  assert.deepEqual(await animations(), [], "before anything has changed");
  for (completed of [4, 5]) {
    await page.evaluate(() => window.dispatchEvent(new Event("challenges:refresh")));
    await page.locator("[part~=stamped]").nth(completed - 1).waitFor();
    assert.notDeepEqual(await animations(), [], `${completed} stamps`);
  }
  watched.assertQuiet();
});

test("on paper the cards are there, and what can be pressed is not", needs("the styles of paper on a screen"), async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await openWithoutTimeLimits(page, async () => {
    await openHostPage(page, demo, { body: widgetOf("everything") });
    await allSettled(page);
  });
  await page.emulateMedia({ media: "print" });
  const widget = new Widget(page);
  assert.ok(await widget.cards.first().isVisible());
  assert.match(await widget.cards.first().innerText(), /of \d+ stamps/);
  assert.equal(await widget.element.locator("button:visible").count(), 0, "buttons");
  const adjustments = await widget.element.locator("[part~=stamped]").evaluateAll((stamps) =>
    stamps.map((stamp) => getComputedStyle(stamp).getPropertyValue("print-color-adjust")),
  );
  assert.deepEqual([...new Set(adjustments)], ["exact"], "stamps keep their ink");
  const layouts = await widget.element.locator(".cards > .card").evaluateAll((cards) =>
    cards.map((card) => {
      const { breakInside, contentVisibility } = getComputedStyle(card);
      // Browsers cut the items of a grid between two pages.
      return [getComputedStyle(card.parentElement ?? card).display, breakInside, contentVisibility].join();
    }),
  );
  assert.deepEqual([...new Set(layouts)], ["block,avoid,visible"], "cards stay whole");
});
