// How the built site of the documentation looks: narrow and wide, light and dark.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { after, test } from "node:test";

import axe from "axe-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { THEMES } from "./gallery.ts";
import { SiteServer } from "./site-server.ts";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** Pages with tables, code in many languages, pictures and lists. */
const EXAMINED = ["index.html", "docs/tutorial.html", "docs/reference.html", "docs/troubleshooting.html", "docs/gallery.html", "docs/awarding.html", "gallery/index.html?state=active"];

const browser = await openBrowser();
after(() => browser.close());
const server = await SiteServer.started();
after(() => server.stop());

/** All pages of the contents, by their files in the site. */
async function pages(): Promise<string[]> {
  const summary = await readFile(path.join(process.cwd(), "docs", "SUMMARY.md"), "utf8");
  return [...summary.matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => path.posix.join("docs", link).replace(/\.md$/, ".html"));
}

for (const width of [390, 1280]) {
  test(`no page of the site is wider than ${width} pixels there, has errors, or asks another server`, async () => {
    await using watched = await WatchedPage.open(browser, { viewport: { width, height: 900 } });
    const { page } = watched;
    const tooWide: string[] = [];
    const elsewhere: string[] = [];
    page.on("request", (request) => {
      // The gallery has a case of pictures that cannot be had.
      if (!request.url().startsWith(server.url("")) && !/^data:|images\.example\.test/.test(request.url())) {
        elsewhere.push(`${page.url()} asks for ${request.url()}`);
      }
    });
    for (const file of [...(await pages()), "gallery/index.html"]) {
      await page.goto(server.url(file));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) {
        tooWide.push(`${file} is ${wide} pixels wide`);
      }
    }
    assert.deepEqual(tooWide, []);
    assert.deepEqual(elsewhere, []);
    watched.assertQuiet([/images\.example\.test/]);
  });
}

for (const theme of THEMES) {
  test(`axe-core finds nothing on pages of the site in ${theme}`, async () => {
    await using watched = await WatchedPage.open(browser, { colorScheme: theme, reducedMotion: "reduce" });
    const { page } = watched;
    await page.addInitScript({ content: axe.source });
    for (const file of EXAMINED) {
      await page.goto(server.url(file));
      const findings = await page.evaluate(async (rules) => {
        const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
        const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
        return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(" > ")} ${failureSummary}`));
      }, RULES);
      assert.deepEqual(findings.slice(0, 10), [], file);
    }
  });
}

test("the site is dark where the reader's system is dark, and light where it is light", async () => {
  for (const theme of THEMES) {
    await using watched = await WatchedPage.open(browser, { colorScheme: theme });
    const { page } = watched;
    await page.goto(server.url("docs/tutorial.html"));
    const brightness = await page.evaluate(() => {
      const [red = 0, green = 0, blue = 0] = (getComputedStyle(document.documentElement).backgroundColor.match(/\d+/g) ?? []).map(Number);
      return (red + green + blue) / 3;
    });
    assert.ok(theme === "dark" ? brightness < 80 : brightness > 180, `${theme}: ${brightness}`);
  }
});

test("a reader who searches for a code finds the page of errors", async () => {
  await using watched = await WatchedPage.open(browser, { viewport: { width: 390, height: 900 } });
  const { page } = watched;
  await page.goto(server.url("index.html"));
  await page.keyboard.press("s");
  await page.locator("#mdbook-searchbar, #searchbar").pressSequentially("upstream_busy");
  const found = page.locator("#mdbook-searchresults a, #searchresults a");
  await found.first().waitFor();
  const targets = await found.evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  assert.ok(targets.some((target) => target.includes("docs/errors.html")), targets.join("\n"));
  watched.assertQuiet();
});
