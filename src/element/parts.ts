// The files of the build beside the loader, and getting each of them only as the
// build made it.

/** A file. */
export interface Part {
  /** Its address, seen from the loader's. */
  readonly file: string;
  /** What it must hash to, as in `<script integrity>`. */
  readonly integrity: string;
}

interface Parts {
  readonly glue: Part;
  readonly wasm: Part;
  /** By language tag; English is built into the wasm. */
  readonly locales: Readonly<Record<string, Part>>;
}

// The build puts the table here: see bundle.mjs.
declare const PARTS: Parts;
export const parts: Parts = PARTS;

/** A part's answer, once it is there and known to be the build's. */
export async function request({ file, integrity }: Part, cache: RequestCache): Promise<Response> {
  const address = new URL(file, import.meta.url);
  let response: Response;
  try {
    response = await fetch(address, { cache, integrity });
  } catch (cause) {
    throw new Error(unusable(address), { cause });
  }
  if (!response.ok) {
    throw new Error(`${address.href} answered ${response.status}`);
  }
  return response;
}

/**
 * Runs a part that is a module.
 *
 * `import()` cannot be told what to expect. In Chromium and Firefox a preload can:
 * it fails, or leaves the module where `import()` takes it from. Safari preloads
 * without looking at the hash: there, what lies in the cache is looked at.
 *
 * @param attempt Browsers remember a module by its address: one that could not be
 *   had, and one whose instance has panicked.
 */
export async function run(part: Part, attempt: string): Promise<unknown> {
  const again = { ...part, file: part.file + attempt };
  await preload(again);
  await request(again, "force-cache");
  return import(new URL(again.file, import.meta.url).href);
}

function preload({ file, integrity }: Part): Promise<unknown> | undefined {
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
