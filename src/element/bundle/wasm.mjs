// Making the WebAssembly small.

import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { promisify } from "node:util";

/** What rustc's output uses. `--all-features` makes files that browsers refuse. */
const FEATURES = [
  "--enable-bulk-memory",
  "--enable-nontrapping-float-to-int",
  "--enable-sign-ext",
  "--enable-mutable-globals",
  "--enable-reference-types",
  "--enable-multivalue",
];

/**
 * What wasm-opt may count on, and where the module ends up smallest once brotli has
 * packed it: `-Oz`, `--converge` and `--gufa` make it no smaller than this.
 */
const PASSES = [
  // An address and the small number added to it become one instruction, right as
  // long as the sum never wraps around to the first 1,024 bytes. Nothing is there:
  // data begins above them, and the stack, which Rust puts below the data, reaches
  // down to them only as it overflows.
  "--low-memory-unused",
  // Twice: what the first pass leaves gives the second something to do.
  "-Os",
  "-Os",
  // Which compiler it was, and which features it used: no browser reads either.
  "--strip-producers",
  "--strip-target-features",
  // The names by which wasm and glue find each other hold a hash each, which no
  // compression makes smaller: they become one or two letters, and wasm-opt prints
  // which.
  "--minify-imports-and-exports-and-modules",
];

/**
 * The module as small as wasm-opt makes it, and the short names that it gave to
 * what the module imports and exports.
 *
 * @param {string} file
 * @returns {Promise<{ wasm: Buffer, shortNames: Record<string, string> }>}
 */
export async function optimized(file) {
  const manifest = createRequire(import.meta.url).resolve("binaryen/package.json");
  const wasmOpt = path.join(path.dirname(manifest), "bin", "wasm-opt");
  const smaller = `${file}.small`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [wasmOpt, ...FEATURES, ...PASSES, file, "--output", smaller],
    { maxBuffer: 1 << 24 },
  );
  const wasm = await readFile(smaller);
  await rm(smaller);
  return { wasm, shortNames: read(stdout) };
}

/** Each name is listed as `[module, name, short name]`, an export without module. */
function read(mapping) {
  /** @type {{ imports: [string, string, string][], exports: [string, string][] }} */
  const { imports, exports } = JSON.parse(mapping);
  const names = Object.fromEntries([...imports.map(([, ...names]) => names), ...exports]);
  const module = imports[0]?.[0];
  // The glue gives one object of imports, which the pass calls `a`.
  return module ? { ...names, [module]: "a" } : names;
}
