// What no proxy and no page should do, and what the shopper sees all the same.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { openHostPage, widgetOf } from "./host-page.ts";
import { Widget } from "./widget.ts";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

test("an answer that does not end is given up, and said so kindly", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.route("**/gallery/data/active/challenges", (route) =>
    route.fulfill({ contentType: "application/json", body: " ".repeat(9_000_000) }),
  );
  await openHostPage(page, demo, { body: widgetOf("active") });
  await new Widget(page).notice("Your challenges can’t be shown right now").waitFor();
  watched.assertQuiet();
});

test("when the module panics the last cards stay, the shop is told, and a new element works", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const widget = new Widget(page);
  await openHostPage(page, demo, { body: widgetOf("active") });
  await widget.cards.first().waitFor();
  const before = await widget.cards.allInnerTexts();
  // A page that takes away what every program rests on.
  const reason = await page.evaluate(async () => {
    const element = document.querySelector("challenges-widget") as HTMLElement & { refresh(): void };
    const failed = new Promise<string>((resolve) => {
      document.addEventListener("challenges-error", (event) => {
        const { reason } = (event as CustomEvent<{ reason: string }>).detail;
        if (reason === "panic") resolve(reason);
      });
    });
    const { createTextNode } = Document.prototype;
    Document.prototype.createTextNode = () => {
      throw new Error("taken away by the page");
    };
    // Drawing fails half-way, and what it held on to stays locked.
    element.setAttribute("layout", "path");
    element.setAttribute("heading-level", "2");
    await new Promise((resolve) => setTimeout(resolve));
    Document.prototype.createTextNode = createTextNode;
    element.setAttribute("heading-level", "4");
    element.setAttribute("layout", "compact");
    element.refresh();
    return failed;
  });
  assert.equal(reason, "panic");
  assert.equal((await widget.cards.allInnerTexts()).length, before.length, "the cards stay");

  await page.evaluate(() => {
    const element = document.querySelector("challenges-widget");
    const fresh = document.createElement("challenges-widget");
    fresh.setAttribute("proxy", "/gallery/data/completed");
    element?.replaceWith(fresh);
  });
  await widget.element.locator("[part~=card][part~=completed]").first().waitFor({ state: "attached" });
});

test("a link on a checkpoint is the page's to take over", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const widget = new Widget(page);
  await openHostPage(page, demo, { body: widgetOf("milestones") });
  const link = widget.element.locator("[part~=link]").first();
  await link.waitFor();
  await page.evaluate(() => document.addEventListener("challenge-link", (event) => event.preventDefault()));
  const told = await widget.listenFor<{ href: string; checkpoint: number }>("challenge-link");
  const href = await link.getAttribute("href");
  await link.click();
  const detail = await told();
  assert.equal(detail.href, href);
  assert.ok(detail.checkpoint > 0);
  assert.equal(page.url(), demo.url("/host"), "the page stays where it is");
  watched.assertQuiet();
});
