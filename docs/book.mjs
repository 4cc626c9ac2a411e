// Makes a site of the documentation with mdBook: `node docs/book.mjs`.
//
// The pages stand in several folders, and link to files that are no pages. This script lays all
// of them out in target/book/pages, with the paths that they have here, so that every link leads
// somewhere in the site too. Then it runs `mdbook`, which has to be on the PATH, or what the
// variable MDBOOK names. With `--only-pages` it does not run it.

import { spawnSync } from "node:child_process";
import { cp, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const book = path.join(root, "target", "book");
const pages = path.join(book, "pages");

/** The targets of the links in a page, without those to other sites and within the page. */
function linksOf(markdown) {
  const text = markdown.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "");
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
  return targets.filter((target) => !/^([a-z]+:|#)/.test(target)).map((target) => target.replace(/#.*/, ""));
}

/** The path of a link from the root of the repository. */
function fromRoot(page, link) {
  return path.posix.normalize(path.posix.join(path.posix.dirname(page), link));
}

function read(file) {
  return readFile(path.join(root, file), "utf8");
}

async function layOut() {
  await rm(book, { recursive: true, force: true });
  await mkdir(pages, { recursive: true });
  const summary = await read("docs/SUMMARY.md");
  const listed = new Set(linksOf(summary).map((link) => fromRoot("docs/SUMMARY.md", link)));
  const files = new Set(listed);
  for (const page of listed) {
    for (const link of linksOf(await read(page))) {
      const file = fromRoot(page, link);
      if (file.endsWith(".md") && !listed.has(file)) {
        throw new Error(`${page} links to ${file}, which docs/SUMMARY.md does not list`);
      }
      files.add(file);
    }
  }
  for (const file of files) {
    if ((await stat(path.join(root, file))).isDirectory()) {
      throw new Error(`${file} is a folder, which a site cannot show: link to a file in it`);
    }
    await cp(path.join(root, file), path.join(pages, file));
  }
  const fromPages = summary.replace(/\]\(([^)\s]+)\)/g, (_, link) => `](${fromRoot("docs/SUMMARY.md", link)})`);
  await writeFile(path.join(pages, "SUMMARY.md"), fromPages);
  await cp(path.join(root, "docs", "book.toml"), path.join(book, "book.toml"));
}

await layOut();
if (!process.argv.includes("--only-pages")) {
  const { status, error } = spawnSync(process.env.MDBOOK ?? "mdbook", ["build", book], { stdio: "inherit" });
  if (error) {
    console.error(`mdBook cannot be run (${error.message}): cargo install mdbook --version 0.5.4 --locked --no-default-features --features search`);
  }
  process.exitCode = status ?? 1;
}
