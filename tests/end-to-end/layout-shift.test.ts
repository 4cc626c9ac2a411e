// What is on my pages stays where it is seen first, however the cards arrive.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { BrowserContext, Page, Request } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { needs } from "./instruments.ts";
import { frameRendered } from "./measures.ts";
import { Widget } from "./widget.ts";

const VIEWPORTS = [
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
  { width: 1280, height: 1200 },
];
const INLINED = "/my-pages";
const FROM_THE_PROXY = "/my-pages?cards=proxy";
const PROXY = /\/api\/loyalty\/challenges(\?|$)/;

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** How the cards arrive. */
interface Arrival {
  readonly name: string;
  readonly address: string;
  /** What the proxy is asked for instead of what the widget asks for. */
  readonly accept?: string;
}

const ARRIVALS: readonly Arrival[] = [
  { name: "drawn by the proxy", address: FROM_THE_PROXY },
  { name: "as data", address: FROM_THE_PROXY, accept: "application/json" },
  { name: "with the page", address: INLINED },
];

/** Answers come when the page has been painted without them: as late as can be seen. */
async function delay(page: Page, { accept, address }: Arrival): Promise<void> {
  const painted = () =>
    page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
  const headers = (request: Request) => ({ ...request.headers(), ...(accept && { accept }) });
  await page.route(PROXY, async (route) => {
    await painted();
    await route.continue({ headers: headers(route.request()) });
  });
  // Where the cards come with the page, it is painted without the loader too.
  const embedded = address === INLINED ? "**/embed/*" : "**/embed/*.wasm";
  await page.route(embedded, async (route) => {
    await painted();
    await route.continue();
  });
}

/** Visits my pages until the widget is at work, and gives what has moved meanwhile. */
async function shifts(page: Page, arrival: Arrival): Promise<string[]> {
  await delay(page, arrival);
  await page.addInitScript(() => {
    const shifts: string[] = [];
    const note = (entries: PerformanceEntryList): void => {
      for (const entry of entries as (PerformanceEntry & {
        value: number;
        sources: { node?: Node; previousRect: DOMRect; currentRect: DOMRect }[];
      })[]) {
        const moved = entry.sources.map(({ node, previousRect, currentRect }) => {
          const name = node instanceof Element ? `${node.localName}.${node.className}` : (node?.nodeName ?? "?");
          return `${name} from ${previousRect.y} to ${currentRect.y}`;
        });
        shifts.push(`${entry.value.toFixed(4)} at ${Math.round(entry.startTime)} ms by ${moved.join(", ")}`);
      }
    };
    const observer = new PerformanceObserver((list) => note(list.getEntries()));
    observer.observe({ type: "layout-shift", buffered: true });
    const read = (): string[] => {
      // What the browser has measured, but has not told of yet.
      note(observer.takeRecords());
      return shifts;
    };
    Object.assign(window, { shifts: read });
  });
  await page.goto(demo.url(arrival.address));
  await new Widget(page).cards.first().waitFor();
  await new Widget(page).hydrated();
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await frameRendered(page);
  return page.evaluate(() => (window as unknown as { shifts(): string[] }).shifts());
}

/** Lets my pages show one card alone, which leaves room below it. */
async function showOneCard(context: BrowserContext): Promise<void> {
  await context.route("**/my-pages*", async (route) => {
    const response = await route.fetch();
    const html = await response.text();
    await route.fulfill({ response, body: html.replace("<challenges-widget ", '<challenges-widget limit="1" ') });
  });
}

async function logIn(context: BrowserContext, shopper: string): Promise<void> {
  await context.request.get(demo.url(`/my-pages?as=${shopper}`));
}

for (const viewport of VIEWPORTS) {
  const size = `${viewport.width} × ${viewport.height}`;
  for (const arrival of ARRIVALS) {
    test(`on a first visit nothing shifts where cards come ${arrival.name}, at ${size}`, needs("layout-shift entries"), async () => {
      await using watched = await WatchedPage.open(browser, { viewport });
      const { page } = watched;
      await logIn(page.context(), "alva");
      assert.deepEqual(await shifts(page, arrival), []);
      watched.assertQuiet();
    });

    // Cards that come with the page are as high as they are from the beginning.
    if (arrival.address === INLINED) continue;
    test(`on a second visit nothing shifts where one card comes ${arrival.name}, at ${size}`, needs("layout-shift entries"), async () => {
      await using watched = await WatchedPage.open(browser, { viewport });
      const context = watched.page.context();
      await logIn(context, "alva");
      await showOneCard(context);
      await shifts(watched.page, arrival);
      assert.deepEqual(await shifts(await context.newPage(), arrival), []);
      watched.assertQuiet();
    });
  }
}
