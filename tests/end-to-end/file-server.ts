// A server of files on an origin of its own, as a shop or its content network has
// it: what is fingerprinted may be kept for ever, other origins may read it.

import { readFile } from "node:fs/promises";
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import { once } from "node:events";
import path from "node:path";
import { Readable } from "node:stream";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** How it serves something else than what lies in the folder. */
export interface Disturbance {
  /** What it sends in place of a file's content. */
  readonly content?: (file: string, content: Buffer) => Buffer;
  /** The status it answers with. */
  readonly status?: (file: string) => number | undefined;
  /** The type it gives a file. */
  readonly type?: (file: string) => string | undefined;
}

/** A page as a whole, or the pieces in which it arrives. */
export type Page = string | AsyncIterable<string>;

/** `await using server = await FileServer.of(folder)` stops it at the end of the block. */
export class FileServer implements AsyncDisposable {
  /** The files that were asked for, in that order. */
  readonly asked: string[] = [];
  /** Pages that it serves besides, by their paths without the first slash. */
  readonly pages = new Map<string, Page>();
  /** May be replaced while it runs. */
  disturbance: Disturbance = {};
  readonly #folder: string;
  readonly #server: Server;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async of(folder: string): Promise<FileServer> {
    const server = new FileServer(folder);
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  get origin(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") {
      throw new Error("a server on a port of 127.0.0.1 has no port");
    }
    return `http://127.0.0.1:${address.port}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const file = new URL(request.url ?? "/", this.origin).pathname.slice(1);
    const page = this.pages.get(file);
    if (page !== undefined) {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      Readable.from(typeof page === "string" ? [page] : page).pipe(response);
      return;
    }
    this.asked.push(file);
    response.setHeader("access-control-allow-origin", "*");
    const sent = await this.#brotli(file);
    if (!sent) {
      response.writeHead(404).end();
      return;
    }
    const type = this.disturbance.type?.(file) ?? TYPES[path.extname(file)] ?? "application/octet-stream";
    response
      .writeHead(this.disturbance.status?.(file) ?? 200, {
        "content-type": type,
        "cache-control": "public, max-age=31536000, immutable",
        ...sent.headers,
      })
      .end(sent.content);
  }

  /** The packed file, unless its content is disturbed. */
  async #brotli(file: string): Promise<{ content: Buffer; headers: Record<string, string> } | undefined> {
    const target = path.join(this.#folder, file);
    try {
      const content = await readFile(target);
      const disturbed = this.disturbance.content?.(file, content) ?? content;
      return disturbed === content
        ? { content: await readFile(`${target}.br`), headers: { "content-encoding": "br" } }
        : { content: disturbed, headers: {} };
    } catch {
      return undefined;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
