// Much of it, and for long.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import type { CDPSession, Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { longFrames } from "./frames.ts";
import { openHostPage, widgetOf } from "./host-page.ts";
import { needs } from "./instruments.ts";
import { frameRendered } from "./measures.ts";

/** What may differ without anything having been left behind. */
const SLACK = 10;
/** How long the page may work for a frame. */
const MOST_WORK_IN_MILLISECONDS = 200;

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** How often the memory is cleaned before it is looked at. */
const COLLECTIONS = 3;

interface Left {
  readonly nodes: number;
  readonly listeners: number;
  readonly documents: number;
  readonly wasmBytes: number;
}

/** What is in the page's memory once all that can go is gone. */
async function left(page: Page, session: CDPSession): Promise<Left> {
  // What waits for the next frame keeps what it is about.
  await frameRendered(page);
  // What one collection frees may let the next one free more.
  let metrics = await collect(session);
  for (let before = Infinity; metric("Nodes") < before; metrics = await collect(session)) {
    before = metric("Nodes");
  }
  function metric(name: string): number {
    return metrics.find((known) => known.name === name)?.value ?? Number.NaN;
  }
  const wasmBytes = await page.evaluate(() => {
    const memory = Reflect.get(window, "wasmMemory") as WebAssembly.Memory | undefined;
    return memory?.buffer.byteLength ?? Number.NaN;
  });
  return { nodes: metric("Nodes"), listeners: metric("JSEventListeners"), documents: metric("Documents"), wasmBytes };
}

async function collect(session: CDPSession): Promise<{ name: string; value: number }[]> {
  for (let time = 0; time < COLLECTIONS; time += 1) {
    await session.send("HeapProfiler.collectGarbage");
  }
  return (await session.send("Performance.getMetrics")).metrics;
}

/** Records the memory of the WebAssembly that a page starts. */
async function recordMemory(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = (async (module: WebAssembly.Module, imports: WebAssembly.Imports) => {
      const instance = await instantiate(module, imports);
      const wasmMemory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
      Object.assign(window, { wasmMemory });
      return instance;
    }) as typeof instantiate;
  });
}

/** Puts a widget up, waits for its cards, and takes it down, so many times. */
async function mountAndRemove(page: Page, times: number): Promise<void> {
  await page.evaluate(async (times) => {
    for (let time = 0; time < times; time += 1) {
      const element = document.createElement("challenges-widget");
      element.setAttribute("proxy", "/gallery/data/everything");
      const loaded = new Promise((resolve) => element.addEventListener("challenges-loaded", resolve, { once: true }));
      document.body.append(element);
      await loaded;
      element.remove();
      await new Promise((resolve) => setTimeout(resolve));
    }
  }, times);
}

test("500 mounts and removals leave nothing behind", needs("counts of nodes and listeners"), async (context) => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await recordMemory(page);
  await openHostPage(page, demo, { body: "" });
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  await mountAndRemove(page, 100);
  const early = await left(page, session);
  await mountAndRemove(page, 400);
  const late = await left(page, session);
  context.diagnostic(`after 100: ${JSON.stringify(early)}, after 500: ${JSON.stringify(late)}`);
  assert.ok(late.nodes <= early.nodes + SLACK, `DOM nodes grew from ${early.nodes} to ${late.nodes}`);
  assert.ok(late.listeners <= early.listeners + SLACK, `listeners grew from ${early.listeners} to ${late.listeners}`);
  assert.equal(late.wasmBytes, early.wasmBytes, "bytes of WebAssembly memory");
  watched.assertQuiet();
});

/** Waits for so many cards, without a search through all that the page consists of. */
async function shown(page: Page, cards: number): Promise<void> {
  await page.waitForFunction((cards) => {
    const lists = document.querySelector("challenges-widget")?.shadowRoot?.querySelectorAll(".cards:not(.waiting)") ?? [];
    return [...lists].reduce((sum, list) => sum + list.childElementCount, 0) >= cards;
  }, cards);
}

test("1,000 challenges of ten checkpoints are drawn without a frame over 200 ms", needs("processor time of frames"), async (context) => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const frames = await longFrames(browser, page, async () => {
    await openHostPage(page, demo, { body: widgetOf("thousand") });
    await shown(page, 1_000);
    await frameRendered(page);
  });
  const longest = frames.toSorted((one, other) => other.work - one.work)[0] ?? { work: 0, duration: 0 };
  const { work, duration } = { work: Math.round(longest.work), duration: Math.round(longest.duration) };
  context.diagnostic(`${frames.length} long frames, the longest ${work} ms of work in ${duration} ms`);
  assert.ok(work <= MOST_WORK_IN_MILLISECONDS, `the page worked ${work} ms for a frame`);
  watched.assertQuiet();
});
