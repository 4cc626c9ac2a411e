// The files of the build beside the loader. Each is used only if it is the one that the
// build made.

/** A file of the build. */
export interface Asset {
  /** Its URL, relative to the loader's. */
  readonly file: string;
  /** Its hash, as in `<script integrity>`. */
  readonly integrity: string;
}

interface Assets {
  readonly glue: Asset;
  readonly wasm: Asset;
  /** By language tag; English is built into the wasm. */
  readonly locales: Readonly<Record<string, Asset>>;
}

// The build replaces this name by the table: see bundle.mjs.
declare const ASSETS: Assets;
export const assets: Assets = ASSETS;

/** Requests a file, and checks that it is the one of the build. */
export async function request({ file, integrity }: Asset, cache: RequestCache): Promise<Response> {
  const url = new URL(file, import.meta.url);
  let response: Response;
  try {
    response = await fetch(url, { cache, integrity });
  } catch (cause) {
    throw new Error(unusable(url), { cause });
  }
  if (!response.ok) {
    throw new Error(`${url.href} answered ${response.status}`);
  }
  return response;
}

/**
 * Runs a file that is a module.
 *
 * `import()` does not check a hash. In Chromium and Firefox a preload does: it fails, or
 * leaves the module where `import()` takes it from. Safari preloads without checking, so
 * the file in the cache is checked there.
 *
 * @param attempt A query that makes the URL a new one. Browsers remember a module by its
 *   URL: one that failed to load, and one whose instance has panicked.
 */
export async function run(asset: Asset, attempt: string): Promise<unknown> {
  const module = { ...asset, file: asset.file + attempt };
  await preload(module);
  await request(module, "force-cache");
  return import(new URL(module.file, import.meta.url).href);
}

function preload({ file, integrity }: Asset): Promise<unknown> | undefined {
  const link = document.createElement("link");
  const rel = "modulepreload";
  if (!link.relList.supports(rel)) {
    return undefined;
  }
  const loaded = new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => reject(new Error(unusable(link)));
  });
  Object.assign(link, { rel, integrity, href: new URL(file, import.meta.url).href });
  document.head.append(link);
  return loaded.finally(() => link.remove());
}

function unusable({ href }: { readonly href: string }): string {
  return `${href} cannot be had, or is not of the loader’s build: serve all files of one build side by side`;
}
