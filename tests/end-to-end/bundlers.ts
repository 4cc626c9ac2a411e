// The bundlers of shops. Each builds the page in tests/package/shop, and serves it together
// with what it needs of the demo.

import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { load } from "./separate-packages.ts";

/** A page that a bundler has built, at this address. */
export interface ServedPage {
  readonly address: string;
  close(): Promise<void>;
}

/** Builds the page of this folder, and serves it with the demo that is at `demo`. */
export type Bundler = (folder: string, demo: string) => Promise<ServedPage>;

/** What is used of Vite, the server of which also serves what the other bundlers have built. */
interface Vite {
  build(options: ViteOptions): Promise<unknown>;
  createServer(options: ViteOptions): Promise<ViteServer & { listen(): Promise<unknown> }>;
  preview(options: ViteOptions): Promise<ViteServer>;
}

interface ViteServer {
  readonly resolvedUrls: { readonly local: readonly string[] } | null;
  close(): Promise<void>;
}

type ViteOptions = Readonly<Record<string, unknown>>;

type Webpack = (
  options: Readonly<Record<string, unknown>>,
  callback: (error: Error | null, result?: WebpackResult) => void,
) => { close(callback: () => void): void };

interface WebpackResult {
  hasErrors(): boolean;
  hasWarnings(): boolean;
  toString(): string;
}

interface Esbuild {
  build(options: Readonly<Record<string, unknown>>): Promise<unknown>;
}

export const BUNDLERS: Readonly<Record<string, Bundler>> = {
  "Vite's development server": async (folder, demo) => {
    const { createServer } = await load<Vite>("package", "vite");
    const server = await createServer(viteOptions(folder, demo));
    await server.listen();
    return served(server);
  },
  "Vite's build": async (folder, demo) => {
    const { build } = await load<Vite>("package", "vite");
    await build({ ...viteOptions(folder, demo), build: { outDir: outputOf("vite") } });
    return preview(folder, demo, outputOf("vite"));
  },
  webpack: async (folder, demo) => {
    const { default: webpack } = await load<{ default: Webpack }>("package", "webpack");
    const output = path.join(folder, outputOf("webpack"));
    await new Promise<void>((resolve, reject) => {
      const compiler = webpack(
        { mode: "production", context: folder, entry: "./main.js", output: { path: output } },
        (error, result) => {
          const isClean = result && !result.hasErrors() && !result.hasWarnings();
          compiler.close(() => (isClean ? resolve() : reject(error ?? new Error(result?.toString()))));
        },
      );
    });
    // webpack makes a script that is no module.
    const page = await readFile(path.join(folder, "index.html"), "utf8");
    await writeFile(path.join(output, "index.html"), page.replace('type="module"', "defer"));
    return preview(folder, demo, outputOf("webpack"));
  },
  "esbuild, beside a copy of the files": async (folder, demo) => {
    const { build } = await load<Esbuild>("package", "esbuild");
    const output = path.join(folder, outputOf("esbuild"));
    await mkdir(output, { recursive: true });
    await build({
      absWorkingDir: folder,
      entryPoints: ["main-with-base.js"],
      outfile: path.join(output, "main.js"),
      bundle: true,
      minify: true,
      format: "esm",
    });
    await copyFile(path.join(folder, "index.html"), path.join(output, "index.html"));
    await copyWidget(folder, path.join(output, "widget"));
    return preview(folder, demo, outputOf("esbuild"));
  },
};

/** Copies the widget's files as the package's command does. */
export function copyWidget(folder: string, target: string): Promise<unknown> {
  return promisify(execFile)("npx", ["--no-install", "challenges-widget", "copy", target], { cwd: folder });
}

/** Where a bundler writes, which Vite's development server does not take for pages of the shop. */
function outputOf(bundler: string): string {
  return path.join("dist", bundler);
}

async function preview(folder: string, demo: string, output: string): Promise<ServedPage> {
  const vite = await load<Vite>("package", "vite");
  return served(await vite.preview({ ...viteOptions(folder, demo), build: { outDir: output } }));
}

function viteOptions(folder: string, demo: string): ViteOptions {
  // The demo refuses what does not seem to come from its own pages: it has to see the same host
  // as the browser.
  const target = { target: demo, changeOrigin: false };
  const server = { host: "127.0.0.1", port: 0, proxy: { "/api": target, "/gallery": target } };
  return { root: folder, configFile: false, logLevel: "error", server, preview: server };
}

function served(server: ViteServer): ServedPage {
  const [address] = server.resolvedUrls?.local ?? [];
  if (!address) {
    throw new Error("Vite does not say where it listens");
  }
  return { address, close: () => server.close() };
}
