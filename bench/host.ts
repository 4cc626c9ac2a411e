// What the widget costs the page around it: one load of a shop's page on a slow telephone.

import type { Browser } from "playwright-core";

import type { BenchServer } from "./server.ts";
import { SCRIPT_MARK } from "./shop.ts";
import { blockingOf, bytesOf, collectReceived, networkIdle, slowly } from "./telephone.ts";
import type { Variant } from "./variants.ts";

/** How often the shopper presses a button of the shop's, in milliseconds. */
const PRESS_EVERY = 150;

/** The figures of one load: times in milliseconds since the navigation, sizes in bytes. */
export interface Host {
  readonly largestPaint: number;
  /** When the shop's own script had run. */
  readonly script: number;
  readonly loaded: number;
  /** The sum of the times by which tasks exceeded 50 ms. */
  readonly blocking: number;
  /** The slowest answer to a press on a button of the shop's while everything starts. */
  readonly interaction: number;
  /** What was received until the page had loaded, over the wire. */
  readonly bytesBeforeLoad: number;
  readonly bytes: number;
}

/** Loads the shop's page twice: once undisturbed, once pressing a button of the shop's. */
export async function host(browser: Browser, server: BenchServer, variant: Variant): Promise<Host> {
  const { seen, received } = await undisturbed(browser, server, variant);
  return {
    largestPaint: seen.largestPaint,
    script: seen.script,
    loaded: seen.loaded,
    blocking: blockingOf(seen.longTasks),
    interaction: await slowestInteraction(browser, server, variant),
    bytesBeforeLoad: bytesOf(received.filter(({ at }) => at <= seen.loaded)),
    bytes: bytesOf(received),
  };
}

/** What the page has seen. */
interface Seen {
  largestPaint: number;
  script: number;
  loaded: number;
  interaction: number;
  readonly longTasks: number[];
}

function undisturbed(browser: Browser, server: BenchServer, variant: Variant) {
  return slowly(browser, server.blank, async (page, session) => {
    await page.addInitScript(observe, SCRIPT_MARK);
    const received = collectReceived(session);
    await page.goto(server.shopPage(variant));
    await networkIdle(session);
    return { seen: await page.evaluate(seenByPage), received };
  });
}

function slowestInteraction(browser: Browser, server: BenchServer, variant: Variant): Promise<number> {
  return slowly(browser, server.blank, async (page, session) => {
    await page.addInitScript(observe, SCRIPT_MARK);
    await page.goto(server.shopPage(variant), { waitUntil: "commit" });
    const button = page.locator("#basket");
    await button.waitFor();
    const box = await button.boundingBox();
    if (!box) {
      throw new Error("the page of the shop has no button");
    }
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, button: "left", clickCount: 1 } as const;
    let isIdle = false;
    const idle = networkIdle(session).then(() => (isIdle = true));
    while (!isIdle) {
      await session.send("Input.dispatchMouseEvent", { type: "mousePressed", ...at });
      await session.send("Input.dispatchMouseEvent", { type: "mouseReleased", ...at });
      await new Promise((resolve) => setTimeout(resolve, PRESS_EVERY));
    }
    await idle;
    return (await page.evaluate(seenByPage)).interaction;
  });
}

/** Observes a page from its start; runs in the page. */
function observe(mark: string): void {
  const seen: Seen = { largestPaint: 0, script: 0, loaded: 0, interaction: 0, longTasks: [] };
  Object.assign(window, { seenByShop: seen });
  const each = (type: string, take: (entry: PerformanceEntry) => void, options = {}): void => {
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...options });
  };
  each("largest-contentful-paint", ({ startTime }) => (seen.largestPaint = startTime));
  each("longtask", ({ duration }) => seen.longTasks.push(duration));
  each("event", ({ duration }) => (seen.interaction = Math.max(seen.interaction, duration)), { durationThreshold: 16 });
  each("mark", ({ name, startTime }) => {
    if (name === mark) seen.script = startTime;
  });
  addEventListener("load", () => (seen.loaded = performance.now()));
}

function seenByPage(): Seen {
  return (window as unknown as { seenByShop: Seen }).seenByShop;
}
