// How much a page in WebKit works for its frames. WebKit itself tells only when frames begin;
// how long its main thread has worked, Linux tells.

import { readFileSync } from "node:fs";

import type { Page } from "playwright-core";

import type { LongFrame } from "../frames.ts";
import type { WebKitPage } from "./page.ts";

/** What counts as a long frame, in milliseconds, as in Chromium. */
const LONG = 50;
/** How often the processor time is read, in milliseconds. */
const PERIOD = 4;

/** How long the main threads of web processes have worked until then; both in milliseconds. */
interface Sample {
  readonly time: number;
  readonly work: number;
}

/** The long frames of a page during a visit to it: from each animation frame to the next one. */
export async function longFramesInWebKit(page: Page, visit: () => Promise<void>): Promise<LongFrame[]> {
  const { driver } = page as unknown as WebKitPage;
  await page.addInitScript(() => {
    const begins: number[] = [];
    const frame = (): void => {
      begins.push(performance.timeOrigin + performance.now());
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    Object.assign(window, { begins });
  });
  const works = new Map<number, number>();
  const samples: Sample[] = [];
  const sample = (): void => {
    readWork(driver, works);
    const work = [...works.values()].reduce((sum, one) => sum + one, 0);
    samples.push({ time: performance.timeOrigin + performance.now(), work });
  };
  sample();
  const sampling = setInterval(sample, PERIOD);
  try {
    await visit();
  } finally {
    clearInterval(sampling);
  }
  sample();
  const begins = await page.evaluate(() => (window as unknown as { readonly begins: number[] }).begins);
  if (workAt(begins.at(-1) ?? 0, samples) <= workAt(begins[0] ?? 0, samples)) {
    throw new Error("Linux does not tell how long WebKit has worked");
  }
  return begins
    .slice(1)
    .map((end, at) => ({ begin: begins[at] ?? end, end }))
    .map(({ begin, end }) => ({ duration: end - begin, work: workAt(end, samples) - workAt(begin, samples) }))
    .filter(({ duration }) => duration >= LONG);
}

/** The work until a point in time, between two samples in proportion. */
function workAt(time: number, samples: readonly Sample[]): number {
  const from = samples.findLast((sample) => sample.time < time) ?? samples[0];
  const to = samples.find((sample) => sample.time >= time) ?? samples.at(-1);
  if (!from || !to) {
    return Number.NaN;
  }
  const span = to.time - from.time;
  return span > 0 ? from.work + ((to.work - from.work) * (time - from.time)) / span : to.work;
}

/** Reads how long the main thread of each web process below a process has worked, in milliseconds. */
function readWork(process: number, works: Map<number, number>): void {
  for (const child of childrenOf(process)) {
    const name = textOf(`/proc/${child}/comm`);
    if (name.startsWith("WebKitWebProces")) {
      const [nanoseconds] = textOf(`/proc/${child}/task/${child}/schedstat`).split(" ");
      // A process that has just ended keeps what it had worked.
      works.set(child, Math.max(works.get(child) ?? 0, Number(nanoseconds) / 1e6));
    } else {
      readWork(child, works);
    }
  }
}

function childrenOf(process: number): number[] {
  return textOf(`/proc/${process}/task/${process}/children`).split(" ").filter(Boolean).map(Number);
}

/** The text of a file of Linux; empty where the process is gone. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
