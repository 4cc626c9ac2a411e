// What goes through the proxy, with the names that Playwright has for it.

import type { IncomingHttpHeaders } from "node:http";

/** Which addresses are meant: a glob, an expression, or a function. */
export type Pattern = string | RegExp | ((url: URL) => boolean);

/** Whether an address is meant. In a glob `**` stands for anything, `*` for a part of a path. */
export function matches(pattern: Pattern, url: string): boolean {
  if (typeof pattern === "function") {
    return pattern(new URL(url));
  }
  return pattern instanceof RegExp ? pattern.test(url) : expressionOf(pattern).test(url);
}

function expressionOf(glob: string): RegExp {
  const parts = glob.split(/(\*\*\/?|\*)/).map((part) => {
    switch (part) {
      case "**/":
        return "(.*/)?";
      case "**":
        return ".*";
      case "*":
        return "[^/]*";
      default:
        return part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
    }
  });
  return new RegExp(`^${parts.join("")}$`);
}

/** Playwright's names of what a request is for, where they differ from those of Fetch. */
const RESOURCE_TYPES: Readonly<Record<string, string>> = { empty: "fetch", style: "stylesheet" };

/** A request of the page. */
export class SeenRequest {
  readonly #url: string;
  readonly #method: string;
  readonly #headers: IncomingHttpHeaders;
  readonly #body: Buffer;
  #failure: { errorText: string } | null = null;

  constructor(url: string, method: string, headers: IncomingHttpHeaders, body: Buffer) {
    this.#url = url;
    this.#method = method;
    this.#headers = headers;
    this.#body = body;
  }

  url(): string {
    return this.#url;
  }

  method(): string {
    return this.#method;
  }

  headers(): Record<string, string> {
    const entries = Object.entries(this.#headers).map(([name, value]) => [name, String(value)]);
    return Object.fromEntries(entries) as Record<string, string>;
  }

  headerValue(name: string): Promise<string | null> {
    return Promise.resolve(this.headers()[name.toLowerCase()] ?? null);
  }

  body(): Buffer {
    return this.#body;
  }

  /** Why no whole answer has come, if it is over without one. */
  failure(): { errorText: string } | null {
    return this.#failure;
  }

  /** It is over without a whole answer. */
  fail(errorText: string): void {
    this.#failure = { errorText };
  }

  /** What the answer is for, such as `script`. */
  resourceType(): string {
    const destination = this.headers()["sec-fetch-dest"];
    if (destination === undefined) {
      throw new Error(`WebKit does not say what ${this.#url} is for: name the instrument that the test needs`);
    }
    return RESOURCE_TYPES[destination] ?? destination;
  }

  /** The same request at another address. */
  at(url: string): SeenRequest {
    return new SeenRequest(url, this.#method, this.#headers, this.#body);
  }

  postData(): string | null {
    return this.#body.length > 0 ? this.#body.toString() : null;
  }

  postDataJSON(): unknown {
    return JSON.parse(this.#body.toString()) as unknown;
  }
}

/** An answer to the page, or to the test itself. */
export class SeenResponse {
  readonly #url: string;
  readonly #status: number;
  readonly #headers: Record<string, string>;
  readonly #body: Promise<Buffer>;

  /** @param body ends when the whole answer has come */
  constructor(url: string, status: number, headers: Record<string, string>, body: Promise<Buffer>) {
    this.#url = url;
    this.#status = status;
    this.#headers = headers;
    this.#body = body;
    // Who does not wait for the body does not hear of its failure.
    body.catch(() => {});
  }

  url(): string {
    return this.#url;
  }

  status(): number {
    return this.#status;
  }

  ok(): boolean {
    return this.#status >= 200 && this.#status < 300;
  }

  headers(): Record<string, string> {
    return this.#headers;
  }

  body(): Promise<Buffer> {
    return this.#body;
  }

  async text(): Promise<string> {
    return (await this.#body).toString();
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text()) as unknown;
  }

  async finished(): Promise<null> {
    await this.#body;
    return null;
  }
}
