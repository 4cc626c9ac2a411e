// Making the WebAssembly small, with wasm-opt.

import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { promisify } from "node:util";

/** The features that rustc's output uses. `--all-features` makes files that browsers refuse. */
const FEATURES = [
  "--enable-bulk-memory",
  "--enable-nontrapping-float-to-int",
  "--enable-sign-ext",
  "--enable-mutable-globals",
  "--enable-reference-types",
  "--enable-multivalue",
];

/**
 * The passes after which the module is smallest once it is compressed with brotli: `-Oz`,
 * `--converge` and `--gufa` do not make it smaller than this.
 */
const PASSES = [
  // An address and a small number added to it become one instruction. That is right as
  // long as the sum never wraps around to the first 1,024 bytes. Nothing is there: the
  // data begins above them, and the stack, which Rust puts below the data, reaches them
  // only when it overflows.
  "--low-memory-unused",
  // Twice, because the second run finds more to do.
  "-Os",
  "-Os",
  // The names of the compiler and of the features, which no browser reads.
  "--strip-producers",
  "--strip-target-features",
  // The names of imports and exports contain hashes, which cannot be compressed. They
  // become one or two letters, and wasm-opt prints which.
  "--minify-imports-and-exports-and-modules",
];

/**
 * The module after wasm-opt, and the short names of its imports and exports.
 *
 * @param {string} file
 * @param {string} symbols the file to be written, which says what each function is called:
 *   the module itself does not
 * @returns {Promise<{ wasm: Buffer, shortNames: Record<string, string> }>}
 */
export async function optimized(file, symbols) {
  const manifest = createRequire(import.meta.url).resolve("binaryen/package.json");
  const wasmOpt = path.join(path.dirname(manifest), "bin", "wasm-opt");
  const smaller = `${file}.small`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [wasmOpt, ...FEATURES, ...PASSES, `--symbolmap=${symbols}`, file, "--output", smaller],
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
