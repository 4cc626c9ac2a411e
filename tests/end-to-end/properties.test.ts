// Attributes and properties as frameworks write them.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { ConsoleMessage, Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { LOADER, openHostPage, widgetOf } from "./host-page.ts";
import { Widget } from "./widget.ts";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** The element with its properties. */
type Element = HTMLElement & Record<string, unknown>;

/** What the page warns of from now on. */
function warningsOf(page: Page): string[] {
  const warnings: string[] = [];
  page.on("console", (message: ConsoleMessage) => {
    if (message.type() === "warning") {
      warnings.push(message.text());
    }
  });
  return warnings;
}

test("attributes with the names of properties count, in the values that frameworks write", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const warnings = warningsOf(page);
  const attributes = `headinglevel="2" hidewhenempty="true" live="false" texts='{"label":"Stamps"}'`;
  await openHostPage(page, demo, { body: widgetOf("active", attributes) });
  const widget = new Widget(page);
  await widget.hydrated();
  assert.notEqual(await widget.element.locator("h2").count(), 0, "headings of the second level");
  assert.equal(await widget.element.locator("section").getAttribute("aria-label"), "Stamps");
  const properties = await widget.element.evaluate((element) => {
    const { headingLevel, hideWhenEmpty, live } = element as Element;
    return { headingLevel, hideWhenEmpty, live };
  });
  assert.deepEqual(properties, { headingLevel: "2", hideWhenEmpty: true, live: false });
  assert.deepEqual(warnings, []);
  watched.assertQuiet();
});

test("a property that is set later counts before an attribute that a framework has written", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const attributes = 'headinglevel="2" hidewhenempty=""';
  await openHostPage(page, demo, { body: widgetOf("empty", attributes) });
  const widget = new Widget(page);
  await widget.hydrated();
  await widget.element.evaluate((element) => Object.assign(element, { hideWhenEmpty: false, live: "false" }));
  await widget.notice("No challenges yet").waitFor();
  const live = await widget.element.evaluate((element) => (element as Element)["live"]);
  assert.equal(live, false);
  await widget.element.evaluate((element) => Object.assign(element, { hideWhenEmpty: true }));
  await widget.notice("No challenges yet").waitFor({ state: "detached" });
  watched.assertQuiet();
});

test("a property that is set to the value that it has changes nothing", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await openHostPage(page, demo, { body: widgetOf("active", 'heading-level="2"') });
  const widget = new Widget(page);
  await widget.hydrated();
  const isSame = await widget.element.evaluate(async (element) => {
    const section = (): unknown => element.shadowRoot?.querySelector("section");
    const before = section();
    for (const name of ["proxy", "headingLevel", "live", "layout"]) {
      Reflect.set(element, name, Reflect.get(element, name));
    }
    // An element that begins anew shows placeholders at once.
    await Promise.resolve();
    return section() === before;
  });
  assert.ok(isSame, "the element began anew");
  watched.assertQuiet();
});

test("properties that were set before the element was defined count", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await openHostPage(page, demo, { body: widgetOf("active"), loader: null });
  await page.locator("challenges-widget").evaluate((element) => {
    Object.assign(element, { headingLevel: 2, texts: { label: "Stamps" } });
  });
  await page.evaluate(async (loader) => void (await import(loader)), LOADER);
  const widget = new Widget(page);
  await widget.hydrated();
  assert.notEqual(await widget.element.locator("h2").count(), 0, "headings of the second level");
  assert.equal(await widget.element.locator("section").getAttribute("aria-label"), "Stamps");
  watched.assertQuiet();
});

test("what cannot be understood is named once, with what is allowed", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const warnings = warningsOf(page);
  const attributes = 'definition="dog food" heading-level="7" lang="Swedish" live="undefined" texts="[object Object]"';
  await openHostPage(page, demo, { body: widgetOf("active", attributes) + widgetOf("active", attributes) });
  await new Widget(page).hydrated();
  await page.locator("challenges-widget").evaluateAll((elements) => {
    for (const element of elements) {
      Object.assign(element, { texts: { jion: "Count me in" } });
    }
  });
  const last = "texts.jion is not one of the texts in locales/en.json";
  if (!warnings.some((warning) => warning.includes(last))) {
    await page.waitForEvent("console", (message) => message.text().includes(last));
  }
  const expected = [
    'the attribute lang cannot be "Swedish"; it takes a language tag, such as `sv-SE`',
    'the attribute definition cannot be "dog food"; it takes a definition\'s id, which is a GUID',
    'the attribute live cannot be "undefined"; it takes nothing or `true`, or `false`',
    'the attribute heading-level cannot be "7"; it takes 1 to 6',
    "texts must be an object, or JSON of one",
  ].map((warning) => `<challenges-widget>: ${warning}`);
  assert.deepEqual(warnings.slice(0, -1).sort(), expected.sort());
  assert.equal(warnings.at(-1), `<challenges-widget>: ${last}`);
  watched.assertQuiet();
});
