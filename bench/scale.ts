// Many challenges, without a slow network or a slow processor.

import type { Browser, CDPSession, Page } from "playwright-core";

import { within } from "../tests/end-to-end/within.ts";

import { keepWasmMemories, painted, paintedAfterRefresh, wasmBytes, watch } from "./probe.ts";
import type { BenchServer } from "./server.ts";
import { median } from "./statistics.ts";
import type { Variant } from "./variants.ts";

/** How many challenges there are, each of ten checkpoints. */
export const COUNTS = [1, 10, 100, 1_000] as const;

const UPDATES = 3;
const COLLECTIONS = 3;
const TIMEOUT_IN_MILLISECONDS = 60_000;
/** How long Chromium may take to report the last long task to the page. */
const DELIVERY_IN_MILLISECONDS = 250;

/** The figures for a number of challenges: times in milliseconds, memory in bytes. */
export interface Scale {
  /** From the start of the navigation until all cards are painted, requests included. */
  readonly draw: number;
  /** How long the main thread worked for that. */
  readonly drawWork: number;
  /** The longest task until then; 0 when none exceeds 50 ms. */
  readonly longestTask: number;
  /** From the refresh until one new stamp is painted, requests included. */
  readonly update: number;
  /** How long the main thread worked for that. */
  readonly updateWork: number;
  /** JavaScript's memory after garbage collection, and WebAssembly's. */
  readonly heap: number;
  readonly wasm: number;
}

/** Shows this many challenges, and gives one of them a new stamp a few times. */
export async function scale(
  browser: Browser,
  server: BenchServer,
  variant: Variant,
  count: number,
): Promise<Scale> {
  server.reset(count);
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(server.blank);
    const session = await context.newCDPSession(page);
    await session.send("Performance.enable");
    await page.addInitScript(watch, false);
    await page.addInitScript(keepWasmMemories);
    const before = await metric(session, "TaskDuration");
    await page.goto(server.page(variant, count));
    const draw = await inTime(variant, page.evaluate(painted, count));
    const drawWork = (await metric(session, "TaskDuration")) - before;
    const longestTask = await page.evaluate(longest, DELIVERY_IN_MILLISECONDS);
    const updates = await update(page, session, server, variant, count);
    // Last, because it discards compiled code, which the updates would have to compile again.
    await collectGarbage(session);
    const heap = await metric(session, "JSHeapUsedSize");
    const wasm = await page.evaluate(wasmBytes);
    return { draw, drawWork: drawWork * 1_000, longestTask, ...updates, heap, wasm };
  } finally {
    await context.close();
  }
}

/** The longest task so far; runs in the page. */
async function longest(delivery: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, delivery));
  return Math.max(0, ...window.seen.longTasks);
}

async function update(
  page: Page,
  session: CDPSession,
  server: BenchServer,
  variant: Variant,
  count: number,
) {
  const times: number[] = [];
  const works: number[] = [];
  for (let round = 0; round < UPDATES; round += 1) {
    server.stamp(count);
    const before = await metric(session, "TaskDuration");
    times.push(await inTime(variant, page.evaluate(paintedAfterRefresh)));
    works.push(((await metric(session, "TaskDuration")) - before) * 1_000);
  }
  return { update: median(times), updateWork: median(works) };
}

function inTime(variant: Variant, milliseconds: Promise<number>): Promise<number> {
  return within(TIMEOUT_IN_MILLISECONDS, `${variant.title} to be painted`, milliseconds);
}

async function metric(session: CDPSession, name: string): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  const found = metrics.find((known) => known.name === name);
  if (!found) {
    throw new Error(`Chromium does not report ${name}`);
  }
  return found.value;
}

/** Collects several times, because one collection can make more memory collectable. */
async function collectGarbage(session: CDPSession): Promise<void> {
  for (let time = 0; time < COLLECTIONS; time += 1) {
    await session.send("HeapProfiler.collectGarbage");
  }
}
