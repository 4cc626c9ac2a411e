// The loader as a module of the npm package, for the bundlers of shops.
//
// Bundlers move modules, and cannot follow a URL that a script puts together. So the table of
// files is a module of its own that is not minified, in which each URL is one that bundlers
// recognise: they then emit the file beside the shop's own, byte for byte, and its hash holds.

import { readFile } from "node:fs/promises";

/** The module with the table, beside the loader's. */
export const TABLE = "assets.js";

/** The end of loader.ts. A script that a page includes defines the element by itself. */
const DEFINITION = "\ndefine();\n";

/** How the loader's module begins. `ASSETS` is what it imports. */
export const IMPORT_OF_TABLE = `import { ASSETS } from "./${TABLE}";`;

/** What esbuild replaces in it: the URLs of the table are absolute, or paths on the page's origin (Turbopack). */
export const MODULE = { "import.meta.url": "location.href" };

/**
 * Makes the loader export what it otherwise does.
 *
 * @type {import("esbuild").Plugin}
 */
export const exportsInsteadOfDefining = {
  name: "exports instead of defining",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]loader\.ts$/ }, async ({ path: file }) => {
      const code = await readFile(file, "utf8");
      if (!code.endsWith(DEFINITION)) {
        throw new Error(`${file} does not end with \`${DEFINITION.trim()}\`, which the npm package leaves out`);
      }
      const contents = code.replace(DEFINITION, "\nexport { ChallengesWidgetElement, define };\n");
      return { contents, loader: "ts" };
    });
  },
};

/**
 * The table `ASSETS` of assets.ts as a module.
 *
 * @param {{ wasm: Asset, locales: Record<string, Asset> }} assets
 * @typedef {{ file: string, integrity: string }} Asset
 */
export function tableOf({ wasm, locales }) {
  const rows = Object.entries(locales).map(([tag, locale]) => `    ${JSON.stringify(tag)}: ${row(locale)},\n`);
  return `// The files of the embed folder. They are requested as the bundler has emitted them, or from
// the address that the shop has set.

let base;

/** Takes the files from this address, where the shop serves the embed folder. */
export function setAssetBase(url) {
  base = url;
}

function asset(file, integrity, emitted) {
  return {
    get file() {
      // Servers have no document, and ask for no file.
      return base ? new URL(file, new URL(\`\${base}/\`.replace(/\\/+$/, "/"), document.baseURI)).href : emitted();
    },
    integrity,
  };
}

export const ASSETS = {
  wasm: ${row(wasm)},
  locales: {
${rows.join("")}  },
};
`;
}

/**
 * One file. Vite would put a small file into the script, as a URL that a strict policy does
 * not allow: `no-inline` tells it not to.
 *
 * @param {Asset} asset
 */
function row({ file, integrity }) {
  const query = file.endsWith(".json") ? "?no-inline" : "";
  const url = `new URL("./embed/${file}${query}", import.meta.url).href`;
  return `asset("${file}", "${integrity}", () => ${url})`;
}
