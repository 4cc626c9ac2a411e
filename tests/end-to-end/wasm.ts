// The widget's WebAssembly on its way to the browser: held back, or not to be had.

import type { Page } from "playwright-core";

/** What is logged of WebAssembly that cannot be had: by browsers, and by the widget. */
export const NO_WASM = [
  /Failed to load resource/,
  /\.wasm/,
  /blocked WebAssembly/,
  /<challenges-widget>: the widget could not be loaded/,
];

const WASM = "**/embed/*.wasm";

/** Lets no WebAssembly come to a page. */
export async function withoutWasm(page: Page): Promise<void> {
  await page.route(WASM, (route) => route.fulfill({ status: 404, body: "There is none." }));
}

/** Holds the WebAssembly back until the function that it gives is called. */
export async function heldWasm(page: Page): Promise<() => void> {
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(WASM, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}
