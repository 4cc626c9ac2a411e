// What of wasm-bindgen's script goes into the glue.

import { readFile } from "node:fs/promises";
import path from "node:path";

import { build } from "esbuild";

/** What src/element.rs exports. A class goes along with what returns it. */
const OURS = ["Mounted", "mount", "onPanic"];

/** What wasm-bindgen exports of itself: two ways to start, neither of them taken. */
const STARTS = ["default", "initSync"];

/**
 * What both ways are made of: the functions that the wasm imports, and what is to be
 * done with the instance. wasm-bindgen keeps them to itself. When they get other
 * names, esbuild says that they are not there.
 */
const INSIDES = "__wbg_get_imports, __wbg_finalize_init";

/**
 * esbuild's options for the glue, with no more in it than the interface `Glue` of
 * glue.ts.
 *
 * wasm-bindgen's own `default` can start from an address, a response or bytes as well
 * and has words for old callers, about 450 bytes as brotli packs them. The loader
 * has a compiled module. Like wasm-bindgen's, this one starts it once, and gives
 * whoever asks again what the module exports.
 *
 * @param {string} script what wasm-bindgen wrote
 * @returns {Promise<import("esbuild").BuildOptions>}
 */
export async function glueEntry(script) {
  await refuseStrangers(script);
  const glue = JSON.stringify(script);
  return {
    stdin: {
      contents: `
        import { ${INSIDES} } from ${glue};
        export { mount, onPanic } from ${glue};
        let started;
        export default (input) => (started ??= start(input.module_or_path));
        async function start(module) {
          return __wbg_finalize_init(await WebAssembly.instantiate(module, __wbg_get_imports()), module);
        }`,
      resolveDir: path.dirname(script),
    },
    plugins: [withInsides],
  };
}

/**
 * What a dependency exports to JavaScript, nobody calls, yet it stays in the wasm with
 * all that it reaches: so it is found out here.
 *
 * @param {string} script
 */
async function refuseStrangers(script) {
  const { metafile } = await build({
    entryPoints: [script],
    outdir: path.dirname(script),
    bundle: true,
    format: "esm",
    metafile: true,
    write: false,
  });
  const exported = Object.values(metafile.outputs).flatMap((output) => output.exports);
  const strangers = exported.filter((name) => !OURS.includes(name) && !STARTS.includes(name));
  if (strangers.length > 0) {
    throw new Error(
      `${strangers.join(", ")}: exported to JavaScript by Rust, and called by nobody. ` +
        "Replace the dependency it comes from, as crates/wasm-streams does, " +
        "or name in src/element/bundle/glue.mjs what the loader has come to call",
    );
  }
}

/**
 * Makes wasm-bindgen's script export its insides.
 *
 * @type {import("esbuild").Plugin}
 */
const withInsides = {
  name: "insides of the glue",
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, async ({ path: script }) => ({
      contents: `${await readFile(script, "utf8")}\nexport { ${INSIDES} };`,
    }));
  },
};
