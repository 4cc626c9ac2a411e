// A page in WebKit: the part of Playwright's `Page` that the tests use.

import type { BrowserContextOptions, Page } from "playwright-core";

import type { WindowSettings } from "../emulation.ts";
import { PATIENCE_IN_MILLISECONDS, within } from "../within.ts";
import { WebKitClock } from "./clock.ts";
import { FIND, WebKitLocator } from "./locator.ts";
import { type Handler, PageProxy, type Report } from "./proxy.ts";
import { type Step, textOf } from "./query.ts";
import type { Screen } from "./screen.ts";
import { DriverError, OWN_LANGUAGE, Session, until } from "./session.ts";
import { type Pattern, type SeenRequest, type SeenResponse, matches } from "./traffic.ts";

/** WebDriver's names of keys that are not letters. */
const KEYS: Readonly<Record<string, string>> = {
  Tab: "\uE004",
  Enter: "\uE007",
  Shift: "\uE008",
  Escape: "\uE00C",
  Space: " ",
};

/** How often a window is told its size, at most. */
const MOST_SIZES = 10;

/** A line of the page's console. */
class ConsoleMessage {
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  type(): string {
    return this.#report.type;
  }

  text(): string {
    return this.#report.text;
  }

  location(): { url: string } {
    return { url: this.#report.url };
  }
}

/** A value that stays in the page. */
export class WebKitHandle {
  readonly #page: WebKitPage;
  readonly handle: number;

  constructor(page: WebKitPage, handle: number) {
    this.#page = page;
    this.handle = handle;
  }

  evaluate<R, A = undefined>(call: (value: never, argument: A) => R, argument?: A): Promise<Awaited<R>> {
    return this.#page.run("(find, call, handle, argument) => call(handle, argument)", call, this, argument);
  }
}

export class WebKitPage {
  readonly clock: WebKitClock;
  readonly keyboard = { press: (keys: string) => this.#press(keys) };
  readonly request = {
    get: (url: string, { headers = {}, params = {} }: { headers?: Record<string, string>; params?: Record<string, string> } = {}) => {
      const address = new URL(url);
      Object.entries(params).forEach(([name, value]) => address.searchParams.set(name, value));
      return this.#proxy.request("GET", address.href, headers, Buffer.alloc(0));
    },
    post: (url: string, { form = {}, headers = {} }: { form?: Record<string, string>; headers?: Record<string, string> }) =>
      this.#proxy.request(
        "POST",
        url,
        { ...headers, "content-type": "application/x-www-form-urlencoded" },
        Buffer.from(new URLSearchParams(form).toString()),
      ),
  };
  readonly #session: Session;
  readonly #proxy: PageProxy;

  private constructor(session: Session, proxy: PageProxy) {
    this.#session = session;
    this.#proxy = proxy;
    this.clock = new WebKitClock((script) => this.#execute(`${script}; arguments[0]("{}")`, []));
    proxy.clock = this.clock;
  }

  /**
   * Opens a window of its own, as large as the options say.
   */
  static async opened(
    screen: Screen,
    options: BrowserContextOptions,
    settings: WindowSettings,
  ): Promise<WebKitPage> {
    if (options.javaScriptEnabled === false) {
      throw new Error("WebKit's window always runs scripts: name the instrument that the test needs");
    }
    const proxy = await PageProxy.started(options.locale ?? OWN_LANGUAGE);
    let session: Session;
    try {
      session = await Session.opened(screen, proxy.address, settings);
    } catch (error) {
      await proxy.stop();
      throw error;
    }
    const page = new WebKitPage(session, proxy);
    try {
      await page.setViewportSize(options.viewport ?? { width: 1280, height: 720 });
    } catch (error) {
      await page.close();
      throw error;
    }
    return page;
  }

  /** The process that all processes of the window descend from. */
  get driver(): number {
    return this.#session.driver;
  }

  async close(): Promise<void> {
    await this.#session.close();
    await this.#proxy.stop();
  }

  // Where the page is.

  /** @param waitUntil "commit" goes on as soon as the page begins to arrive */
  async goto(url: string, { waitUntil = "load" }: { waitUntil?: "commit" | "load" } = {}): Promise<void> {
    await this.evaluate(() => Object.assign(document, { isLeft: true }) && undefined);
    await this.#session.command("POST", "url", { url });
    const hasCome = (isLoaded: boolean): boolean =>
      !("isLeft" in document) && (!isLoaded || document.readyState === "complete");
    await until(
      () => this.whileLoading(() => this.evaluate(hasCome, waitUntil === "load")),
      `${url} to ${waitUntil === "load" ? "have loaded" : "arrive"}`,
    );
  }

  /** The address of the document that was asked for last. */
  url(): string {
    return this.#proxy.lastDocument;
  }

  async reload(): Promise<void> {
    await this.goto(await this.address());
  }

  address(): Promise<string> {
    return this.evaluate(() => location.href);
  }

  async waitForURL(wanted: string | RegExp): Promise<void> {
    await until(
      () => this.whileLoading(async () => matches(wanted, await this.address()) && (await this.evaluate(() => document.readyState === "complete"))),
      `the page to be at ${wanted.toString()}`,
    );
  }

  async waitForLoadState(): Promise<void> {
    await this.waitForFunction(() => document.readyState === "complete");
  }

  content(): Promise<string> {
    return this.evaluate(() => document.documentElement.outerHTML);
  }

  /** Sets the size of the page, whatever stands around it in the window. */
  async setViewportSize({ width, height }: { width: number; height: number }): Promise<void> {
    const outer = { width, height };
    let inner = { width: 0, height: 0 };
    for (let time = 0; time < MOST_SIZES; time += 1) {
      await this.#session.command("POST", "window/rect", { x: 0, y: 0, ...outer });
      // The window manager takes its time, and so does the page.
      inner = await this.evaluate(async () => {
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        return { width: innerWidth, height: innerHeight };
      });
      if (inner.width === width && inner.height === height) {
        return;
      }
      outer.width += width - inner.width;
      outer.height += height - inner.height;
    }
    throw new Error(
      `WebKit's window is ${inner.width} × ${inner.height}, and not ${width} × ${height}: name the instrument that the test needs`,
    );
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from((await this.#session.command("GET", "screenshot")) as string, "base64");
  }

  // What is in it.

  locator(selector: string): WebKitLocator {
    return new WebKitLocator(this, [{ kind: "css", selector }]);
  }

  getByRole(role: string, { name, exact = false }: { name?: string | RegExp; exact?: boolean } = {}): WebKitLocator {
    return new WebKitLocator(this, [{ kind: "role", role, name: name === undefined ? null : textOf(name, exact) }]);
  }

  getByText(text: string | RegExp, { exact = false }: { exact?: boolean } = {}): WebKitLocator {
    return new WebKitLocator(this, [{ kind: "text", text: textOf(text, exact) }]);
  }

  evaluate<R, A = undefined>(call: (argument: A) => R, argument?: A): Promise<Awaited<R>> {
    return this.run("(find, call, argument) => call(argument)", call, argument);
  }

  async evaluateHandle<R, A = undefined>(call: (argument: A) => R, argument?: A): Promise<WebKitHandle> {
    return this.#handle("(find, call, argument) => call(argument)", call, argument);
  }

  handleOf(steps: readonly Step[]): Promise<WebKitHandle> {
    return this.#handle("(find, call, steps) => call(find(steps))", (elements: HTMLElement[]) => elements[0], steps);
  }

  evaluateFound<R, A>(
    steps: readonly Step[],
    call: (elements: HTMLElement[], argument: A) => R,
    argument?: A,
  ): Promise<Awaited<R>> {
    return this.run("(find, call, steps, argument) => call(find(steps), argument)", call, steps, argument);
  }

  evaluateFirst<R, A>(
    steps: readonly Step[],
    call: (element: HTMLElement, argument: A) => R,
    argument?: A,
  ): Promise<Awaited<R>> {
    return this.run("(find, call, steps, argument) => call(find(steps)[0], argument)", call, steps, argument);
  }

  async waitForFunction<A = undefined>(condition: (argument: A) => unknown, argument?: A): Promise<void> {
    await until(
      () => this.whileLoading(() => this.run<boolean>("async (find, call, argument) => Boolean(await call(argument))", condition, argument)),
      condition.toString(),
    );
  }

  /** The result, or nothing while one document goes and another comes. */
  async whileLoading<R>(look: () => Promise<R>): Promise<R | undefined> {
    try {
      return await look();
    } catch (error) {
      if (error instanceof DriverError && /unload|no such (window|frame)|Callback was not called/i.test(error.message)) {
        return undefined;
      }
      throw error;
    }
  }

  // What is done to it.

  async hover(x: number, y: number): Promise<void> {
    await this.#act({
      type: "pointer",
      id: "mouse",
      actions: [{ type: "pointerMove", duration: 0, x, y, origin: "viewport" }],
    });
  }

  async click(x: number, y: number): Promise<void> {
    await this.#act({
      type: "pointer",
      id: "mouse",
      actions: [
        { type: "pointerMove", duration: 0, x, y, origin: "viewport" },
        { type: "pointerDown", button: 0 },
        { type: "pointerUp", button: 0 },
      ],
    });
  }

  async #press(keys: string): Promise<void> {
    const values = keys.split("+").map((key) => KEYS[key] ?? key);
    const down = values.map((value) => ({ type: "keyDown", value }));
    const up = values.toReversed().map((value) => ({ type: "keyUp", value }));
    await this.#act({ type: "key", id: "keyboard", actions: [...down, ...up] });
  }

  async #act(source: object): Promise<void> {
    await this.#session.command("POST", "actions", { actions: [source] });
  }

  // What it asks for, and what it says.

  on(event: string, listener: (value: never) => void): void {
    const call = listener as (value: unknown) => void;
    if (event === "console") {
      this.#proxy.on("report", (report: Report) => {
        if (report.type !== "uncaught") call(new ConsoleMessage(report));
      });
    } else if (event === "pageerror") {
      this.#proxy.on("report", (report: Report) => {
        if (report.type === "uncaught") call(new Error(report.text));
      });
    } else {
      this.#proxy.on(event, call);
    }
  }

  route(pattern: Pattern, handler: Handler, { times }: { times?: number } = {}): Promise<void> {
    this.#proxy.route(pattern, handler, times);
    return Promise.resolve();
  }

  unroute(pattern: Pattern): Promise<void> {
    this.#proxy.unroute(pattern);
    return Promise.resolve();
  }

  addInitScript<A>(script: ((argument: A) => void) | { content: string }, argument?: A): Promise<void> {
    const text =
      typeof script === "function" ? `(${script.toString()})(${JSON.stringify(argument) ?? ""});` : script.content;
    this.#proxy.scripts.push(text);
    return Promise.resolve();
  }

  waitForRequest(wanted: Pattern | ((request: SeenRequest) => boolean)): Promise<SeenRequest> {
    return this.#waitFor("request", (request: SeenRequest) => isWanted(wanted, request));
  }

  waitForResponse(wanted: Pattern | ((response: SeenResponse) => boolean)): Promise<SeenResponse> {
    return this.#waitFor("response", (response: SeenResponse) => isWanted(wanted, response));
  }

  async waitForEvent(event: string, predicate: (value: never) => boolean = () => true): Promise<unknown> {
    if (event !== "console") {
      return this.#waitFor(event, predicate as (value: unknown) => boolean);
    }
    const isWanted = predicate as unknown as (message: ConsoleMessage) => boolean;
    const report = await this.#waitFor("report", (one: Report) => one.type !== "uncaught" && isWanted(new ConsoleMessage(one)));
    return new ConsoleMessage(report);
  }

  #waitFor<T>(event: string, predicate: (value: T) => boolean): Promise<T> {
    const found = new Promise<T>((resolve) => {
      const look = (value: T): void => {
        if (predicate(value)) {
          this.#proxy.off(event, look);
          resolve(value);
        }
      };
      this.#proxy.on(event, look);
    });
    return within(PATIENCE_IN_MILLISECONDS, `a ${event}`, found);
  }

  // Running scripts.

  async #handle(shape: string, call: unknown, ...values: unknown[]): Promise<WebKitHandle> {
    const kept = `async (...values) => {
      const handles = (globalThis[Symbol.for("test handles")] ??= []);
      return handles.push(await (${shape})(...values)) - 1;
    }`;
    return new WebKitHandle(this, await this.run<number>(kept, call, ...values));
  }

  /**
   * Runs a function in the page, as a listener of an event: of a script of WebDriver's,
   * WebKit does the microtasks after each callback that it leads to, and not after all of it.
   *
   * @param shape a function that is given `find`, `call` and the values
   * @param call the test's own function
   */
  async run<R>(shape: string, call: unknown, ...values: unknown[]): Promise<Awaited<R>> {
    const packed = values.map((value) =>
      value instanceof WebKitHandle ? { handle: value.handle } : { json: JSON.stringify(value) ?? null },
    );
    const script = `
      const done = arguments[arguments.length - 1];
      const values = arguments[0].map(({ handle, json }) =>
        handle !== undefined ? globalThis[Symbol.for("test handles")][handle] : json ? JSON.parse(json) : undefined);
      const turn = new EventTarget();
      turn.addEventListener("come", () => {
        (async () => (${shape})(${FIND}, ${String(call)}, ...values))().then(
          (value) => done(JSON.stringify({ json: JSON.stringify(value) ?? null })),
          (error) => done(JSON.stringify({ error: String((error && error.message) || error) })),
        );
      });
      turn.dispatchEvent(new Event("come"));`;
    const { json, error } = await this.#execute(script, [packed]);
    if (error !== undefined) {
      throw new Error(error);
    }
    return (json ? JSON.parse(json) : undefined) as Awaited<R>;
  }

  /**
   * Runs a script that ends with JSON of its result or its error. WebDriver cannot pass an
   * object on where the page has given members to all of them.
   */
  async #execute(script: string, args: unknown[]): Promise<{ json?: string; error?: string }> {
    const result = await this.#session.command("POST", "execute/async", { script, args });
    return JSON.parse(String(result)) as { json?: string; error?: string };
  }
}

function isWanted<T extends { url(): string }>(wanted: Pattern | ((value: T) => boolean), value: T): boolean {
  return typeof wanted === "function" ? (wanted as (value: T) => boolean)(value) : matches(wanted, value.url());
}

/**
 * The page as the tests know it. What Playwright has besides, and this page has not, is
 * named when a test uses it.
 */
export function asPage(page: WebKitPage): Page {
  const context = {
    request: page.request,
    route: page.route.bind(page),
    addInitScript: page.addInitScript.bind(page),
  };
  return new Proxy(page, {
    get(target, name) {
      if (name === "context") return () => context;
      const value: unknown = Reflect.get(target, name);
      if (typeof value === "function") return value.bind(target) as unknown;
      // A promise is looked for by everybody who awaits the page.
      if (value === undefined && typeof name === "string" && name !== "then") {
        throw new Error(`WebKit's page has no ${name}: name the instrument that the test needs`);
      }
      return value;
    },
  }) as unknown as Page;
}
