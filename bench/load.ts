// One load of a page with nothing cached, on a slow telephone.

import type { Browser, Page } from "playwright-core";

import { watch } from "./probe.ts";
import type { BenchServer } from "./server.ts";
import { TIMEOUT_IN_MILLISECONDS, blockingOf, bytesOf, collectReceived, networkIdle, slowly } from "./telephone.ts";
import type { Variant } from "./variants.ts";

/** The figures of one load: times in milliseconds, sizes in bytes over the wire. */
export interface Load {
  readonly firstStamp: number;
  readonly joinable: number;
  readonly bytes: number;
  readonly bytesOfPage: number;
  readonly bytesOfScripts: number;
  readonly bytesOfStyles: number;
  readonly bytesOfWasm: number;
  readonly bytesOfData: number;
  readonly requests: number;
  /** The sum of the times by which tasks exceeded 50 ms. */
  readonly blocking: number;
  /** The longest task; 0 when none exceeds 50 ms. */
  readonly longestTask: number;
  readonly layoutShift: number;
}

/** Loads a page twice: once undisturbed, once pressing the button to join. */
export async function load(browser: Browser, server: BenchServer, variant: Variant): Promise<Load> {
  const { seen, received } = await undisturbed(browser, server, variant);
  const all = received.filter(({ url }) => partOf(url) !== undefined);
  const sum = (part: string) => bytesOf(all.filter(({ url }) => partOf(url) === part));
  return {
    firstStamp: seen.firstStamp ?? Number.NaN,
    joinable: await timeUntilJoinable(browser, server, variant),
    bytes: bytesOf(all),
    bytesOfPage: sum("page"),
    bytesOfScripts: sum("script"),
    bytesOfStyles: sum("style"),
    bytesOfWasm: sum("wasm"),
    bytesOfData: sum("data"),
    requests: all.length,
    blocking: blockingOf(seen.longTasks),
    longestTask: Math.max(0, ...seen.longTasks),
    layoutShift: seen.shift,
  };
}

async function undisturbed(browser: Browser, server: BenchServer, variant: Variant) {
  return slowly(browser, server.blank, async (page, session) => {
    await page.addInitScript(watch, false);
    const received = collectReceived(session);
    await page.goto(server.page(variant, "shopper"));
    await waitFor(page, "firstStamp", variant);
    await networkIdle(session);
    return { seen: await page.evaluate(() => window.seen), received };
  });
}

async function timeUntilJoinable(browser: Browser, server: BenchServer, variant: Variant): Promise<number> {
  return slowly(browser, server.blank, async (page) => {
    await page.addInitScript(watch, true);
    await page.goto(server.page(variant, "shopper"));
    return waitFor(page, "joinable", variant);
  });
}

async function waitFor(page: Page, what: "firstStamp" | "joinable", variant: Variant): Promise<number> {
  const options = { timeout: TIMEOUT_IN_MILLISECONDS, polling: 250 };
  try {
    const handle = await page.waitForFunction((what) => window.seen[what], what, options);
    return (await handle.jsonValue()) as number;
  } catch (error) {
    throw new Error(`${variant.title}: ${what} did not happen in time`, { cause: error });
  }
}

function partOf({ protocol, pathname }: URL): string | undefined {
  if (protocol === "data:") {
    return undefined;
  }
  const [, kind] = pathname.split("/");
  if (kind === "page" || kind === "proxy") {
    return kind === "page" ? "page" : "data";
  }
  const extension = pathname.slice(pathname.lastIndexOf(".") + 1);
  return { js: "script", css: "style", wasm: "wasm" }[extension] ?? "other";
}
