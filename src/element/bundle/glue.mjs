// Which parts of wasm-bindgen's script go into the glue.

import { readFile } from "node:fs/promises";
import path from "node:path";

import { build } from "esbuild";

/** The exports of src/element.rs: its function, and the class of what that returns. */
const OWN_EXPORTS = ["Instance", "open"];

/** The exports that wasm-bindgen adds: two functions to start, which are not used. */
const ADDED_EXPORTS = ["default", "initSync"];

/**
 * What these two functions call: one makes the object of imports, the other takes the
 * instance. wasm-bindgen does not export them. When it renames them, esbuild reports that
 * they do not exist.
 */
const INTERNALS = "__wbg_get_imports, __wbg_finalize_init";

/**
 * esbuild's options for the glue, which has nothing but what glue-module.d.ts describes: it
 * sets the variable `glue` around it.
 *
 * wasm-bindgen's own `default` also starts from a URL, a response or bytes, and warns old
 * callers: about 450 bytes, compressed with brotli. The loader has a compiled module.
 *
 * @param {string} script what wasm-bindgen wrote
 * @returns {Promise<import("esbuild").BuildOptions>}
 */
export async function glueEntry(script) {
  await refuseOtherExports(script);
  const glue = JSON.stringify(script);
  return {
    stdin: {
      contents: `
        import { ${INTERNALS}, open } from ${glue};
        async function instantiate(module, watched) {
          const { exports } = await WebAssembly.instantiate(module, __wbg_get_imports());
          __wbg_finalize_init({ exports: watched(exports) }, module);
        }
        glue = [instantiate, open];`,
      resolveDir: path.dirname(script),
    },
    plugins: [withInternals],
    format: "iife",
    // Only a function uses it that is left out.
    define: { "import.meta.url": "undefined" },
  };
}

/**
 * Lets the loader import the glue as a function. Each call makes a new instance with
 * variables of its own: after a panic, nothing of the old instance may reach the new one.
 *
 * @param {string} script the bundled glue
 * @returns {import("esbuild").Plugin}
 */
export function glueAsFunction(script) {
  const name = "glue";
  return {
    name: "glue as a function",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: name }));
      onLoad({ filter: /^/, namespace: name }, () => ({
        contents: `export default () => { let glue; ${script} return glue; }`,
      }));
    },
  };
}

/**
 * Fails when a dependency exports something to JavaScript. Nobody calls it, yet it stays
 * in the wasm together with everything that it calls.
 *
 * @param {string} script
 */
async function refuseOtherExports(script) {
  const { metafile } = await build({
    entryPoints: [script],
    outdir: path.dirname(script),
    bundle: true,
    format: "esm",
    metafile: true,
    write: false,
  });
  const exported = Object.values(metafile.outputs).flatMap((output) => output.exports);
  const others = exported.filter((name) => !OWN_EXPORTS.includes(name) && !ADDED_EXPORTS.includes(name));
  if (others.length > 0) {
    throw new Error(
      `${others.join(", ")}: exported to JavaScript by Rust, and called by nobody. ` +
        "Replace the dependency it comes from, as crates/wasm-streams does, " +
        "or add to OWN_EXPORTS in src/element/bundle/glue.mjs what the loader calls",
    );
  }
}

/**
 * Makes wasm-bindgen's script export its internals.
 *
 * @type {import("esbuild").Plugin}
 */
const withInternals = {
  name: "internals of the glue",
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, async ({ path: script }) => ({
      contents: `${await readFile(script, "utf8")}\nexport { ${INTERNALS} };`,
    }));
  },
};
