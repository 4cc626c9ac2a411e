// The widget by keyboard alone.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Locator, Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { openWithoutTimeLimits } from "./clock.ts";
import { Demo } from "./demo.ts";
import { FAILED_REQUESTS, openGallery } from "./gallery.ts";
import { Widget } from "./widget.ts";

/** More stops than anything in a widget is away from the one before it. */
const MOST_STOPS = 12;

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** Puts the focus on the last stop before the first widget. */
async function standBefore(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Show all" }).focus();
}

/** Tabs until this has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element.matches(":focus-visible"))) {
      return;
    }
  }
  assert.fail(`${MOST_STOPS} times Tab did not lead to ${target.toString()}`);
}

/** Where the button with the focus is gone, the widget takes it a moment later. */
async function assertFocusStays(page: Page, widget: Widget): Promise<void> {
  await page.waitForFunction(() => document.activeElement?.localName === "challenges-widget");
  const focused = await widget.element.evaluate((element) => element.shadowRoot?.activeElement?.localName ?? "");
  assert.notEqual(focused, "", "the focus stays in the widget");
}

test("a shopper joins with consent by Tab, Space and Enter", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const widget = new Widget(page);
  let joined = 0;
  let pressedTwice = (): void => {};
  const presses = new Promise<void>((resolve) => (pressedTwice = resolve));
  await page.route("**/gallery/data/consent/challenges/definitions/*/assign", async (route) => {
    joined += 1;
    await presses;
    await route.fulfill({ json: true });
  });
  await page.route("**/gallery/data/consent/challenges", async (route) => {
    const definition = { id: "d0000000-0000-4000-8000-000000000002", status: "Active", name: "Dog food" };
    const challenge = { id: "c", challengeId: definition.id, isActive: true, requiredCheckpoints: 5, definition };
    await route.fulfill({ json: { items: joined > 0 ? [challenge] : [] } });
  });
  await openWithoutTimeLimits(page, () => openGallery(page, demo, { state: "consent", theme: "light", layout: "stamps" }));
  const checkbox = widget.element.locator("input[type=checkbox]");
  const join = widget.element.locator("[part~=join-button]");

  await standBefore(page);
  await tabTo(page, checkbox);
  assert.equal(await checkbox.isChecked(), false, "consent is never given beforehand");
  await tabTo(page, join);
  await page.keyboard.press("Enter");
  await page.getByText("Please tick the box").waitFor();
  assert.equal(joined, 0, "nothing is joined without consent");

  await tabBack(page, checkbox);
  await page.keyboard.press("Space");
  assert.equal(await checkbox.isChecked(), true);
  await tabTo(page, join);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  pressedTwice();
  await widget.element.locator("[part~=card][part~=active]").waitFor();

  assert.equal(joined, 1, "pressing twice joins once");
  assert.match(await widget.cards.innerText(), /0 of 5 stamps/);
  assert.equal(await widget.element.locator("[part~=stamped]").count(), 0);
  await assertFocusStays(page, widget);
  watched.assertQuiet();
});

/** The focus may stand on the checkbox already: the widget leads there. */
async function tabBack(page: Page, checkbox: Locator): Promise<void> {
  if (!(await checkbox.evaluate((element) => element.matches(":focus")))) {
    await page.keyboard.press("Shift+Tab");
  }
  assert.ok(await checkbox.evaluate((element) => element.matches(":focus")), "the checkbox has the focus");
}

test("earlier challenges unfold with Enter", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const widget = new Widget(page);
  await openWithoutTimeLimits(page, () => openGallery(page, demo, { state: "everything", theme: "light", layout: "stamps" }));
  const earlier = widget.element.locator("[part~=earlier]");
  const cards = earlier.locator("[part~=card]");
  assert.equal(await cards.first().isVisible(), false, "they are folded at first");

  await standBefore(page);
  await tabTo(page, earlier.locator("> summary"));
  await page.keyboard.press("Enter");

  await cards.first().waitFor({ state: "visible" });
  watched.assertQuiet();
});

test("after a failure Enter on the button tries again, and the focus stays in the widget", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const widget = new Widget(page);
  await openGallery(page, demo, { state: "failing", theme: "light" });
  await page.route("**/gallery/data/failing/**", async (route) => {
    const response = await route.fetch({ url: route.request().url().replace("/failing/", "/active/") });
    await route.fulfill({ response });
  });

  await standBefore(page);
  await tabTo(page, widget.retry);
  await page.keyboard.press("Enter");

  await widget.cards.first().waitFor();
  await assertFocusStays(page, widget);
  watched.assertQuiet(FAILED_REQUESTS);
});

test("every stop of the widget is seen and is 24 pixels or more", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await openWithoutTimeLimits(page, () => openGallery(page, demo, { state: "everything", theme: "light", layout: "stamps" }));
  const small = await page.locator("challenges-widget").evaluate((element) => {
    const targets = element.shadowRoot?.querySelectorAll("a[href], button, summary, input, label") ?? [];
    return [...targets]
      .map((target) => ({ target, box: target.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
      .filter(({ target }) => !target.closest("label") || target.localName === "label")
      .map(({ target, box }) => `${target.localName}.${target.className}: ${box.width} × ${box.height}`);
  });
  assert.deepEqual(small, []);
});
