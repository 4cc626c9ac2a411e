// The scripts of pages of React, bundled for the browser.

import path from "node:path";
import process from "node:process";

import { build } from "esbuild";

/** A script of this folder. Only React's development build reports mistakes. */
export async function clientScript(entry: string, mode: "development" | "production"): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(process.cwd(), "tests", "end-to-end", "react", entry)],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    define: { "process.env.NODE_ENV": JSON.stringify(mode) },
    logLevel: "warning",
  });
  return outputFiles[0]?.text ?? "";
}
