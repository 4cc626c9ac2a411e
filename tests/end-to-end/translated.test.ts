// A page that the browser has translated: the words of the cards go on to follow the data.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { drawnWidgetOf, openHostPage, widgetOf } from "./host-page.ts";
import { Widget } from "./widget.ts";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** Replaces the words of a widget as a browser's translator does: by elements of its own. */
async function translate(widget: Widget): Promise<void> {
  await widget.element.evaluate(({ shadowRoot }) => {
    const texts: Text[] = [];
    const walker = document.createTreeWalker(shadowRoot as ShadowRoot, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode as Text;
      if (text.data.trim() && text.parentElement?.localName !== "script") texts.push(text);
    }
    for (const text of texts) {
      const font = document.createElement("font");
      font.textContent = text.data.toUpperCase();
      text.replaceWith(font);
    }
  });
}

for (const [name, markup] of [
  ["that the proxy renders", drawnWidgetOf("active")],
  ["that are made of data", widgetOf("active")],
] as const) {
  test(`on a translated page the words of cards ${name} follow each new stamp`, async () => {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    const widget = new Widget(page);
    await openHostPage(page, demo, { body: markup });
    await widget.hydrated();
    let completed = 3;
    await page.route(/\/gallery\/\w+\/active\/challenges$/, async (route) => {
      const answer = await fetch(demo.url("/gallery/data/active/challenges"));
      const list = (await answer.json()) as { items: Record<string, unknown>[] };
      for (const item of list.items) {
        Object.assign(item, { completedCheckpoints: completed });
      }
      await route.fulfill({ json: list });
    });
    for (completed of [4, 5]) {
      await translate(widget);
      assert.match(await widget.cards.first().innerText(), new RegExp(`${completed - 1} OF 5 STAMPS`));
      await widget.refresh();
      await widget.cards.first().getByText(`${completed} of 5 stamps`, { exact: true }).waitFor();
      assert.equal(await widget.element.locator("[part~=stamped]").count(), completed);
    }
    watched.assertQuiet();
  });
}
