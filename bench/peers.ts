// Building the peers as a shop would for production: one source, bundled once with
// React and once with Preact.

import path from "node:path";
import process from "node:process";

import { build } from "esbuild";

export const PEERS = ["react", "preact"] as const;

/** The scripts and style sheets of the peers, by the names under which pages load them. */
export async function bundlePeers(): Promise<Map<string, Uint8Array>> {
  const folder = path.join(process.cwd(), "bench", "peers");
  const preact = path.join(folder, "preact.ts");
  const files = new Map<string, Uint8Array>();
  for (const peer of PEERS) {
    const { outputFiles } = await build({
      entryPoints: { [peer]: path.join(folder, "main.tsx") },
      outdir: folder,
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
      target: "es2022",
      jsx: "automatic",
      jsxImportSource: peer,
      alias: peer === "preact" ? { react: preact, "react-dom/client": preact } : {},
      define: { "process.env.NODE_ENV": '"production"' },
      legalComments: "none",
      logLevel: "warning",
    });
    for (const file of outputFiles) {
      files.set(path.basename(file.path), file.contents);
    }
  }
  return files;
}
