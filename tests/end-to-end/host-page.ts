// Pages of shops that there are not: served by the test on the demo's origin.

import type { Page } from "playwright-core";

import type { Demo } from "./demo.ts";

/** The strictest policy that the widget runs under. */
export const STRICT_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src https:",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/** A page of a shop. */
export interface HostPage {
  readonly body: string;
  /** The page's own style sheet. */
  readonly css?: string;
  /** Attributes of the `html` element; English unless told otherwise. */
  readonly html?: string;
  readonly policy?: string;
  /** The script with which the page itself loads the widget: the demo's unless told otherwise. */
  readonly loader?: string | null;
  /** Whether the test goes on as soon as the page begins to arrive, since something in it is held back. */
  readonly isHeld?: boolean;
}

/** The loader's path on the demo's origin. */
export const LOADER = "/embed/challenges-widget.js";

/** Opens a page of a shop. */
export async function openHostPage(page: Page, demo: Demo, host: HostPage): Promise<void> {
  await page.route(demo.url("/host.css"), (route) =>
    route.fulfill({ contentType: "text/css", body: host.css ?? "" }),
  );
  const { loader = LOADER } = host;
  const script = loader === null ? "" : `<script type="module" src="${loader}"></script>`;
  await page.route(demo.url("/host"), (route) =>
    route.fulfill({
      contentType: "text/html; charset=utf-8",
      headers: { "content-security-policy": host.policy ?? STRICT_POLICY },
      body: `<!doctype html>
        <html ${host.html ?? 'lang="en"'}>
          <head>
            <meta name="viewport" content="width=device-width" />
            <title>A shop</title>
            <link rel="stylesheet" href="/host.css" />
            ${script}
          </head>
          <body>${host.body}</body>
        </html>`,
    }),
  );
  await page.goto(demo.url("/host"), { waitUntil: host.isHeld ? "commit" : "load" });
}

/** A widget that draws a case of the gallery, whose proxy sends data alone. */
export function widgetOf(state: string, attributes = ""): string {
  return widget(`/gallery/data/${state}`, attributes);
}

/** The same with a proxy that draws the cards already. */
export function drawnWidgetOf(state: string, attributes = ""): string {
  return widget(`/gallery/drawn/${state}`, attributes);
}

/** A widget that asks this proxy. */
export function widget(proxy: string, attributes = ""): string {
  return `<challenges-widget proxy="${proxy}" ${attributes}></challenges-widget>`;
}
