// Pages whose other scripts, or whose policy, leave the widget less than it expects.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { after, test } from "node:test";
import { promisify } from "node:util";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { embedFile, embedFolder } from "./embed.ts";
import { LOADER, drawnWidgetOf, openHostPage } from "./host-page.ts";
import { Widget } from "./widget.ts";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** Stand-ins for what the browser has, as scripts of pages put them there. */
const STAND_INS: readonly [string, () => void][] = [
  [
    "XMLHttpRequest, which takes its type of answer when it is sent",
    () => {
      const Native = XMLHttpRequest;
      class StandIn {
        readonly #real = new Native();
        responseType: XMLHttpRequestResponseType = "";
        withCredentials = false;
        readyState = 0;
        status = 0;
        response: unknown = "";
        onreadystatechange: (() => void) | null = null;
        onload: (() => void) | null = null;
        onerror: (() => void) | null = null;
        constructor() {
          const real = this.#real;
          real.onreadystatechange = () => {
            this.readyState = real.readyState;
            this.status = real.status;
            this.response = real.readyState === 4 ? real.response : "";
            this.onreadystatechange?.();
          };
          real.onload = () => this.onload?.();
          real.onerror = () => this.onerror?.();
        }
        open(method: string, url: string): void {
          this.#real.open(method, url);
        }
        setRequestHeader(name: string, value: string): void {
          this.#real.setRequestHeader(name, value);
        }
        getResponseHeader(name: string): string | null {
          return this.#real.getResponseHeader(name);
        }
        abort(): void {
          this.#real.abort();
        }
        send(): void {
          this.#real.responseType = this.responseType;
          this.#real.withCredentials = this.withCredentials;
          this.#real.send();
        }
      }
      Object.assign(window, { XMLHttpRequest: StandIn });
    },
  ],
  [
    "XMLHttpRequest, which gives text whatever it is asked for",
    () => {
      Object.defineProperty(XMLHttpRequest.prototype, "responseType", { get: () => "", set: () => {} });
    },
  ],
  [
    "XMLHttpRequest, which throws",
    () => {
      Object.assign(window, {
        XMLHttpRequest: function () {
          throw new Error("taken away by the page");
        },
      });
    },
  ],
  [
    "fetch, which passes everything on",
    () => {
      const { fetch } = window;
      window.fetch = async (...given) => fetch(...given);
    },
  ],
  [
    "Promise, a class of the page's",
    () => {
      class StandIn<T> extends Promise<T> {}
      Object.assign(window, { Promise: StandIn });
    },
  ],
  [
    "toJSON on arrays, as an old library adds it",
    () => {
      Object.assign(Array.prototype, {
        toJSON(this: unknown[]) {
          return `[${this.map((one) => JSON.stringify(one)).join(", ")}]`;
        },
      });
    },
  ],
  [
    "members of all arrays and objects",
    () => {
      Object.assign(Array.prototype, { each: () => undefined });
      Object.assign(Object.prototype, { each: () => undefined });
    },
  ],
];

for (const [what, replace] of STAND_INS) {
  for (const [proxy, state] of [
    ["renders", drawnWidgetOf("active")],
    ["renders for another view", drawnWidgetOf("active") + drawnWidgetOf("active", 'layout="path"')],
  ] as const) {
    test(`a page with a stand-in for ${what}: the cards are shown when the proxy ${proxy}`, async () => {
      await using watched = await WatchedPage.open(browser);
      const { page } = watched;
      await page.addInitScript(replace);
      await openHostPage(page, demo, { body: state });
      await new Widget(page).hydrated();
      assert.match(await new Widget(page).cards.first().innerText(), /3 of 5 stamps/);
      watched.assertQuiet();
    });
  }
}

test("under a policy of nonces alone the widget starts", async () => {
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await openHostPage(page, demo, {
    body: `<script type="module" nonce="k3n0" src="${LOADER}"></script>${drawnWidgetOf("consent")}`,
    loader: null,
    policy: "script-src 'nonce-k3n0' 'wasm-unsafe-eval'",
  });
  const widget = new Widget(page);
  await widget.hydrated();
  const joined = await widget.listenFor("challenge-joined");
  await widget.element.getByRole("checkbox").check();
  await widget.element.locator("[part~=join-button]").click();
  await joined();
  watched.assertQuiet();
});

test("importing the loader on a server does nothing", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "server-"));
  try {
    const loader = path.join(folder, "loader.mjs");
    await copyFile(path.join(embedFolder(), await embedFile("loader")), loader);
    const script = `await import(${JSON.stringify(loader)}); console.log("imported")`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
    assert.deepEqual([stdout, stderr], ["imported\n", ""]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a browser without constructable sheets keeps the cards that came with the page", async () => {
  const url = demo.url("/gallery/drawn/active/challenges");
  const cards = await (await fetch(url, { headers: { accept: "text/html" } })).text();
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.addInitScript(() => {
    Reflect.deleteProperty(ShadowRoot.prototype, "adoptedStyleSheets");
    Reflect.deleteProperty(window, "CSSStyleSheet");
  });
  const body = drawnWidgetOf("active").replace(
    "</",
    `<template shadowrootmode="open"><div class="widget">${cards}</div></template></`,
  );
  await openHostPage(page, demo, { body });
  await page.waitForLoadState();
  assert.match(await new Widget(page).cards.first().innerText(), /3 of 5 stamps/);
  watched.assertQuiet();
});
