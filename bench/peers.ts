// Building the peers, as a shop would for production.

import path from "node:path";
import process from "node:process";

import { build } from "esbuild";

export const PEERS = ["react", "preact"] as const;

/** Their scripts and sheets, by the names under which pages load them. */
export async function bundlePeers(): Promise<Map<string, Uint8Array>> {
  const folder = path.join(process.cwd(), "bench", "peers");
  const files = new Map<string, Uint8Array>();
  for (const peer of PEERS) {
    const { outputFiles } = await build({
      entryPoints: { [peer]: path.join(folder, peer, "main.tsx") },
      outdir: folder,
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
      target: "es2022",
      jsx: "automatic",
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
