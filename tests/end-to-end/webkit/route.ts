// A request of the page in the hands of the test.

import type { SeenRequest, SeenResponse } from "./traffic.ts";

/** What the test answers. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly contentType?: string;
  readonly body?: string | Buffer;
  readonly json?: unknown;
  /** The answer that this one is made from. */
  readonly response?: SeenResponse;
}

/** What the page's request becomes on its way. */
export interface Change {
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What becomes of a request. */
export type Outcome =
  | { readonly kind: "continue"; readonly change: Change }
  | { readonly kind: "fulfil"; readonly status: number; readonly headers: Record<string, string>; readonly body: Buffer }
  | { readonly kind: "abort" }
  | { readonly kind: "fallback" };

/** As Playwright's `Route`. A request that the test says nothing about is never answered. */
export class Route {
  /** What the test has chosen; pending for as long as it has not. */
  readonly outcome: Promise<Outcome>;
  readonly #request: SeenRequest;
  readonly #fetch: (request: SeenRequest) => Promise<SeenResponse>;
  #choose: (outcome: Outcome) => void = () => {};

  constructor(request: SeenRequest, fetch: (request: SeenRequest) => Promise<SeenResponse>) {
    this.#request = request;
    this.#fetch = fetch;
    this.outcome = new Promise((resolve) => (this.#choose = resolve));
  }

  request(): SeenRequest {
    return this.#request;
  }

  /** Asks the server itself, perhaps at another address. */
  fetch({ url = this.#request.url() }: { url?: string } = {}): Promise<SeenResponse> {
    return this.#fetch(this.#request.at(url));
  }

  continue(change: Change = {}): Promise<void> {
    this.#choose({ kind: "continue", change });
    return Promise.resolve();
  }

  abort(): Promise<void> {
    this.#choose({ kind: "abort" });
    return Promise.resolve();
  }

  /** Leaves the request to the route that was there before, or to the server. */
  fallback(): Promise<void> {
    this.#choose({ kind: "fallback" });
    return Promise.resolve();
  }

  async fulfill(answer: Answer): Promise<void> {
    const { response, json } = answer;
    const text = json === undefined ? answer.body : JSON.stringify(json);
    const body = text === undefined ? ((await response?.body()) ?? Buffer.alloc(0)) : Buffer.from(text);
    const headers: Record<string, string> = { ...response?.headers(), ...answer.headers };
    for (const name of ["content-length", "content-encoding", "transfer-encoding"]) {
      delete headers[name];
    }
    const type = answer.contentType ?? (json === undefined ? undefined : "application/json");
    if (type) {
      headers["content-type"] = type;
    }
    this.#choose({ kind: "fulfil", status: answer.status ?? response?.status() ?? 200, headers, body });
  }
}
