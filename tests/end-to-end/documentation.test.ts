// The documentation: every link leads somewhere, and every page is found.

import assert from "node:assert/strict";
import { readFile, readdir, stat } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { test } from "node:test";

import { needs } from "./instruments.ts";

const ONCE = needs("nothing of a browser");
const root = process.cwd();

function read(file: string): Promise<string> {
  return readFile(path.join(root, file), "utf8");
}

/** The folders of the recipes, by their paths from the root. */
async function recipes(): Promise<string[]> {
  const entries = await readdir(path.join(root, "examples"), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.posix.join("examples", name));
  return (await Promise.all(folders.map(async (folder) => ((await hasReadme(folder)) ? [folder] : [])))).flat();
}

async function hasReadme(folder: string): Promise<boolean> {
  return (await readdir(path.join(root, folder))).includes("README.md");
}

/** The tests that start, build or type-check the recipes, in the order of their steps. */
const TESTS_OF_RECIPES = ["recipes.ts", "recipe-shop.ts", "recipe-gateway.ts", "package.ts", "frameworks.ts"];

/** All pages, by their paths from the root. */
async function pages(): Promise<string[]> {
  const inFolder = async (folder: string): Promise<string[]> => {
    const names = await readdir(path.join(root, folder));
    return names.filter((name) => name.endsWith(".md")).map((name) => path.posix.join(folder, name));
  };
  const folders = [".", "docs", "examples", ...(await recipes())];
  return [...(await Promise.all(folders.map(inFolder))).flat(), "crates/engage-sim/README.md"];
}

/** A page without its code, in which nothing is a link or a heading. */
function withoutCode(markdown: string): string {
  return markdown.replace(/^ *```[\s\S]*?^ *```/gm, "");
}

/** The targets of the links in a page that lead to a file or a heading of the project. */
function linksOf(markdown: string): string[] {
  const text = withoutCode(markdown).replace(/`[^`\n]*`/g, "");
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors of a page's headings, as sites for Markdown make them. */
function anchorsOf(markdown: string): Set<string> {
  const headings = [...withoutCode(markdown).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) => heading);
  const anchors = headings.map((heading) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/g, "-"),
  );
  return new Set(anchors);
}

/** What is wrong with a link; nothing if it leads somewhere. */
async function faultOf(page: string, link: string): Promise<string[]> {
  const [file = "", anchor = ""] = link.split("#");
  const target = file ? path.posix.normalize(path.posix.join(path.posix.dirname(page), file)) : page;
  const found = await stat(path.join(root, target)).catch(() => undefined);
  if (!found) {
    return [`${page} links to ${link}, and there is no ${target}`];
  }
  if (anchor && target.endsWith(".md") && !anchorsOf(await read(target)).has(anchor)) {
    return [`${page} links to ${link}, and ${target} has no such heading`];
  }
  return [];
}

test("every link of the documentation leads to a file and a heading that are there", ONCE, async () => {
  const faults: string[] = [];
  let links = 0;
  for (const page of [...(await pages()), "llms.txt"]) {
    for (const link of linksOf(await read(page))) {
      links += 1;
      faults.push(...(await faultOf(page, link)));
    }
  }
  assert.ok(links > 150, `${links} links were found`);
  assert.deepEqual(faults, []);
});

test("every page is in the contents of the site and in the list for language models", ONCE, async () => {
  const summary = linksOf(await read("docs/SUMMARY.md")).map((link) => path.posix.normalize(path.posix.join("docs", link)));
  const list = linksOf(await read("llms.txt"));
  const expected = (await pages()).filter((page) => page !== "docs/SUMMARY.md").sort();
  assert.deepEqual(summary.sort(), expected);
  // The page of the recipes leads to each of them.
  const inList = expected.filter((page) => !/^examples\/.+\//.test(page));
  assert.deepEqual(inList.filter((page) => !list.includes(page)), []);
});

test("every recipe is started, built or type-checked by a test, each of its files but the README", ONCE, async () => {
  const tests = await Promise.all(TESTS_OF_RECIPES.map((name) => read(`tests/end-to-end/${name}`)));
  // Tests name a file of a recipe as a path, or as a folder and a file.
  const named = tests.join("\n").replaceAll(/"([\w-]+)", "([\w.-]+)"/g, "$1/$2");
  const untested: string[] = [];
  for (const folder of await recipes()) {
    const files = (await readdir(path.join(root, folder))).filter((name) => name !== "README.md" && !/^\.|^node_modules$/.test(name));
    const recipe = path.posix.basename(folder);
    const isBuilt = named.includes(`build("${recipe}"`);
    const isNamed = (file: string): boolean => isBuilt || named.includes(`${recipe}/${file}`);
    untested.push(...files.filter((file) => !isNamed(file)).map((file) => `${folder}/${file}`));
  }
  assert.deepEqual(untested, []);
});
