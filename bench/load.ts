// One load of a page with nothing cached, on a slow telephone.

import type { Browser, CDPSession, Page } from "playwright-core";

import { within } from "../tests/end-to-end/within.ts";

import { watch } from "./probe.ts";
import type { BenchServer } from "./server.ts";
import type { Variant } from "./variants.ts";

/** Chromium's own preset "Slow 4G": bytes per second, and milliseconds. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const CPU_SLOWDOWN = 4;
/** A page counts as loaded when nothing has been received for this long. */
const IDLE_IN_MILLISECONDS = 1_500;
const TIMEOUT_IN_MILLISECONDS = 60_000;
/** A task blocks the page for the time beyond this. */
const UNBLOCKING_IN_MILLISECONDS = 50;

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
    blocking: seen.longTasks.reduce((sum, task) => sum + task - UNBLOCKING_IN_MILLISECONDS, 0),
    longestTask: Math.max(0, ...seen.longTasks),
    layoutShift: seen.shift,
  };
}

async function undisturbed(browser: Browser, server: BenchServer, variant: Variant) {
  return slowly(browser, server, async (page, session) => {
    await page.addInitScript(watch, false);
    const bytes = collectSizes(session);
    await page.goto(server.page(variant, "shopper"));
    await waitFor(page, "firstStamp", variant);
    await networkIdle(session);
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

/** Does something with a page of a new browser profile, on a slow telephone. */
async function slowly<T>(
  browser: Browser,
  server: BenchServer,
  action: (page: Page, session: CDPSession) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 412, height: 823 } });
  try {
    const page = await context.newPage();
    // Starts the renderer process before the measurement: a shopper who comes from another
    // page of the shop has one too.
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
  const options = { timeout: TIMEOUT_IN_MILLISECONDS, polling: 250 };
  try {
    const handle = await page.waitForFunction((what) => window.seen[what], what, options);
    return (await handle.jsonValue()) as number;
  } catch (error) {
    throw new Error(`${variant.title}: ${what} did not happen in time`, { cause: error });
  }
}

/** Waits until nothing has been received for a while. */
function networkIdle(session: CDPSession): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const idle = new Promise<void>((resolve) => {
    const restart = () => {
      clearTimeout(timer);
      timer = setTimeout(resolve, IDLE_IN_MILLISECONDS);
    };
    session.on("Network.requestWillBeSent", restart);
    session.on("Network.dataReceived", restart);
    session.on("Network.loadingFinished", restart);
    restart();
  });
  return within(TIMEOUT_IN_MILLISECONDS, "the page to be loaded", idle);
}

/** Collects the sizes of all responses from now on, by part. */
function collectSizes(session: CDPSession): Map<string, number[]> {
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
