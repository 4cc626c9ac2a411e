// One load of a page by somebody who was never there, on a slow telephone.

import type { Browser, CDPSession, Page } from "playwright-core";

import { within } from "../tests/end-to-end/within.ts";

import { watch } from "./probe.ts";
import type { BenchServer } from "./server.ts";
import type { Variant } from "./variants.ts";

/** "Slow 4G", as Chromium's own tools have it: bytes a second, and milliseconds. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const CPU_SLOWDOWN = 4;
/** How long nothing may be loaded before a page counts as loaded. */
const QUIET_IN_MILLISECONDS = 1_500;
const PATIENCE_IN_MILLISECONDS = 60_000;
/** What tasks may take without blocking anybody. */
const UNNOTICED_IN_MILLISECONDS = 50;

/** What a load came to: times in milliseconds, sizes in bytes as they came over the wire. */
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
  /** By how much tasks went over 50 ms, in all. */
  readonly blocking: number;
  /** The longest task; 0 where none is over 50 ms. */
  readonly longestTask: number;
  readonly layoutShift: number;
}

/** Loads a page twice: once undisturbed, once pressing the button to join. */
export async function load(browser: Browser, server: BenchServer, variant: Variant): Promise<Load> {
  const { seen, bytes } = await undisturbed(browser, server, variant);
  const sum = (part: string) => bytes.get(part)?.reduce((sum, size) => sum + size, 0) ?? 0;
  const all = [...bytes.values()].flat();
  return {
    firstStamp: seen.firstStamp ?? Number.NaN,
    joinable: await timeUntilJoinable(browser, server, variant),
    bytes: all.reduce((sum, size) => sum + size, 0),
    bytesOfPage: sum("page"),
    bytesOfScripts: sum("script"),
    bytesOfStyles: sum("style"),
    bytesOfWasm: sum("wasm"),
    bytesOfData: sum("data"),
    requests: all.length,
    blocking: seen.longTasks.reduce((sum, task) => sum + task - UNNOTICED_IN_MILLISECONDS, 0),
    longestTask: Math.max(0, ...seen.longTasks),
    layoutShift: seen.shift,
  };
}

async function undisturbed(browser: Browser, server: BenchServer, variant: Variant) {
  return slowly(browser, server, async (page, session) => {
    await page.addInitScript(watch, false);
    const bytes = weigh(session);
    await page.goto(server.page(variant, "shopper"));
    await waitFor(page, "firstStamp", variant);
    await quiet(session);
    return { seen: await page.evaluate(() => window.seen), bytes };
  });
}

async function timeUntilJoinable(browser: Browser, server: BenchServer, variant: Variant): Promise<number> {
  return slowly(browser, server, async (page) => {
    await page.addInitScript(watch, true);
    await page.goto(server.page(variant, "shopper"));
    return waitFor(page, "joinable", variant);
  });
}

/** Does something with a page of a profile without a past, on a slow telephone. */
async function slowly<T>(
  browser: Browser,
  server: BenchServer,
  action: (page: Page, session: CDPSession) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 412, height: 823 } });
  try {
    const page = await context.newPage();
    // The process that draws the pages is there already, as a shopper's is who comes
    // from another page of the shop.
    await page.goto(server.blank);
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", NETWORK);
    await session.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
    return await action(page, session);
  } finally {
    await context.close();
  }
}

async function waitFor(page: Page, what: "firstStamp" | "joinable", variant: Variant): Promise<number> {
  const options = { timeout: PATIENCE_IN_MILLISECONDS, polling: 250 };
  try {
    const handle = await page.waitForFunction((what) => window.seen[what], what, options);
    return (await handle.jsonValue()) as number;
  } catch (error) {
    throw new Error(`${variant.title}: waited in vain for ${what}`, { cause: error });
  }
}

/** Waits until nothing has been loaded for a while. */
function quiet(session: CDPSession): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<void>((resolve) => {
    const begin = () => {
      clearTimeout(timer);
      timer = setTimeout(resolve, QUIET_IN_MILLISECONDS);
    };
    session.on("Network.requestWillBeSent", begin);
    session.on("Network.dataReceived", begin);
    session.on("Network.loadingFinished", begin);
    begin();
  });
  return within(PATIENCE_IN_MILLISECONDS, "the page to be loaded", silence);
}

/** Gathers the sizes of all that is loaded from now on, by what it is. */
function weigh(session: CDPSession): Map<string, number[]> {
  const parts = new Map<string, string | undefined>();
  const sizes = new Map<string, number[]>();
  session.on("Network.requestWillBeSent", ({ requestId, request }) => {
    parts.set(requestId, partOf(new URL(request.url)));
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const part = parts.get(requestId);
    if (part) {
      sizes.set(part, [...(sizes.get(part) ?? []), encodedDataLength]);
    }
  });
  return sizes;
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
