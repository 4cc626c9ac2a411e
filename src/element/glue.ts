// The WebAssembly, started by the glue of wasm-bindgen. All elements of a page share them.
//
// The build puts the glue into the loader, so that the hash which a page names for the
// loader is also that of the glue, and nothing else can run in its place.

import glue from "glue";
import { assets, load } from "./assets";
import type { Locale } from "./locale";

/** What the data of an element come from. */
export interface Source {
  readonly proxy: string;
  /** The language tag of the page around the element. */
  readonly page: string;
  /** The answers from which the server-rendered cards in the root were made, as JSON. */
  readonly answers: readonly [string, string] | undefined;
  readonly challenges: Promise<Response>;
  readonly definitions: Promise<Response>;
}

/** The widget of an element. Freeing it ends everything that it has started. */
export interface Instance {
  /** Mounts it in a root. It shows nothing before. */
  mount(root: HTMLElement, attributes: readonly (readonly [string, string | null])[], locale: Locale): void;
  /** Settles when no request is pending any more, or when the widget is freed. */
  refresh(): Promise<void>;
  setAttribute(name: string, value: string | undefined): void;
  setLocale(locale: Locale): void;
  free(): void;
}

/** Opens a widget with its data. */
export type Open = (source: Source) => Instance;

/**
 * Dispatches `panic` when the module has panicked, with the error as its detail. Nothing in
 * the module may be called after that.
 */
export const panics = new EventTarget();

/** Empty before the first element, after a failed download, and after a panic. */
let loading: Promise<Open> | undefined;

/** The module, which is downloaded once. */
export function loadModule(): Promise<Open> {
  loading ??= start().catch((reason: unknown) => {
    loading = undefined;
    throw reason;
  });
  return loading;
}

async function start(): Promise<Open> {
  const [instantiate, open] = glue<Open>();
  await instantiate(await load(assets.wasm, compile), watched);
  return open;
}

/**
 * The exports of a module, in a form that tells of its panic. Rust ends a panic with a trap,
 * which becomes an error of the export that was called.
 */
function watched(exports: WebAssembly.Exports): WebAssembly.Exports {
  let hasPanicked = false;
  const call = (exported: (...values: unknown[]) => unknown, values: unknown[]): unknown => {
    try {
      return exported(...values);
    } catch (error) {
      // One export may have called another one, by way of JavaScript.
      if (error instanceof WebAssembly.RuntimeError && !hasPanicked) {
        hasPanicked = true;
        loading = undefined;
        panics.dispatchEvent(new CustomEvent("panic", { detail: error }));
      }
      throw error;
    }
  };
  return Object.fromEntries(
    Object.entries(exports).map(([name, value]) => [
      name,
      typeof value === "function" ? (...values: unknown[]) => call(value as never, values) : value,
    ]),
  );
}

function compile(response: Response): Promise<WebAssembly.Module> {
  const type = response.headers.get("Content-Type");
  if (type === "application/wasm") {
    return WebAssembly.compileStreaming(response);
  }
  // Its hash was checked, so it is WebAssembly whatever type the server gives.
  console.warn(
    `<challenges-widget>: ${response.url} came as ${type ?? "no type"}: browsers start it sooner as application/wasm`,
  );
  return response.arrayBuffer().then((bytes) => WebAssembly.compile(bytes));
}
