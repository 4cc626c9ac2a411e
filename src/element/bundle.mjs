// Trunk's last step (a `post_build` hook): puts the element's loader, with the
// styles in it, beside what Trunk built, and makes the JavaScript small in a
// release.
//
// Trunk tells by environment variables where it builds and for which profile.

import { cp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

import { build, transform } from "esbuild";

/** The syntax that browsers able to run the wasm understand. */
const TARGET = "es2022";

/**
 * Trunk names what wasm-bindgen makes after the package. That name is the
 * loader's, the file that shops include, so the others get the crate's.
 */
const PACKAGE = "challenges-widget";
const CRATE = "challenges_widget";

const folder = path.dirname(fileURLToPath(import.meta.url));
const isRelease = environmentVariable("TRUNK_PROFILE") === "release";
const site = environmentVariable("TRUNK_STAGING_DIR");

/**
 * Makes `import styles from "….css"` a string: the sheet with all it imports in
 * one text, as `CSSStyleSheet.replaceSync` wants it.
 *
 * @type {import("esbuild").Plugin}
 */
const stylesAsText = {
  name: "styles as text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path: entry }) => {
      const { outputFiles } = await build({
        entryPoints: [entry],
        bundle: true,
        minify: isRelease,
        write: false,
        logLevel: "warning",
      });
      return { contents: outputFiles[0].text, loader: "text" };
    });
  },
};

await moveGlue();
await bundleLoader(await copyLocales());

/** Renames glue and wasm, and makes the glue small. */
async function moveGlue() {
  const built = path.join(site, `${PACKAGE}.js`);
  const glue = await readFile(built, "utf8");
  const renamed = glue.replaceAll(`${PACKAGE}_bg.wasm`, `${CRATE}_bg.wasm`);
  if (renamed === glue) {
    throw new Error(`${built} does not mention ${PACKAGE}_bg.wasm: is it wasm-bindgen's glue?`);
  }
  await writeFile(path.join(site, `${CRATE}.js`), await minified(renamed));
  await rm(built);
  await rename(
    path.join(site, `${PACKAGE}_bg.wasm`),
    path.join(site, `${CRATE}_bg.wasm`),
  );
}

async function minified(script) {
  if (!isRelease) {
    return script;
  }
  const { code } = await transform(script, {
    format: "esm",
    target: TARGET,
    minify: true,
    legalComments: "none",
  });
  return code;
}

/** Puts the languages' files beside the loader, and gives back their tags. */
async function copyLocales() {
  const locales = path.join(folder, "..", "..", "locales");
  await cp(locales, path.join(site, "locales"), { recursive: true });
  const files = await readdir(locales);
  return files.map((file) => path.basename(file, ".json")).toSorted();
}

/** @param {readonly string[]} locales the tags of all languages */
async function bundleLoader(locales) {
  await build({
    entryPoints: [path.join(folder, "loader.ts")],
    outfile: path.join(site, `${PACKAGE}.js`),
    bundle: true,
    format: "esm",
    target: TARGET,
    minify: isRelease,
    sourcemap: isRelease ? false : "inline",
    // Imported by the browser, beside this file.
    external: [`./${CRATE}.js`],
    define: { LOCALES: JSON.stringify(locales) },
    plugins: [stylesAsText],
    logLevel: "warning",
  });
}

function environmentVariable(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: this script is run by Trunk, as in \`trunk build\``);
  }
  return value;
}
