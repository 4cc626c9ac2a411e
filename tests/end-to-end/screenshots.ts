// Takes the pictures in docs/images: `cargo xtask screenshots` runs this.

import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";

import type { Browser } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { Preview } from "./preview.ts";
import { Widget } from "./widget.ts";

/** The widths of a laptop and of a telephone, in CSS pixels. */
const WIDTHS = [1280, 390];
const HEIGHT = 844;

await using demo = await Demo.started();
await using browser = await openBrowser();
const images = path.join(process.cwd(), "docs", "images");
await mkdir(images, { recursive: true });
for (const width of WIDTHS) {
  const file = path.join(images, `my-pages-${width}.png`);
  await takePicture(browser, width, file);
  console.log(path.relative(process.cwd(), file));
}

await takePictureOfPreview(browser, path.join(images, "preview-1280.png"));

/** The preview of a content file with a mistake, and the last cards without one. */
async function takePictureOfPreview(browser: Browser, file: string): Promise<void> {
  const content = await readFile(path.join(process.cwd(), "examples", "content.toml"), "utf8");
  await using preview = await Preview.started(content);
  await using watched = await WatchedPage.open(browser, {
    viewport: { width: 1280, height: 1000 },
    reducedMotion: "reduce",
  });
  const { page } = watched;
  await page.goto(preview.address);
  await preview.save(content.replace("order = 2", "order = two"));
  await page.locator("mark").waitFor();
  await page.locator("challenges-widget [part~=card]").nth(5).waitFor();
  watched.assertQuiet();
  await page.screenshot({ path: file, animations: "disabled" });
  console.log(path.relative(process.cwd(), file));
}

async function takePicture(browser: Browser, width: number, file: string): Promise<void> {
  await using watched = await WatchedPage.open(browser, {
    viewport: { width, height: HEIGHT },
    reducedMotion: "reduce",
  });
  const { page } = watched;
  await page.goto(demo.url("/my-pages?as=alva"));
  await new Widget(page).hydrated();
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForLoadState("load");
  watched.assertQuiet();
  await page.screenshot({ path: file, fullPage: true, animations: "disabled" });
}
