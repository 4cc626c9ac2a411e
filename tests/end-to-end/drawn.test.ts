// What the server draws is what the widget draws: for everything in the gallery,
// node by node.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import expected from "../wording/expected.json" with { type: "json" };
import { WatchedPage, openBrowser } from "./browser.ts";
import { stopClock } from "./clock.ts";
import { Demo } from "./demo.ts";
import { type Engine, engine } from "./engine.ts";
import { LANGUAGES } from "./gallery.ts";
import { drawnWidgetOf, openHostPage, widgetOf } from "./host-page.ts";
import { type Outline, assertSameOutline, outlines } from "./outline.ts";
import { NO_WASM, withoutWasm } from "./wasm.ts";

/** What no cards are drawn of: there are none, or more than one page of them. */
const WITHOUT_CARDS = ["failing", "signed-out", "thousand"];
/** What is answered after eight seconds. */
const LATE = "slow";
const LAYOUTS = ["", 'layout="stamps"', 'layout="path"', 'layout="compact"'];
/** Cases with every kind of text, number and date. */
const SPOKEN = ["everything", "milestones", "checkpoints-250", "empty"];
/** All tags whose numbers and dates are known: words of one language, dates of a region. */
const REGIONS = Object.keys(expected);
/** How many of them are looked at on one page. */
const REGIONS_PER_PAGE = 9;
/**
 * Where a browser may write otherwise than the server, because it has older data of
 * Unicode's. What can be named is: the calendar and the digits. This cannot.
 */
const OLDER_DATA: Readonly<Record<Engine, readonly string[]>> = {
  chromium: ["fr-CH", "en-AE"],
  firefox: ["fr-CH", "en-AE"],
  // Debian's ICU is years older than its WebKit, and does not know `en-NO`.
  webkit: ["fr-CH", "en-AE", "de-CH", "de-LI", "en-NO"],
};

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** What is drawn. */
interface Specimen {
  readonly state: string;
  readonly lang: string;
}

/** Everything that the gallery has to show, by the choice that it offers. */
async function states(): Promise<string[]> {
  const html = await (await fetch(demo.url("/gallery"))).text();
  const select = /<select name="state">(.*?)<\/select>/s.exec(html)?.[1] ?? "";
  return [...select.matchAll(/value="([^"]+)"/g)].map(([, state]) => state ?? "");
}

async function isDrawn(state: string): Promise<boolean> {
  const response = await fetch(demo.url(`/gallery/drawn/${state}/challenges`), {
    headers: { accept: "text/html" },
  });
  await response.text();
  return response.headers.get("content-type")?.startsWith("text/html") ?? false;
}

/** The cards as the server draws them: no WebAssembly ever comes. */
async function drawnByServer(specimens: readonly Specimen[], attributes: string): Promise<Outline[]> {
  await using watched = await WatchedPage.open(browser);
  await withoutWasm(watched.page);
  await openSpecimens(watched.page, specimens, attributes, drawnWidgetOf);
  watched.assertQuiet(NO_WASM);
  return await outlines(watched.page);
}

/** The cards as the widget draws them, from a proxy that sends data alone. */
async function drawnByWidget(specimens: readonly Specimen[], attributes: string): Promise<Outline[]> {
  await using watched = await WatchedPage.open(browser);
  await openSpecimens(watched.page, specimens, attributes, widgetOf);
  watched.assertQuiet();
  return await outlines(watched.page);
}

async function openSpecimens(
  page: Page,
  specimens: readonly Specimen[],
  attributes: string,
  widget: typeof widgetOf,
): Promise<void> {
  // Dozens of widgets on a page: none gives up waiting for what else can be joined.
  await stopClock(page);
  // Pictures neither come nor fail: what becomes of them is not what is drawn.
  await page.route("https://images.example.test/**", () => {});
  const widgets = specimens.map(({ state, lang }) => {
    const [language] = lang.split("-");
    return widget(language === "en" ? state : `${state}.${language}`, `lang="${lang}" ${attributes}`);
  });
  await openHostPage(page, demo, { body: widgets.join("") });
  await page.waitForFunction(() =>
    [...document.querySelectorAll("challenges-widget")].every((host) =>
      host.shadowRoot?.querySelector("section[aria-busy=false]:not(:has(.skeleton))"),
    ),
  );
}

async function assertSame(specimens: readonly Specimen[], attributes = ""): Promise<void> {
  const [server, widget] = await bothDraw(specimens, attributes);
  specimens.forEach(({ state, lang }, index) => {
    assertSameOutline(server[index] ?? [], widget[index] ?? [], `${state} ${attributes} in ${lang}`);
  });
}

/** The cards of the server, and those of the widget. */
async function bothDraw(specimens: readonly Specimen[], attributes = ""): Promise<[Outline[], Outline[]]> {
  const drawn = await Promise.all([drawnByServer(specimens, attributes), drawnByWidget(specimens, attributes)]);
  assert.equal(drawn[1].filter((outline) => outline.length > 0).length, specimens.length);
  return drawn;
}

function every(states: readonly string[], languages: readonly string[]): Specimen[] {
  return states.flatMap((state) => languages.map((lang) => ({ state, lang })));
}

test("cards are drawn of everything in the gallery, but for what has none or too many", async () => {
  const all = await states();
  assert.ok(all.length > 30, `the gallery offers ${all.join()}`);
  // What is late has a test of its own.
  const some = all.filter((state) => state !== LATE);
  const drawn = await Promise.all(some.map(isDrawn));
  assert.deepEqual(some.filter((_, index) => !drawn[index]).toSorted(), WITHOUT_CARDS);
});

for (const layout of LAYOUTS) {
  test(`the server draws what the widget draws, ${layout || "in the layout of each card"}`, async () => {
    const all = await states();
    const some = all.filter((state) => state !== LATE && !WITHOUT_CARDS.includes(state));
    await assertSame(every(some, ["en", "ar"]), layout);
  });
}

test("the server draws what the widget draws, also when it is late", async () => {
  await Promise.all(LAYOUTS.map((layout) => assertSame(every([LATE], ["en", "ar"]), layout)));
});

test("the server draws what the widget draws, in every language", async () => {
  await assertSame(every(SPOKEN, LANGUAGES));
});

for (let first = 0; first < REGIONS.length; first += REGIONS_PER_PAGE) {
  const regions = REGIONS.slice(first, first + REGIONS_PER_PAGE);
  test(`the server draws what the widget draws, in ${regions.join(", ")}`, async (context) => {
    const specimens = every(SPOKEN, regions);
    const [server, widget] = await bothDraw(specimens);
    specimens.forEach(({ state, lang }, index) => {
      try {
        assertSameOutline(server[index] ?? [], widget[index] ?? [], `${state} in ${lang}`);
      } catch (error) {
        if (!OLDER_DATA[engine].includes(lang)) throw error;
        context.diagnostic(`older data: ${(error as Error).message}`);
      }
    });
  });
}

for (const attributes of ['filter="active"', 'limit="2" heading-level="2"', 'filter="completed" hide-when-empty']) {
  test(`the server draws what the widget draws, ${attributes}`, async () => {
    await assertSame(every(SPOKEN, ["en"]), attributes);
  });
}
