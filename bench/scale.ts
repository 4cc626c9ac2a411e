// Many challenges, on the machine as it is: no slow network, no slow processor.

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
const PATIENCE_IN_MILLISECONDS = 60_000;
/** Until Chromium has told the page of its last long task. */
const DELIVERY_IN_MILLISECONDS = 250;

/** What so many challenges come to: times in milliseconds, memory in bytes. */
export interface Scale {
  /** From the navigation's beginning until all cards are painted, requests included. */
  readonly draw: number;
  /** What the main thread worked for that. */
  readonly drawWork: number;
  /** The longest task while drawing; 0 where none is over 50 ms. */
  readonly longestTask: number;
  /** From the call to look again until one new stamp is painted, requests included. */
  readonly update: number;
  /** What the main thread worked for that. */
  readonly updateWork: number;
  /** JavaScript's memory once all that can go is gone, and WebAssembly's. */
  readonly heap: number;
  readonly wasm: number;
}

/** Draws so many challenges, and gives one of them a new stamp a few times. */
export async function scale(
  browser: Browser,
  server: BenchServer,
  variant: Variant,
  count: number,
): Promise<Scale> {
  server.renew(count);
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
    const draw = await soon(variant, page.evaluate(painted, count));
    const drawWork = (await metric(session, "TaskDuration")) - before;
    const longestTask = await page.evaluate(longest, DELIVERY_IN_MILLISECONDS);
    const updates = await update(page, session, server, variant, count);
    // Last, since it throws compiled code away that the updates would have to make anew.
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
    times.push(await soon(variant, page.evaluate(paintedAfterRefresh)));
    works.push(((await metric(session, "TaskDuration")) - before) * 1_000);
  }
  return { update: median(times), updateWork: median(works) };
}

function soon(variant: Variant, milliseconds: Promise<number>): Promise<number> {
  return within(PATIENCE_IN_MILLISECONDS, `${variant.title} to be painted`, milliseconds);
}

async function metric(session: CDPSession, name: string): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  const found = metrics.find((known) => known.name === name);
  if (!found) {
    throw new Error(`Chromium does not tell ${name}`);
  }
  return found.value;
}

/** What one collection frees may let the next one free more. */
async function collectGarbage(session: CDPSession): Promise<void> {
  for (let time = 0; time < COLLECTIONS; time += 1) {
    await session.send("HeapProfiler.collectGarbage");
  }
}
