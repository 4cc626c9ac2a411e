// One server for all pages, with the same headers, compression and data.

import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

import { type Answers, EMPTY_LIST, StampableChallenges } from "./answers.ts";
import { pageOf } from "./page.ts";
import { shopPageOf } from "./shop.ts";
import { HOST_VARIANTS, type Variant } from "./variants.ts";

/** Brotli's quality: servers usually compress files once, and answers with each request. */
const QUALITY = { file: constants.BROTLI_MAX_QUALITY, answer: 5 } as const;

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".bmp": "image/bmp",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

interface Content {
  readonly type: string;
  readonly compressed: Buffer;
}

/** The data of a page: the shopper's, or this many challenges of the gallery. */
export type Data = "shopper" | number;

export class BenchServer implements AsyncDisposable {
  readonly #server = createServer((request, response) => this.#answer(request, response));
  readonly #contents = new Map<string, Content>();
  readonly #answers: Answers;
  readonly #many = new Map<number, StampableChallenges>();

  private constructor(answers: Answers) {
    this.#answers = answers;
  }

  /** Starts on a free port, with the widget's files, the peers', the shop's and a shopper's data. */
  static async started(
    widget: string,
    peers: ReadonlyMap<string, Uint8Array>,
    shop: ReadonlyMap<string, Uint8Array>,
    answers: Answers,
  ): Promise<BenchServer> {
    const server = new BenchServer(answers);
    for (const [name, bytes] of peers) {
      server.#add(`/peers/${name}`, bytes);
    }
    for (const [name, bytes] of shop) {
      server.#add(`/shop/${name}`, bytes);
    }
    for (const entry of await readdir(widget, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      if (entry.isFile() && path.extname(file) in TYPES) {
        const name = path.relative(widget, file).split(path.sep).join("/");
        server.#add(`/widget/${name}`, await readFile(file));
      }
    }
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server, "listening");
    return server;
  }

  /** The URL of a page. */
  page(variant: Variant, data: Data): string {
    return this.#url(`/page/${variant.name}/${data}`);
  }

  /** The URL of the shop's page, with the cards as a part of it. */
  shopPage(variant: Variant): string {
    return this.#url(`/page/${variant.name}/shopper/shop`);
  }

  /** The URL of an empty page of the same origin. */
  get blank(): string {
    return this.#url("/blank");
  }

  /** Resets the list of this many challenges to what it was before any stamp. */
  reset(count: number): void {
    this.#many.set(count, new StampableChallenges(this.#answers.thousand.slice(0, count)));
  }

  /** Adds one stamp to the first of this many challenges. */
  stamp(count: number): void {
    this.#challenges(count).stamp();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  #url(path: string): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}${path}`;
  }

  #add(name: string, bytes: Uint8Array): void {
    const type = TYPES[path.extname(name)] ?? "application/octet-stream";
    this.#contents.set(name, { type, compressed: compressed(bytes, QUALITY.file) });
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const content = this.#contents.get(url.pathname) ?? this.#dynamic(request, url);
    if (!content) {
      response.writeHead(404).end();
      return;
    }
    response
      .writeHead(200, {
        "content-type": content.type,
        "content-encoding": "br",
        "content-length": content.compressed.length,
        "cache-control": "no-cache",
        vary: "accept, accept-encoding, accept-language",
        "x-content-type-options": "nosniff",
      })
      .end(content.compressed);
  }

  /** What is made for each request: a page, or an answer of the proxy. */
  #dynamic(request: IncomingMessage, { pathname, searchParams }: URL): Content | undefined {
    const [, kind, name = "", data = "", ...rest] = pathname.split("/");
    switch (kind) {
      case "blank":
        return dynamic(".html", "<!doctype html><title>Nothing</title>");
      case "page":
        return dynamic(".html", this.#page(name, data, rest[0] === "shop" ? shopPageOf : pageOf));
      case "proxy":
        if (request.method === "POST") {
          return dynamic(".json", "true");
        }
        return rest.join("/") === "challenges/definitions"
          ? dynamic(".json", data === "shopper" ? this.#answers.definitions : EMPTY_LIST)
          : this.#list(data, accepts(request, name), Number(searchParams.get("offset") ?? 0));
      default:
        return undefined;
    }
  }

  #list(data: string, type: "html" | "json", offset: number): Content {
    if (data !== "shopper") {
      return dynamic(".json", this.#challenges(Number(data)).page(offset));
    }
    const { fragment, challenges } = this.#answers;
    return type === "html" && fragment !== undefined
      ? dynamic(".html", fragment)
      : dynamic(".json", challenges);
  }

  #page(name: string, data: string, around: typeof pageOf): string {
    const variant = HOST_VARIANTS.find((variant) => variant.name === name);
    if (!variant) {
      throw new Error(`there is no variant ${name}`);
    }
    const proxy = `/proxy/${variant.proxy}/${data}`;
    return around(variant.head, variant.body({ proxy, fragment: this.#answers.fragment ?? "" }));
  }

  #challenges(count: number): StampableChallenges {
    const challenges = this.#many.get(count);
    if (!challenges) {
      throw new Error(`the list of ${count} challenges was never reset`);
    }
    return challenges;
  }
}

/** What the proxy of a variant answers a request with. */
function accepts(request: IncomingMessage, proxy: string): "html" | "json" {
  const wantsHtml = request.headers.accept?.includes("text/html") ?? false;
  return proxy === "html" && wantsHtml ? "html" : "json";
}

function dynamic(extension: string, text: string): Content {
  return { type: TYPES[extension] ?? "", compressed: compressed(Buffer.from(text), QUALITY.answer) };
}

function compressed(bytes: Uint8Array, quality: number): Buffer {
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}
