// The support line: nothing above it is used without an alternative, and what browsers
// below it show can be read.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { after, test } from "node:test";

import type { Identifier } from "@mdn/browser-compat-data";
import { transform } from "esbuild";
import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { SUPPORT_LINE, aboveLine, data, feature, featuresNamed } from "./compatibility.ts";
import { Demo } from "./demo.ts";
import { embedFile, embedFolder } from "./embed.ts";
import { LOADER, STRICT_POLICY, openHostPage, widgetOf } from "./host-page.ts";
import { needs } from "./instruments.ts";
import { usesOf } from "./style-features.ts";
import { Widget } from "./widget.ts";

/** What is newer than the line and does no harm where it is not known, with the reason. */
const HARMLESS_STYLES: Readonly<Record<string, string>> = {
  "css/properties/content-visibility": "a long list takes longer to lay out",
  "css/properties/contain-intrinsic-block-size": "it belongs to content-visibility",
  "css/properties/text-wrap": "lines of a title are not balanced",
  "css/properties/print-color-adjust": "the name with a prefix stands before it",
  "css/properties/forced-color-adjust": "browsers without it have no forced colours",
  "css/selectors/-webkit-progress-bar": "each browser has a name of its own for it",
  "css/selectors/-webkit-progress-value": "each browser has a name of its own for it",
  "css/selectors/-moz-progress-bar": "each browser has a name of its own for it",
};

/** Names of members that are newer than the line, and why they may be used. */
const HARMLESS_MEMBERS: Readonly<Record<string, string>> = {
  detached: "wasm-bindgen's script asks whether it is there",
  dispose: "wasm-bindgen's script asks whether the symbol is there",
  saveData: "a browser without it counts as one that does not save data",
  tag: "it is a member of an object of the widget's own",
  yield: "where it is missing, the next task comes by a timer",
};

/** MDN's names for what wasm-opt is allowed to use. */
const WASM_FEATURES: Readonly<Record<string, string>> = {
  "--enable-bulk-memory": "bulk-memory-operations",
  "--enable-nontrapping-float-to-int": "non-trapping-float-to-int-conversions",
  "--enable-sign-ext": "sign-extension-operations",
  "--enable-mutable-globals": "api/Global",
  "--enable-reference-types": "reference-types",
  "--enable-multivalue": "multi-value",
};

const ONCE = needs("nothing of a browser");
const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

function isHarmless(path: string): boolean {
  return Object.keys(HARMLESS_STYLES).some((harmless) => path === harmless || path.startsWith(`${harmless}/`));
}

function read(file: string): Promise<string> {
  return readFile(path.join(embedFolder(), file), "utf8");
}

test("the styles use nothing newer than the support line, unless they ask for it", ONCE, async () => {
  const uses = usesOf(await read(await embedFile("styles")));
  assert.ok(uses.length > 500, `${uses.length} uses were found`);
  const tooNew = new Map<string, string[]>();
  for (const { path, isAskedFor } of uses) {
    const name = /^function (.*)$/.exec(path)?.[1];
    const features: readonly Identifier[] = name ? featuresNamed(data.css["types"] as Identifier, name) : [feature(path)].filter((one) => one !== undefined);
    const versions = features.map(aboveLine);
    // A function of several types may be new in one of them.
    const newer = versions.every((one) => one.length > 0) ? versions.flat() : [];
    if (newer.length > 0 && !isAskedFor && !isHarmless(path)) {
      tooNew.set(path, newer);
    }
  }
  assert.deepEqual(Object.fromEntries(tooNew), {});
});

/** The browsers that read the loader: below them it is an error of syntax. */
const READERS = ["chrome94", "edge94", "firefox93", "safari15"];

test("the loader can be read by browsers far below the support line", ONCE, async () => {
  const script = await read(await embedFile("loader"));
  const [asIs, lowered] = await Promise.all(
    ["esnext", READERS].map((target) => transform(script, { target, format: "esm" })),
  );
  assert.equal(lowered?.code, asIs?.code);
});

test("the loader uses no member newer than the support line, unless it asks for it", ONCE, async () => {
  const tooNew: Record<string, string[]> = {};
  const script = withoutTexts(await read(await embedFile("loader")));
  // Shorter names are those that the build has given to the glue's own members.
  const names = new Set([...script.matchAll(/\.([A-Za-z_$][\w$]{2,})/g)].map(([, name = ""]) => name));
  assert.ok(names.size > 30, `${names.size} members were found`);
  for (const name of names) {
    const global = feature(`api/${name}`);
    const features = [data.api as Identifier, data.javascript["builtins"] as Identifier].flatMap((part) =>
      Object.values(part).flatMap((owner) => {
        const member = (owner as Identifier)[name] ?? (owner as Identifier)[`${name}_static`];
        return member ? [member as Identifier] : [];
      }),
    );
    const versions = [...features, ...(global ? [global] : [])].map(aboveLine);
    if (versions.length > 0 && versions.every((one) => one.length > 0) && !(name in HARMLESS_MEMBERS)) {
      tooNew[name] = versions.flat();
    }
  }
  assert.deepEqual(tooNew, {});
});

test("the WebAssembly may use nothing newer than the support line", ONCE, async () => {
  const passes = await readFile(path.join(process.cwd(), "src/element/bundle/wasm.mjs"), "utf8");
  const flags = [...passes.matchAll(/"(--enable-[\w-]+)"/g)].map(([, flag = ""]) => flag);
  assert.ok(flags.length > 0);
  for (const flag of flags) {
    const found = feature(`webassembly/${WASM_FEATURES[flag] ?? flag}`);
    assert.ok(found, `${flag} is not in MDN's data`);
    assert.deepEqual(aboveLine(found), [], flag);
  }
});

test("the documentation names the support line", ONCE, async () => {
  const { chrome, edge, firefox, safari, samsunginternet_android: samsung } = SUPPORT_LINE;
  const versions = [`Chrome ${chrome}`, `Edge ${edge}`, `Firefox ${firefox}`, `Safari ${safari}`, `Samsung Internet ${samsung}`];
  const [readme, page] = await Promise.all(
    ["README.md", "docs/browsers.md"].map((file) => readFile(path.join(process.cwd(), file), "utf8")),
  );
  const row = /^\| everything .*$/m.exec(readme ?? "")?.[0] ?? "";
  for (const version of versions) {
    assert.ok(row.includes(version), `${version} is not in: ${row}`);
  }
  const table = /^\| what \| works from \|\n(?:\|.*\n)+/m;
  assert.equal(table.exec(page ?? "")?.[0], table.exec(readme ?? "")?.[0]);
});

/** A script without what stands in quotes: the loader has the styles as text. */
function withoutTexts(script: string): string {
  return script.replace(/(["'`])(?:\\.|(?!\1)[^\\])*\1/gs, '""');
}

/** Serves the styles as an older browser understands them: without a function. */
async function without(page: Page, ...functions: readonly string[]): Promise<void> {
  await page.route("**/embed/challenges-widget.*", async (route) => {
    const response = await route.fetch();
    let body = await response.text();
    for (const name of functions) {
      body = body.replaceAll(`${name}(`, `no-such-${name}(`);
    }
    await route.fulfill({ response, body });
  });
}

interface Look {
  readonly stamp: string;
  readonly open: string;
  readonly surface: string;
  readonly text: string;
  readonly width: number;
}

/** The colours of a card, and how wide a stamp is. */
function look(page: Page): Promise<Look> {
  return page.evaluate(() => {
    const root = document.querySelector("challenges-widget")?.shadowRoot;
    const style = (part: string): CSSStyleDeclaration => {
      const element = root?.querySelector(`[part~=${part}]`);
      if (!element) throw new Error(`there is no ${part}`);
      return getComputedStyle(element);
    };
    const stamped = root?.querySelector("[part~=stamped]");
    return {
      stamp: style("stamped").backgroundColor,
      open: style("open").backgroundColor,
      surface: style("card").backgroundColor,
      text: style("title").color,
      width: stamped ? Math.round((stamped as HTMLElement).offsetWidth) : 0,
    };
  });
}

const LIGHT = { stamp: "rgb(20, 97, 75)", open: "rgb(238, 241, 239)", surface: "rgb(255, 255, 255)", text: "rgb(27, 33, 30)", width: 44 };
const DARK = { stamp: "rgb(111, 214, 176)", open: "rgb(42, 48, 45)", surface: "rgb(29, 33, 31)", text: "rgb(238, 242, 239)", width: 44 };

for (const [scheme, expected] of [["light", LIGHT], ["dark", DARK]] as const) {
  for (const functions of [[], ["light-dark"], ["light-dark", "color-mix"]]) {
    test(`stamps and cards are seen in ${scheme} colours without ${functions.join(" and ") || "anything taken away"}`, async () => {
      await using watched = await WatchedPage.open(browser);
      const { page } = watched;
      await without(page, ...functions);
      await openHostPage(page, demo, { body: widgetOf("active", `color-scheme="${scheme}"`) });
      await new Widget(page).hydrated();
      assert.deepEqual(await look(page), expected);
      watched.assertQuiet();
    });
  }
}

/** The cards of a shopper as a page brings them, in a template that no parser attaches. */
async function inlinedCards(): Promise<string> {
  const answer = await fetch(demo.url("/gallery/drawn/active/challenges"), { headers: { accept: "text/html" } });
  return `<challenges-widget proxy="/gallery/drawn/active"><template data-mode="open"><link rel="stylesheet" href="/embed/challenges-widget.css"><div class="widget">${await answer.text()}</div></template></challenges-widget>`;
}

/** Opens a page with such cards in a browser that reads no declarative shadow roots. */
async function openUndeclared(page: Page): Promise<void> {
  await openHostPage(page, demo, { body: await inlinedCards(), loader: null });
  await page.evaluate(() => {
    const template = document.querySelector("template");
    template?.removeAttribute("data-mode");
    template?.setAttribute("shadowrootmode", "open");
  });
}

test("cards that came with the page are hydrated where the browser attaches no declarative shadow root", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await openUndeclared(page);
  await page.evaluate((address) => import(address), demo.url(LOADER));
  await new Widget(page).hydrated();
  assert.equal(await page.locator("challenges-widget > template").count(), 0);
  assert.deepEqual(await look(page), LIGHT);
  watched.assertQuiet();
});

test("cards that came with the page stand, and nothing is thrown, where there are no constructable sheets", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.addInitScript(() => {
    Reflect.deleteProperty(ShadowRoot.prototype, "adoptedStyleSheets");
    Reflect.deleteProperty(Document.prototype, "adoptedStyleSheets");
    Object.assign(window, { CSSStyleSheet: undefined });
  });
  await openUndeclared(page);
  await page.evaluate((address) => import(address), demo.url(LOADER));
  await new Widget(page).cards.first().waitFor();
  await page.waitForFunction(() => {
    const stamp = document.querySelector("challenges-widget")?.shadowRoot?.querySelector("[part~=stamped]");
    return stamp && getComputedStyle(stamp).backgroundColor !== "rgba(0, 0, 0, 0)";
  });
  assert.deepEqual(await look(page), LIGHT);
  watched.assertQuiet();
});

test("a strict policy is kept without constructable sheets too", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.addInitScript(() => {
    Reflect.deleteProperty(ShadowRoot.prototype, "adoptedStyleSheets");
    Object.assign(window, { CSSStyleSheet: undefined });
  });
  await openHostPage(page, demo, { body: widgetOf("active"), policy: STRICT_POLICY });
  await page.waitForLoadState("load");
  watched.assertQuiet();
});
