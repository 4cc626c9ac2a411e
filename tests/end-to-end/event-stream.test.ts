// The event stream: how many there are, when it is opened again, and with which cookies.

import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, createServer } from "node:http";
import { after, test } from "node:test";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { stopClock } from "./clock.ts";
import { Demo } from "./demo.ts";
import { openHostPage, widget as widgetWith } from "./host-page.ts";
import { needs } from "./instruments.ts";
import { RequestLog } from "./requests.ts";
import { Widget } from "./widget.ts";

const DOG_FOOD = "Five bags, one on us";
const PROXY = "/api/loyalty";
const EVENTS = `**${PROXY}/challenges/events`;
/** The page comes from the test, not from this machine: Chromium would ask its user. */
const MAY_REACH_THIS_MACHINE = { permissions: ["local-network-access"] };
/** What browsers log of a stream that was refused. */
const REFUSED = [/Failed to load resource/, /EventSource/, /Firefox can’t establish a connection/];
/** The longest wait before a stream that was refused once is opened again. */
const FIRST_WAIT = 10_000;
/** The longest wait between news and the question for it. */
const NEWS = 2_000;

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** The requests for event streams. */
function streamsOf(page: Page): Promise<RequestLog> {
  return RequestLog.of(page, (_, path) => (path.endsWith("/events") ? path : undefined));
}

async function buy(page: Page): Promise<void> {
  const bought = await page.request.post(demo.url("/orders"), {
    form: { product: "dog-food-salmon" },
    headers: { origin: new URL(demo.url("/")).origin },
  });
  assert.ok(bought.ok(), `buying was answered ${bought.status()}`);
}

/** Lets the page believe that it is seen or not. */
function show(page: Page, isShown: boolean): Promise<void> {
  return page.evaluate((isHidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, value: isHidden });
    document.dispatchEvent(new Event("visibilitychange"));
  }, !isShown);
}

/** The timers that a page starts, from before its scripts run. */
class Timers {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async of(page: Page): Promise<Timers> {
    await page.addInitScript(() => {
      const { setTimeout } = window;
      const started: number[] = [];
      Object.assign(window, { started });
      window.setTimeout = ((callback: () => void, millis: number) => {
        started.push(millis);
        return setTimeout(callback, millis);
      }) as typeof setTimeout;
    });
    return new Timers(page);
  }

  /** Waits for a timer that is longer than one time and at most as long as the other. */
  async started(shorter: number, longest: number): Promise<void> {
    await this.#page.waitForFunction(
      ([shorter, longest]) => {
        const { started } = window as unknown as { started: number[] };
        // This limit is one of every refresh.
        return started.some((millis) => millis > shorter && millis <= longest && millis !== 1_500);
      },
      [shorter, longest] as const,
    );
  }
}

test("a page has one stream for each proxy, and none after the last widget is gone", needs("the end of an event stream"), async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.request.get(demo.url("/my-pages?as=alva"));
  const streams = await streamsOf(page);
  const stream = page.waitForRequest(EVENTS);
  const body = ["active", "available", "completed"]
    .map((filter) => widgetWith(PROXY, `live filter="${filter}"`))
    .join("");
  await openHostPage(page, demo, { body: `${body}<div lang="sv">${widgetWith(PROXY, "live")}</div>` });
  const opened = await stream;
  const ended = page.waitForEvent("requestfailed", (request) => request === opened);
  await new Widget(page).hydrated();
  assert.equal((await streams.untilNow()).length, 1);

  const elements = await page.locator("challenges-widget").all();
  assert.equal(elements.length, 4);
  for (let left = elements.length; left > 0; left -= 1) {
    assert.equal(opened.failure(), null, `closed with ${left} widgets left`);
    await page.locator("challenges-widget").first().evaluate((element) => element.remove());
  }
  await ended;
});

for (const status of [502, 503, 429, 401]) {
  test(`a stream that was answered ${status} once is opened again, and what was missed is asked for`, async () => {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    await page.request.get(demo.url("/my-pages?as=alva"));
    await stopClock(page);
    const timers = await Timers.of(page);
    await page.route(EVENTS, (route) => route.fulfill({ status }), { times: 1 });
    const refused = page.waitForResponse(EVENTS);
    await openHostPage(page, demo, { body: widgetWith(PROXY, "live") });
    await new Widget(page).hydrated();
    assert.equal((await refused).status(), status);

    await timers.started(FIRST_WAIT / 2, FIRST_WAIT);
    const answered = page.waitForResponse(EVENTS);
    await page.clock.fastForward(FIRST_WAIT);
    assert.equal((await answered).status(), 200);
    await timers.started(0, NEWS);
    const asked = page.waitForRequest(`**${PROXY}/challenges`);
    await page.clock.fastForward(NEWS);
    await asked;
    watched.assertQuiet(REFUSED);
  });
}

test("a guest who logs in without a new page has a stream as soon as the shop calls refresh()", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await stopClock(page);
  const refused = page.waitForResponse(EVENTS);
  await openHostPage(page, demo, { body: widgetWith(PROXY, "live") });
  assert.equal((await refused).status(), 401);
  const widget = new Widget(page);
  await widget.notice("Sign in").waitFor();

  await page.request.get(demo.url("/my-pages?as=alva"));
  const opened = page.waitForResponse(EVENTS);
  await widget.refresh();
  assert.equal((await opened).status(), 200);
  await widget.cards.first().waitFor();
  watched.assertQuiet(REFUSED);
});

test("a page that nobody sees has no stream", needs("the end of an event stream"), async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.request.get(demo.url("/my-pages?as=alva"));
  const stream = page.waitForRequest(EVENTS);
  await openHostPage(page, demo, { body: widgetWith(PROXY, "live") });
  const opened = await stream;
  await new Widget(page).hydrated();

  const ended = page.waitForEvent("requestfailed", (request) => request === opened);
  await show(page, false);
  await ended;
  const again = page.waitForResponse(EVENTS);
  await show(page, true);
  assert.equal((await again).status(), 200);
  watched.assertQuiet();
});

test("news of the proxy is asked for within two seconds, also right after the first cards", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.request.get(demo.url("/my-pages?as=alva"));
  await stopClock(page);
  const timers = await Timers.of(page);
  const stream = page.waitForResponse(EVENTS);
  await openHostPage(page, demo, { body: widgetWith(PROXY, "live") });
  const widget = new Widget(page);
  await widget.hydrated();
  await stream;
  const before = await widget.stamped(DOG_FOOD).count();
  await buy(page);
  await timers.started(0, NEWS);
  const asked = page.waitForRequest(`**${PROXY}/challenges`);
  await page.clock.fastForward(NEWS);
  await asked;
  await widget.stamped(DOG_FOOD).nth(before).waitFor();
  watched.assertQuiet();
});

test("the stream of another origin carries the cookies that all requests carry", needs("the browser's choice of cookies"), async () => {
  const cookies = new Map<string, string | undefined>();
  const server = createServer((request: IncomingMessage, response) => {
    const path = request.url ?? "";
    response.setHeader("access-control-allow-origin", request.headers.origin ?? "*");
    response.setHeader("access-control-allow-credentials", "true");
    response.setHeader("access-control-allow-headers", "*");
    if (request.method === "GET") {
      cookies.set(path.split("?")[0] ?? "", request.headers.cookie);
    }
    if (path.endsWith("/events")) {
      response.writeHead(200, { "content-type": "text/event-stream" }).write(":\n\n");
    } else {
      response.writeHead(200, { "content-type": "application/json" }).end('{"items":[],"totalCount":0}');
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  const origin = `http://127.0.0.1:${address.port}`;
  try {
    await using watched = await WatchedPage.open(browser, MAY_REACH_THIS_MACHINE);
    const { page } = watched;
    await page.context().addCookies([{ name: "session", value: "alva", url: origin }]);
    const policy = `default-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ${origin}`;
    const stream = page.waitForResponse(`${origin}/events/challenges/events`);
    await openHostPage(page, demo, { policy, body: widgetWith(`${origin}/events`, "live") });
    await stream;
    await new Widget(page).notice("No challenges yet").waitFor();
    assert.deepEqual(Object.fromEntries(cookies), {
      "/events/challenges": "session=alva",
      "/events/challenges/definitions": "session=alva",
      "/events/challenges/events": "session=alva",
    });
    watched.assertQuiet();
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
