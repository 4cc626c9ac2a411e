// The server of the recipe for Shopify, with a server in the proxy's place that notes what it is
// asked.

import { once } from "node:events";
import { type IncomingHttpHeaders, type Server, createServer } from "node:http";
import process from "node:process";

import { EXAMPLES, Group, freePorts, until } from "./recipe-shop.ts";

/** The secret that the app shares with Shopify. */
export const APP_SECRET = "a secret of an app";

/** A request that has come through. */
interface Passed {
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** `await using gateway = await Gateway.started()` stops it at the end of the block. */
export class Gateway implements AsyncDisposable {
  readonly secret = "a secret of a gateway that has 32 bytes";
  readonly passed: Passed[] = [];
  readonly #server: Server;
  readonly #address: string;
  readonly #group: Group;

  private constructor(server: Server, proxyPort: number, port: number) {
    this.#server = server;
    this.#address = `http://127.0.0.1:${port}`;
    server.on("request", ({ url, headers }, response) => {
      this.passed.push({ url, headers });
      response.writeHead(204).end();
    });
    this.#group = Group.of([process.execPath, "shopify/gateway.mjs"], EXAMPLES, {
      ...process.env,
      PORT: String(port),
      PROXY: `http://127.0.0.1:${proxyPort}`,
      SHOPIFY_APP_SECRET: APP_SECRET,
      GATEWAY_SECRET: this.secret,
    });
  }

  static async started(): Promise<Gateway> {
    const [proxyPort = 0, port = 0] = await freePorts(2);
    const server = createServer().listen(proxyPort, "127.0.0.1");
    await once(server, "listening");
    const gateway = new Gateway(server, proxyPort, port);
    await until("an answer of the gateway", async () => {
      gateway.#group.assertRuns();
      return fetch(gateway.#address).then(() => true, () => false);
    });
    return gateway;
  }

  /** Asks for cards with this query and these headers, and gives the status of the answer. */
  async ask(query: URLSearchParams, headers: Readonly<Record<string, string>> = {}): Promise<number> {
    return (await fetch(`${this.#address}/challenges?${query}`, { headers })).status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#group.stop("SIGTERM");
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }
}
