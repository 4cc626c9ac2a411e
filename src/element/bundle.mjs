// Trunk's last step (a `post_build` hook): makes `embed`, the folder that shops
// serve, from what Trunk has built.
//
// The loader keeps its name, because the page of a shop names it. At bundling time it is
// told what the other files are called, each after its content, and what their hashes
// are: what was tested is what ships.
//
// A release also gets `package`, the same loader as a module for the npm package.
//
// Trunk sets environment variables that say where it builds, and for which profile.

import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { EmbedFolder } from "./bundle/embed-folder.mjs";
import { glueAsFunction, glueEntry } from "./bundle/glue.mjs";
import { IMPORT_OF_TABLE, MODULE, TABLE, exportsInsteadOfDefining, tableOf } from "./bundle/package.mjs";
import { optimized } from "./bundle/wasm.mjs";

/** The syntax that every browser understands which can run the wasm. */
const TARGET = "es2022";

/** The name of the package, after which Trunk names the files of wasm-bindgen. */
const PACKAGE = "challenges-widget";
/** The name of the crate, for these files: the loader has that of the package. */
const CRATE = "challenges_widget";

/** Where the version stands in the workspace's manifest. */
const VERSION_IN_MANIFEST = /^version = "(.+)"$/m;

const here = path.dirname(fileURLToPath(import.meta.url));
const isRelease = environmentVariable("TRUNK_PROFILE") === "release";
const site = environmentVariable("TRUNK_STAGING_DIR");

/**
 * Turns `import styles from "….css"` into a string: the sheet with everything it imports,
 * for `CSSStyleSheet.replaceSync`.
 *
 * @type {import("esbuild").Plugin}
 */
const stylesAsText = {
  name: "styles as text",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path: entry }) => ({
      contents: await bundled({ entryPoints: [entry] }),
      loader: "text",
    }));
  },
};

const version = await versionOfProject();
const definedVersion = { VERSION: JSON.stringify(version) };
/** The first line of the files whose names do not change with their content. */
const banner = `/*! ${PACKAGE} ${version} */`;

const embed = new EmbedFolder(path.join(site, "embed"));
const { wasm, glue } = await takeFromTrunk();
const assets = {
  wasm: await embed.addHashed("wasm", `${CRATE}_bg.wasm`, wasm),
  locales: await addLocales(),
};
await embed.add("loader", `${PACKAGE}.js`, await bundledLoader(assets, glue));
await embed.add("styles", `${PACKAGE}.css`, await bundledStyles());
if (isRelease) {
  await embed.pack();
  await addModule(path.join(site, "package"));
}

/** Takes the files of wasm-bindgen from the site's folder. In a release they get small. */
async function takeFromTrunk() {
  const script = path.join(site, `${PACKAGE}.js`);
  const module = path.join(site, `${PACKAGE}_bg.wasm`);
  const { wasm, shortNames } = isRelease
    ? await optimized(module, path.join(site, "symbols.txt"))
    : { wasm: await readFile(module), shortNames: {} };
  const glue = await bundledGlue(script, shortNames);
  await rm(script);
  await rm(module);
  return { wasm, glue };
}

/**
 * The glue without unused parts. Every property with the name of an export of the wasm
 * gets its short name, so no export may have the name of a property of the DOM.
 *
 * @param {string} script the file of wasm-bindgen
 * @param {Record<string, string>} shortNames of the imports and exports of the wasm
 */
async function bundledGlue(script, shortNames) {
  const names = Object.keys(shortNames).map((name) => name.replace(/[^\w]/g, "\\$&"));
  const renaming = names.length > 0 && {
    mangleProps: new RegExp(`^(?:${names.join("|")})$`),
    mangleCache: shortNames,
    mangleQuoted: true,
  };
  return bundled({
    ...(await glueEntry(script)),
    ...renaming,
  });
}

/** The locale files by their tags. English is built into the wasm. */
async function addLocales() {
  const folder = path.join(here, "..", "..", "locales");
  const files = await readdir(folder);
  const added = {};
  for (const file of files.filter((file) => file !== "en.json").toSorted()) {
    const texts = JSON.parse(await readFile(path.join(folder, file), "utf8"));
    const tag = path.basename(file, ".json");
    added[tag] = await embed.addHashed("locale", `locales/${file}`, JSON.stringify(texts));
  }
  return added;
}

/**
 * The loader with the glue in it.
 *
 * @param {object} assets the table `ASSETS` of assets.ts
 * @param {string} glue
 */
function bundledLoader(assets, glue) {
  return bundled({
    entryPoints: [path.join(here, "loader.ts")],
    sourcemap: isRelease ? false : "inline",
    define: { ...definedVersion, ASSETS: JSON.stringify(assets) },
    banner: { js: banner },
    plugins: [stylesAsText, glueAsFunction(glue)],
  });
}

/** Adds the loader for bundlers, with the table of the files. */
async function addModule(folder) {
  const module = await bundled({
    define: { ...definedVersion, ...MODULE },
    banner: { js: `${banner}\n${IMPORT_OF_TABLE}` },
    entryPoints: [path.join(here, "loader.ts")],
    plugins: [stylesAsText, glueAsFunction(glue), exportsInsteadOfDefining],
  });
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "loader.js"), module);
  await writeFile(path.join(folder, TABLE), tableOf(assets));
}

/** The loader's sheet as a file, for pages with server-rendered cards. */
function bundledStyles() {
  return bundled({
    entryPoints: [path.join(here, "..", "..", "style", "widget.css")],
    banner: { css: banner },
  });
}

/**
 * One file, as these options describe it.
 *
 * @param {import("esbuild").BuildOptions} options
 */
async function bundled(options) {
  const { outputFiles } = await build({
    bundle: true,
    format: "esm",
    target: TARGET,
    minify: isRelease,
    legalComments: "none",
    outdir: site,
    write: false,
    logLevel: "warning",
    ...options,
  });
  return outputFiles[0].text;
}

/** The version that all parts of the project have. */
async function versionOfProject() {
  const manifest = await readFile(path.join(here, "..", "..", "Cargo.toml"), "utf8");
  const [, version] = VERSION_IN_MANIFEST.exec(manifest) ?? [];
  if (!version) {
    throw new Error("Cargo.toml does not say the version of the workspace");
  }
  return version;
}

function environmentVariable(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: Trunk runs this script, as in \`trunk build\``);
  }
  return value;
}
