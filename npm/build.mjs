// Makes the npm package of what `cargo xtask dist` has built, for `cargo xtask package`.
//
// Usage: node npm/build.mjs SITE FOLDER VERSION
// SITE is the folder that Trunk has built, and FOLDER the one that becomes the package.

import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

import { customElements, htmlData, webTypes } from "./build/manifests.mjs";
import { readReference } from "./build/reference.mjs";
import { elementTypes } from "./build/types.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const [site, folder, version] = process.argv.slice(2);
if (!site || !folder || !version) {
  throw new Error("usage: node npm/build.mjs SITE FOLDER VERSION");
}

const reference = await readReference(path.join(root, "docs", "reference.md"));

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
await cp(path.join(here, "files"), folder, { recursive: true });
await cp(path.join(site, "embed"), path.join(folder, "embed"), { recursive: true });
await cp(path.join(site, "package"), folder, { recursive: true });
for (const file of ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"]) {
  await cp(path.join(root, file), path.join(folder, file));
}

await write("element.d.ts", elementTypes(reference));
await writeJson("custom-elements.json", customElements(reference));
await writeJson("web-types.json", webTypes(reference, version));
await writeJson("vscode.html-custom-data.json", htmlData(reference));
const { name, ...manifest } = JSON.parse(await readFile(path.join(here, "files", "package.json"), "utf8"));
await writeJson("package.json", { name, version, ...manifest });

function write(file, text) {
  return writeFile(path.join(folder, file), text);
}

function writeJson(file, value) {
  return write(file, `${JSON.stringify(value, null, 2)}\n`);
}
