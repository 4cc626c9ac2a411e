// How much a page works for its frames: in processor time, since on a busy machine the
// clock also counts what others do meanwhile.

import type { Browser, Page } from "playwright-core";

import { engine } from "./engine.ts";
import { longFramesInWebKit } from "./webkit/frames.ts";

const TASKS = "disabled-by-default-devtools.timeline";
const MARKS = "blink.user_timing";
/** Shows which of the browser's threads is the page's, and at what time of its own. */
const MARK = "the end of the visit";

/** A frame that took 50 milliseconds or more on the clock. */
export interface LongFrame {
  /** From its first task until it was rendered, on the clock, in milliseconds. */
  readonly duration: number;
  /** How long the page's main thread worked in it, in milliseconds. */
  readonly work: number;
}

/** An event of Chromium's trace; times are in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** The processor time of the thread. */
  readonly tdur?: number;
  readonly args: { readonly data?: { readonly startTime?: number } };
}

type Span = Pick<PerformanceEntry, "startTime" | "duration">;

/** The long frames of a page during a visit to it. */
export function longFrames(browser: Browser, page: Page, visit: () => Promise<void>): Promise<LongFrame[]> {
  return engine === "webkit" ? longFramesInWebKit(page, visit) : longFramesInChromium(browser, page, visit);
}

async function longFramesInChromium(browser: Browser, page: Page, visit: () => Promise<void>): Promise<LongFrame[]> {
  await page.addInitScript(() => {
    const frames: PerformanceEntry[] = [];
    const observer = new PerformanceObserver((list) => frames.push(...list.getEntries()));
    observer.observe({ type: "long-animation-frame", buffered: true });
    Object.assign(window, { frames: () => [...frames, ...observer.takeRecords()] });
  });
  await browser.startTracing(page, { categories: [TASKS, MARKS] });
  await visit();
  const frames = await page.evaluate((mark) => {
    performance.mark(mark);
    const { frames } = window as unknown as { frames(): PerformanceEntry[] };
    return frames().map(({ startTime, duration }) => ({ startTime, duration }));
  }, MARK);
  const trace = await browser.stopTracing();
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const tasks = tasksOfPage(traceEvents);
  return frames.map((frame) => ({ duration: frame.duration, work: workIn(frame, tasks) }));
}

interface Task extends Span {
  readonly work: number;
}

/** The tasks of the page's main thread, on the page's own clock. */
function tasksOfPage(events: readonly TraceEvent[]): Task[] {
  const mark = events.find(({ name }) => name === MARK);
  if (mark?.args.data?.startTime === undefined) {
    throw new Error("the trace does not tell which thread is the page's");
  }
  const origin = mark.ts / 1000 - mark.args.data.startTime;
  const tasks = events
    .filter(({ name, pid, tid }) => name === "RunTask" && pid === mark.pid && tid === mark.tid)
    .map(({ ts, dur = 0, tdur = 0 }) => ({ startTime: ts / 1000 - origin, duration: dur / 1000, work: tdur / 1000 }));
  if (!tasks.some(({ work }) => work > 0)) {
    throw new Error("the trace does not tell how long the page worked");
  }
  return tasks;
}

/** Of a task that lasts beyond the frame, as much counts as lies in it. */
function workIn(frame: Span, tasks: readonly Task[]): number {
  const end = (span: Span): number => span.startTime + span.duration;
  return tasks
    .map((task) => {
      const shared = Math.min(end(frame), end(task)) - Math.max(frame.startTime, task.startTime);
      return shared > 0 ? (task.work * shared) / task.duration : 0;
    })
    .reduce((sum, work) => sum + work, 0);
}
