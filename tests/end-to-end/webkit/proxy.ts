// The proxy that all requests of a page go through: it tells the test of each, and lets
// the test answer in place of the server.

import { EventEmitter, once } from "node:events";
import {
  Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  createServer,
  request as requestTo,
} from "node:http";
import type { Socket } from "node:net";
import { PassThrough, type Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { createBrotliDecompress, createGunzip } from "node:zlib";

import { OWN_PATH, allowingFirstScript, firstScript, withFirstScript } from "./first-script.ts";
import { type Change, type Outcome, Route } from "./route.ts";
import { OWN_LANGUAGE } from "./session.ts";
import { type Pattern, SeenRequest, SeenResponse, matches } from "./traffic.ts";

export type Handler = (route: Route) => unknown;

/** What a page has written to its console, or thrown. */
export interface Report {
  readonly type: string;
  readonly text: string;
  readonly url: string;
}

/** Requests that a test handles itself. */
interface HandledRoute {
  readonly pattern: Pattern;
  readonly handler: Handler;
  /** How many more of them. */
  left: number;
}

/** Emits `request`, `response` and `requestfailed` as Playwright's pages do, and `report`. */
export class PageProxy extends EventEmitter {
  /** Run in every document before its own scripts. */
  readonly scripts: string[] = [];
  /** Has a script that is run before those. */
  clock: { readonly script: string } = { script: "" };
  /** The address of the document that was asked for last. */
  lastDocument = "about:blank";
  /** The shopper's language, as a tag. */
  readonly #language: string;
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #routes: HandledRoute[] = [];
  readonly #sockets = new Set<Socket>();
  /** The cookies of each origin, for requests of the test itself. */
  readonly #cookies = new Map<string, Map<string, string>>();
  /** Cookies that the test has been given, and the browser has not sent yet. */
  readonly #undelivered = new Map<string, string[]>();

  private constructor(language: string) {
    super();
    this.#language = language;
    this.setMaxListeners(0);
    this.#server = createServer((incoming, outgoing) => {
      this.#serve(incoming, outgoing).catch(() => outgoing.destroy());
    });
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
      socket.on("error", () => {});
    });
    this.#server.on("connect", (incoming: IncomingMessage, socket: Socket) => void this.#tunnel(incoming, socket));
  }

  /** @param language the shopper's, as a tag */
  static async started(language: string): Promise<PageProxy> {
    const proxy = new PageProxy(language);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  /** Host and port. */
  get address(): string {
    const address = this.#server.address();
    return typeof address === "object" && address ? `127.0.0.1:${address.port}` : "";
  }

  /** @param times how many requests are handled; all where it is not given */
  route(pattern: Pattern, handler: Handler, times = Infinity): void {
    this.#routes.unshift({ pattern, handler, left: times });
  }

  unroute(pattern: Pattern): void {
    const kept = this.#routes.filter((route) => String(route.pattern) !== String(pattern));
    this.#routes.splice(0, this.#routes.length, ...kept);
  }

  /** A request of the test itself, with the page's cookies. Redirects are followed. */
  async request(method: string, url: string, headers: Record<string, string>, body: Buffer): Promise<SeenResponse> {
    const { origin } = new URL(url);
    const cookies = this.#cookiesOf(origin);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const asked = new SeenRequest(url, method, { ...headers, ...(cookie && { cookie }) }, body);
    const answer = await this.#ask(asked);
    for (const line of answer.headers["set-cookie"] ?? []) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
      const others = (this.#undelivered.get(origin) ?? []).filter((other) => nameOf(other) !== nameOf(line));
      this.#undelivered.set(origin, [...others, line]);
    }
    const { location } = answer.headers;
    if (answer.statusCode && answer.statusCode >= 300 && answer.statusCode < 400 && location) {
      answer.resume();
      return this.request("GET", new URL(location, url).href, {}, Buffer.alloc(0));
    }
    return seen(url, answer);
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#sockets.forEach((socket) => socket.destroy());
    this.#agent.destroy();
    await closed;
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = incoming.url ?? "";
    const body = await buffer(incoming);
    if (new URL(url).pathname.startsWith(OWN_PATH)) {
      this.#serveItself(url, body, outgoing);
      return;
    }
    const request = new SeenRequest(url, incoming.method ?? "GET", this.#headersFor(url, incoming), body);
    if (isDocument(incoming.headers)) {
      this.lastDocument = url;
    }
    let isOver = false;
    const over = (event: "requestfinished" | "requestfailed"): void => {
      if (!isOver) {
        isOver = true;
        if (event === "requestfailed") {
          request.fail("the connection was closed");
        }
        this.emit(event, request);
      }
    };
    outgoing.once("close", () => over(outgoing.writableFinished ? "requestfinished" : "requestfailed"));
    this.emit("request", request);
    const outcome = await this.#outcomeOf(request);
    switch (outcome.kind) {
      case "continue":
        await this.#pass(request, outcome.change, incoming, outgoing);
        break;
      case "abort":
        outgoing.destroy();
        break;
      case "fulfil": {
        const { status, headers, body } = outcome;
        this.emit("response", new SeenResponse(url, status, headers, Promise.resolve(body)));
        const answer = new PassThrough();
        answer.end(body);
        this.#answer(status, headers, answer, isDocument(incoming.headers), outgoing);
      }
    }
  }

  /** What the test makes of a request: the newest route of its URL decides, or leaves it to the next. */
  async #outcomeOf(request: SeenRequest): Promise<Exclude<Outcome, { kind: "fallback" }>> {
    const url = request.url();
    for (const handled of this.#routes.filter(({ pattern }) => matches(pattern, url))) {
      if (handled.left > 0) {
        handled.left -= 1;
        const route = new Route(request, async (asked) => seen(url, await this.#ask(asked)));
        await handled.handler(route);
        const outcome = await route.outcome;
        if (outcome.kind !== "fallback") {
          return outcome;
        }
      }
    }
    return { kind: "continue", change: {} };
  }

  /** The script of the tests, and what it reports. */
  #serveItself(url: string, body: Buffer, outgoing: ServerResponse): void {
    outgoing.setHeader("cache-control", "no-store");
    if (url.endsWith("/console")) {
      this.emit("report", JSON.parse(body.toString()) as Report);
      outgoing.writeHead(204).end();
    } else {
      outgoing.writeHead(200, { "content-type": "text/javascript" }).end(firstScript(this.#language, [this.clock.script, ...this.scripts]));
    }
  }

  /** Lets a request go on to its server, and the answer come back. */
  async #pass(request: SeenRequest, change: Change, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { url = request.url(), headers = request.headers() } = change;
    const asked = new SeenRequest(url, request.method(), headers, request.body());
    let answer: IncomingMessage;
    try {
      answer = await this.#ask(asked, outgoing);
    } catch {
      outgoing.destroy();
      return;
    }
    const status = answer.statusCode ?? 200;
    const whole = buffer(decoded(answer.headers, answer.pipe(new PassThrough())));
    this.emit("response", new SeenResponse(request.url(), status, flat(answer.headers), whole));
    answer.once("error", () => outgoing.destroy());
    this.#answer(status, answer.headers, answer.pipe(new PassThrough()), isDocument(incoming.headers), outgoing, request.url());
  }

  #answer(
    status: number,
    given: IncomingHttpHeaders,
    body: Readable,
    isDocument: boolean,
    outgoing: ServerResponse,
    url = "",
  ): void {
    const headers: IncomingHttpHeaders = { ...given };
    if (url) {
      this.#deliverCookies(new URL(url).origin, headers);
    }
    delete headers["connection"];
    delete headers["keep-alive"];
    const isPage = isDocument && String(headers["content-type"]).startsWith("text/html");
    if (!isPage) {
      outgoing.writeHead(status, headers);
      // Not held back until the first byte of the body: an event stream has none for long.
      outgoing.flushHeaders();
      body.pipe(outgoing);
      return;
    }
    const policy = headers["content-security-policy"];
    if (policy) {
      headers["content-security-policy"] = allowingFirstScript(String(policy));
    }
    const plain = decoded(headers, body);
    delete headers["content-encoding"];
    delete headers["content-length"];
    outgoing.writeHead(status, headers);
    plain.pipe(withFirstScript()).pipe(outgoing);
  }

  /** Gives the browser the cookies that it has not sent yet, but for those that the answer itself sets. */
  #deliverCookies(origin: string, headers: IncomingHttpHeaders): void {
    const own = headers["set-cookie"] ?? [];
    const left = (this.#undelivered.get(origin) ?? []).filter((line) => !own.some((other) => nameOf(other) === nameOf(line)));
    if (left.length > 0) {
      headers["set-cookie"] = [...left, ...own];
      this.#undelivered.set(origin, left);
    } else {
      this.#undelivered.delete(origin);
    }
  }

  /** Asks a server. The request ends with `outgoing`, the answer that it is for. */
  #ask(request: SeenRequest, outgoing?: ServerResponse): Promise<IncomingMessage> {
    const { hostname, port, pathname, search, host } = new URL(request.url());
    return new Promise((resolve, reject) => {
      const asked = requestTo({
        agent: this.#agent,
        host: hostname,
        port: port || 80,
        method: request.method(),
        path: pathname + search,
        headers: { ...request.headers(), host },
      });
      asked.once("response", resolve);
      asked.once("error", reject);
      outgoing?.once("close", () => asked.destroy());
      asked.end(request.body());
    });
  }

  /**
   * What the page sends, with the cookies that only the test has been given so far, and the
   * shopper's language in place of the browser's own.
   */
  #headersFor(url: string, incoming: IncomingMessage): IncomingHttpHeaders {
    const headers = { ...incoming.headers };
    delete headers["proxy-connection"];
    if (headers["accept-language"] === OWN_LANGUAGE) {
      headers["accept-language"] = this.#language;
    }
    const { origin } = new URL(url);
    const sent = headers.cookie?.split("; ") ?? [];
    const isMissing = (line: string): boolean => !sent.includes(line.split(";")[0] ?? "");
    if (this.#undelivered.get(origin)?.some(isMissing)) {
      headers.cookie = [...this.#cookiesOf(origin)].map(([name, value]) => `${name}=${value}`).join("; ");
    } else {
      this.#undelivered.delete(origin);
      const cookies = this.#cookiesOf(origin);
      for (const [, name = "", value = ""] of (headers.cookie ?? "").matchAll(/([^=;\s]+)=([^;]*)/g)) {
        cookies.set(name, value);
      }
    }
    return headers;
  }

  #cookiesOf(origin: string): Map<string, string> {
    const cookies = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, cookies);
    return cookies;
  }

  /** A server over HTTPS: nothing can be answered in its place, but it can be out of reach. */
  async #tunnel(incoming: IncomingMessage, socket: Socket): Promise<void> {
    const url = `https://${(incoming.url ?? "").replace(/:443$/, "")}/`;
    const handler = this.#routes.find(({ pattern }) => matches(pattern, url))?.handler;
    if (handler) {
      const request = new SeenRequest(url, "GET", incoming.headers, Buffer.alloc(0));
      const route = new Route(request, () => Promise.reject(new Error(`${url} is not asked`)));
      await handler(route);
      await route.outcome;
    }
    socket.destroy();
  }
}

/** Whether a document is asked for, and not data. */
function isDocument(headers: IncomingHttpHeaders): boolean {
  const destination = headers["sec-fetch-dest"];
  if (destination !== undefined) {
    return destination === "document" || destination === "iframe";
  }
  return headers.accept?.startsWith("text/html,application/xhtml") ?? false;
}

function decoded(headers: IncomingHttpHeaders, body: Readable): Readable {
  switch (headers["content-encoding"]) {
    case "br":
      return body.pipe(createBrotliDecompress());
    case "gzip":
      return body.pipe(createGunzip());
    default:
      return body;
  }
}

/** The name of the cookie that a header sets. */
function nameOf(line: string): string {
  return line.slice(0, line.indexOf("="));
}

/** An answer to the test. */
function seen(url: string, answer: IncomingMessage): SeenResponse {
  return new SeenResponse(url, answer.statusCode ?? 0, flat(answer.headers), buffer(decoded(answer.headers, answer)));
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
