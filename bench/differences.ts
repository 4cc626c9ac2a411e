// Whether all pages show the same cards. Otherwise a comparison would say nothing.

import type { Browser } from "playwright-core";

import { markup } from "./probe.ts";
import type { BenchServer } from "./server.ts";
import type { Variant } from "./variants.ts";

/** Where pages show something else than the first page, in words. */
export async function differences(
  browser: Browser,
  server: BenchServer,
  variants: readonly Variant[],
): Promise<string[]> {
  const [first, ...others] = variants;
  if (!first) {
    return [];
  }
  const expected = await linesOf(browser, server, first);
  const found: string[] = [];
  for (const variant of others) {
    const lines = await linesOf(browser, server, variant);
    const at = expected.findIndex((line, index) => line !== lines[index]);
    if (at >= 0 || lines.length !== expected.length) {
      const index = at < 0 ? expected.length : at;
      found.push(
        `${variant.title} shows ${lines.length} elements, ${first.title} ${expected.length}; ` +
          `element ${index + 1} is ${lines[index]?.trim()} instead of ${expected[index]?.trim()}`,
      );
    }
  }
  return found;
}

async function linesOf(browser: Browser, server: BenchServer, variant: Variant): Promise<string[]> {
  const page = await browser.newPage({ locale: "en-GB" });
  try {
    await page.goto(server.page(variant, "shopper"), { waitUntil: "networkidle" });
    await page.locator(".card:not(.skeleton)").first().waitFor();
    return await page.evaluate(markup);
  } finally {
    await page.close();
  }
}
