// Recipes in frameworks, built as their READMEs say, in a folder that has what npm has installed.

import { execFile } from "node:child_process";
import { cp, readdir, rm } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { promisify } from "node:util";

import { environmentVariable } from "./environment.ts";
import { EXAMPLES, isOfRecipe } from "./recipe-shop.ts";

/** The Node that frameworks are built and started with: they need a newer one than the tests. */
export const NODE = environmentVariable("RECIPES_NODE");

/** What a recipe is told. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Builds this recipe for production, with the npm package in it. Returns its folder.
 *
 * @param options Given to the command that builds.
 */
export async function build(recipe: string, environment: Environment, ...options: string[]): Promise<string> {
  const folder = path.join(environmentVariable("RECIPES_DIR"), recipe);
  for (const old of await readdir(folder)) {
    if (old !== "node_modules") {
      await rm(path.join(folder, old), { recursive: true });
    }
  }
  await cp(path.join(EXAMPLES, recipe), folder, { recursive: true, filter: isOfRecipe });
  const npm = (...given: string[]): Promise<unknown> => runIn(folder, environment, "npm", given);
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--offline"];
  await npm("install", "--no-save", ...quiet, environmentVariable("NPM_PACKAGE"));
  await npm("run", "build", "--", ...options);
  return folder;
}

/** Fails with all that was printed. */
async function runIn(folder: string, environment: Environment, program: string, given: string[]): Promise<void> {
  const env = {
    ...process.env,
    PATH: [path.dirname(NODE), process.env["PATH"]].join(path.delimiter),
    NEXT_TELEMETRY_DISABLED: "1",
    NUXT_TELEMETRY_DISABLED: "1",
    ...environment,
  };
  try {
    await promisify(execFile)(program, given, { cwd: folder, env });
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error([`${program} ${given.join(" ")} failed in ${folder}`, stdout, stderr].join("\n"), { cause: error });
  }
}
