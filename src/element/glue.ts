// The WebAssembly and what wasm-bindgen puts around it: one for all elements of
// a page.

import { parts, request, run } from "./parts";
import type { Speech } from "./speech";

/** What wasm-bindgen makes of src/element.rs. */
export interface Glue {
  default(input: { module_or_path: WebAssembly.Module }): Promise<unknown>;
  mount(root: HTMLElement, start: Start): Mounted;
  onPanic(callback: (place: string | null) => void): void;
}

/** How an element starts. */
export interface Start {
  readonly proxy: string;
  readonly attributes: readonly (readonly [string, string | null])[];
  readonly speech: Speech;
  /** What a server has drawn stands in the root already, and was drawn from this. */
  readonly answered: readonly [unknown, unknown] | undefined;
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
/** What the cache holds may be why a download failed. */
let cache: RequestCache = "default";

/** The module, downloaded once. */
export function loadGlue(): Promise<Glue> {
  glue ??= download().catch((reason: unknown) => {
    glue = undefined;
    cache = "reload";
    throw reason;
  });
  return glue;
}

async function download(): Promise<Glue> {
  attempts += 1;
  const attempt = attempts === 1 ? "" : `?attempt=${attempts}`;
  const [loaded, module] = await Promise.all([
    run(parts.glue, attempt) as Promise<Glue>,
    compile(),
  ]);
  await loaded.default({ module_or_path: module });
  loaded.onPanic((place) => {
    glue = undefined;
    glueHasPanicked.dispatchEvent(new CustomEvent("panic", { detail: place }));
  });
  return loaded;
}

async function compile(): Promise<WebAssembly.Module> {
  const response = await request(parts.wasm, cache);
  const type = response.headers.get("Content-Type");
  if (type === "application/wasm") {
    return WebAssembly.compileStreaming(response);
  }
  // It is the build's file, so it is WebAssembly whatever the server calls it.
  console.warn(
    `<challenges-widget>: ${response.url} came as ${type ?? "no type"}; let the server send .wasm files as application/wasm, which browsers start sooner`,
  );
  return WebAssembly.compile(await response.arrayBuffer());
}
