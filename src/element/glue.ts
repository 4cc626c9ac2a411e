// The WebAssembly and the glue of wasm-bindgen around it. All elements of a page share
// them.

import { assets, request, run } from "./assets";
import type { Locale } from "./locale";

/** What src/element.rs exports. */
export interface Glue {
  default(input: { module_or_path: WebAssembly.Module }): Promise<unknown>;
  mount(root: HTMLElement, start: Start): Mounted;
  onPanic(callback: (location: string | null) => void): void;
}

/** What an element starts with. */
export interface Start {
  readonly proxy: string;
  readonly attributes: readonly (readonly [string, string | null])[];
  readonly locale: Locale;
  /** The answers from which the server-rendered cards in the root were made. */
  readonly answers: readonly [unknown, unknown] | undefined;
  readonly challenges: Promise<Response>;
  readonly definitions: Promise<Response>;
}

/** A mounted widget. Freeing it ends everything that it has started. */
export interface Mounted {
  refresh(): void;
  setAttribute(name: string, value: string | undefined): void;
  setLocale(locale: Locale): void;
  free(): void;
}

/**
 * Dispatches `panic` when the module has panicked. Nothing in it may be called after
 * that.
 */
export const panics = new EventTarget();

/** Empty before the first element, and again after a failed download. */
let glue: Promise<Glue> | undefined;
let attempts = 0;
/** After a failed download the cache is not used: its content may be the cause. */
let cache: RequestCache = "default";

/** The module, which is downloaded once. */
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
    run(assets.glue, attempt) as Promise<Glue>,
    compile(),
  ]);
  await loaded.default({ module_or_path: module });
  loaded.onPanic((location) => {
    glue = undefined;
    panics.dispatchEvent(new CustomEvent("panic", { detail: location }));
  });
  return loaded;
}

async function compile(): Promise<WebAssembly.Module> {
  const response = await request(assets.wasm, cache);
  const type = response.headers.get("Content-Type");
  if (type === "application/wasm") {
    return WebAssembly.compileStreaming(response);
  }
  // Its hash was checked, so it is WebAssembly whatever type the server gives.
  console.warn(
    `<challenges-widget>: ${response.url} came as ${type ?? "no type"}; let the server send .wasm files as application/wasm, which browsers start sooner`,
  );
  return WebAssembly.compile(await response.arrayBuffer());
}
