// npm packages that only one step of the tests needs: each such step has a tree of its own.

import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";

/** The folder of a tree, which is below `tests`. */
export function treeOf(name: "lighthouse" | "package"): string {
  return path.join(process.cwd(), "tests", name);
}

/** A package of a tree. It is installed for one step alone, so its types are not there. */
export async function load<Package>(tree: Parameters<typeof treeOf>[0], name: string): Promise<Package> {
  const require = createRequire(path.join(treeOf(tree), "package.json"));
  return (await import(pathToFileURL(require.resolve(name)).href)) as Package;
}
