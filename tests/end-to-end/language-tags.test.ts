// Language tags as pages write them.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { languageTag } from "../../src/element/language-tag.ts";
import cases from "../fixtures/language-tags.json" with { type: "json" };
import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { openHostPage, widgetOf } from "./host-page.ts";
import { Widget } from "./widget.ts";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

test("the loader understands a tag as the widget and the proxy do", () => {
  for (const [text = "", expected] of cases) {
    assert.equal(languageTag(text), expected, JSON.stringify(text));
  }
});

for (const { html, lang, dir, asked } of [
  { html: 'lang="sv_SE"', lang: "sv", dir: "ltr", asked: "sv-SE" },
  { html: 'lang="sv_SE.UTF-8"', lang: "sv", dir: "ltr", asked: "sv-SE" },
  { html: 'lang="ar_EG"', lang: "ar", dir: "rtl", asked: "ar-EG" },
  { html: 'lang="C"', lang: "en", dir: "ltr", asked: "en-GB" },
  { html: 'lang="العربية"', lang: "en", dir: "ltr", asked: "en-GB" },
]) {
  test(`on a page with ${html} the widget speaks ${lang} and asks for ${asked}`, async () => {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    const request = page.waitForRequest("**/gallery/data/active/challenges");
    await openHostPage(page, demo, { html, body: widgetOf("active") });
    await new Widget(page).hydrated();
    const section = new Widget(page).element.locator("section");
    assert.equal(await section.getAttribute("lang"), lang);
    assert.equal(await section.getAttribute("dir"), dir);
    assert.equal(await (await request).headerValue("accept-language"), asked);
    watched.assertQuiet();
  });
}

test("a tag that is no language counts as missing, and the next one around the element counts", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const body = `<div lang="sv"><div lang="">${widgetOf("active", 'lang="C"')}</div></div>`;
  await openHostPage(page, demo, { body });
  await new Widget(page).hydrated();
  assert.equal(await new Widget(page).element.locator("section").getAttribute("lang"), "sv");
  watched.assertQuiet();
});
