// A plain server of files, as any host of static pages is, with the built site of the
// documentation below a path.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { type Server, type ServerResponse, createServer } from "node:http";
import path from "node:path";

import { environmentVariable } from "./environment.ts";

/** The site works below any path. */
const BASE = "/somewhere/deep/";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

export class SiteServer {
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void answer(new URL(request.url ?? "/", "http://127.0.0.1").pathname, response);
    });
  }

  static async started(): Promise<SiteServer> {
    const server = new SiteServer();
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  /** The address of a file of the site, such as `docs/tutorial.html`. */
  url(file: string): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") {
      throw new Error("a server on a port of 127.0.0.1 has no port");
    }
    return new URL(BASE + file, `http://127.0.0.1:${address.port}`).href;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

async function answer(pathname: string, response: ServerResponse): Promise<void> {
  const file = pathname.startsWith(BASE) ? path.join(environmentVariable("BOOK_DIR"), pathname.slice(BASE.length)) : "";
  try {
    const content = await readFile(file);
    response.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "text/plain; charset=utf-8" }).end(content);
  } catch {
    response.writeHead(404).end();
  }
}
