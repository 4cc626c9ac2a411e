// A slow telephone: the browser in which the pages are measured.

import type { Browser, CDPSession, Page } from "playwright-core";

import { within } from "../tests/end-to-end/within.ts";

/** Chromium's own preset "Slow 4G": bytes per second, and milliseconds. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const CPU_SLOWDOWN = 4;
/** A page counts as loaded when nothing has been received for this long. */
const IDLE_IN_MILLISECONDS = 1_500;
export const TIMEOUT_IN_MILLISECONDS = 60_000;
/** A task blocks the page for the time beyond this. */
const UNBLOCKING_IN_MILLISECONDS = 50;

/**
 * Does something with a page of a new browser profile, on a slow telephone.
 *
 * @param blank the URL of an empty page of the same origin
 */
export async function slowly<T>(
  browser: Browser,
  blank: string,
  action: (page: Page, session: CDPSession) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 412, height: 823 } });
  try {
    const page = await context.newPage();
    // Starts the renderer process before the measurement: a shopper who comes from another
    // page of the shop has one too.
    await page.goto(blank);
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", NETWORK);
    await session.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
    return await action(page, session);
  } finally {
    await context.close();
  }
}

/** Waits until nothing has been received for a while. */
export function networkIdle(session: CDPSession): Promise<void> {
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

/** One response whose last byte has come. */
export interface Received {
  readonly url: URL;
  /** When its last byte came, in milliseconds since the first request. */
  readonly at: number;
  /** Its size over the wire. */
  readonly bytes: number;
}

/** Collects all responses from now on. */
export function collectReceived(session: CDPSession): readonly Received[] {
  let began: number | undefined;
  const urls = new Map<string, URL>();
  const received: Received[] = [];
  session.on("Network.requestWillBeSent", ({ requestId, request, timestamp }) => {
    began ??= timestamp;
    urls.set(requestId, new URL(request.url));
  });
  session.on("Network.loadingFinished", ({ requestId, timestamp, encodedDataLength }) => {
    const url = urls.get(requestId);
    if (url && began !== undefined) {
      received.push({ url, at: (timestamp - began) * 1_000, bytes: encodedDataLength });
    }
  });
  return received;
}

/** The sum of the sizes of responses. */
export function bytesOf(received: readonly Received[]): number {
  return received.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** How long these tasks, in milliseconds, have blocked a page. */
export function blockingOf(longTasks: readonly number[]): number {
  return longTasks.reduce((sum, task) => sum + task - UNBLOCKING_IN_MILLISECONDS, 0);
}
