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
  readonly wasm: Asset;
  /** By language tag; English is built into the wasm. */
  readonly locales: Readonly<Record<string, Asset>>;
}

// The build replaces this name by the table: see bundle.mjs.
declare const ASSETS: Assets;
export const assets: Assets = ASSETS;

/** How long a file may take, in milliseconds, with all attempts. */
const LIMIT = 60_000;
/**
 * The pauses before the second and the third attempt, in milliseconds. A browser cancels
 * requests when the shopper follows a link, even if the page stays because the link is a
 * download.
 */
const PAUSES = [300, 1_500];

/**
 * Downloads a file, checks that it is the one of the build, and reads it. A file that did
 * not come is requested again, past the cache: the content of the cache may be the cause.
 *
 * @param read Reads the answer. It may be called again when the connection breaks.
 */
export async function load<T>({ file, integrity }: Asset, read: (response: Response) => Promise<T>): Promise<T> {
  const url = new URL(file, import.meta.url);
  const signal = AbortSignal.timeout(LIMIT);
  for (let attempt = 0; ; attempt += 1) {
    try {
      const response = await fetch(url, {
        cache: attempt ? "reload" : "default",
        integrity,
        // The page around the widget comes first.
        priority: "low",
        signal,
      });
      if (!response.ok) {
        throw new Error(`${url.href} answered ${response.status}`);
      }
      return await read(response);
    } catch (cause) {
      // Any other error is not of the network, and would come again.
      const isOfNetwork = cause instanceof TypeError || cause instanceof DOMException;
      const pause = PAUSES[attempt];
      if (!isOfNetwork) {
        throw cause;
      }
      if (!pause || signal.aborted) {
        throw new Error(
          `${url.href} cannot be had, or is not of the loader’s build: serve all files of one build side by side`,
          { cause },
        );
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
