// The WebAssembly and what wasm-bindgen puts around it: one for all elements of
// a page.

import type { Speech } from "./speech";

/** What wasm-bindgen makes of src/element.rs. */
export interface Glue {
  default(input: { module_or_path: Promise<Response> }): Promise<unknown>;
  mount(root: HTMLElement, start: Start): Mounted;
  onPanic(callback: (place: string | null) => void): void;
}

/** How an element starts. */
export interface Start {
  readonly proxy: string;
  readonly attributes: (string | null)[][];
  readonly speech: Speech;
  readonly challenges: Promise<Response>;
  readonly definitions: Promise<Response>;
}

/** A widget that is there; freeing it takes down what it put up. */
export interface Mounted {
  refresh(): void;
  setAttribute(name: string, value: string | undefined): void;
  setSpeech(speech: Speech): void;
  free(): void;
}

/**
 * Dispatches `panic` when the module has panicked: after that, nothing in it may
 * be called any more.
 */
export const glueHasPanicked = new EventTarget();

/** Empty before the first element, and again after a failed download. */
let glue: Promise<Glue> | undefined;
let attempts = 0;

/** The module, downloaded once. */
export function loadGlue(): Promise<Glue> {
  glue ??= download().catch((reason: unknown) => {
    glue = undefined;
    throw reason;
  });
  return glue;
}

async function download(): Promise<Glue> {
  const wasm = fetchWasm(new URL("./challenges_widget_bg.wasm", import.meta.url));
  const address = new URL("./challenges_widget.js", import.meta.url);
  // Browsers remember a module by its address: one that could not be had, and
  // one whose instance has panicked.
  address.search = attempts++ === 0 ? "" : `?attempt=${attempts}`;
  const [loaded] = await Promise.all([import(address.href) as Promise<Glue>, wasm]);
  await loaded.default({ module_or_path: wasm });
  loaded.onPanic((place) => {
    glue = undefined;
    glueHasPanicked.dispatchEvent(new CustomEvent("panic", { detail: place }));
  });
  return loaded;
}

async function fetchWasm(address: URL): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) {
    throw new Error(`${address.href} answered ${response.status}`);
  }
  return response;
}
