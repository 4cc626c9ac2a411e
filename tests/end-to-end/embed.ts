// The folder that shops serve, as its integrity.json lists it.

import { readFile } from "node:fs/promises";
import path from "node:path";

import { environmentVariable } from "./environment.ts";

export type Kind = "loader" | "styles" | "wasm" | "locale";

/** What is known of a file. */
export interface Listed {
  readonly kind: Kind;
  readonly integrity: string;
  readonly bytes: { readonly raw: number; readonly gzip: number; readonly brotli: number };
}

/** Where the folder is. */
export function embedFolder(): string {
  return path.join(environmentVariable("SITE_DIR"), "embed");
}

/** All files by their names. */
export async function embedFiles(): Promise<Readonly<Record<string, Listed>>> {
  const list = await readFile(path.join(embedFolder(), "integrity.json"), "utf8");
  return JSON.parse(list) as Record<string, Listed>;
}

/** The name of the one file of this kind. */
export async function embedFile(kind: Exclude<Kind, "locale">): Promise<string> {
  const files = Object.entries(await embedFiles());
  const found = files.find(([, listed]) => listed.kind === kind);
  if (!found) {
    throw new Error(`no ${kind} is listed in ${embedFolder()}/integrity.json`);
  }
  return found[0];
}
