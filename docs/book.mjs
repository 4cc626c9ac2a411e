// Makes a site of the documentation with mdBook. `cargo xtask site` runs this script, and puts
// the gallery into the site.
//
// The pages stand in several folders, and link to files that are no pages. This script lays all
// of them out in target/book/pages, with the paths that they have here, so that every link leads
// somewhere in the site too. Sources get the ending .txt, so that browsers show them. Then it runs `mdbook`, which has to be on the PATH, or what the
// variable MDBOOK names.

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
  const list = await read("llms.txt");
  const files = new Set([...listed, ...linksOf(list)]);
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
    await layOutFile(file);
  }
  await writeFile(path.join(pages, "llms.txt"), list.replace(/\]\(([^)\s]+)\)/g, (_, link) => `](${inSite(link)})`));
  await linkToGallery(path.join(pages, "docs", "gallery.md"));
  const fromPages = summary.replace(/\]\(([^)\s]+)\)/g, (_, link) => `](${fromRoot("docs/SUMMARY.md", link)})`);
  await writeFile(path.join(pages, "SUMMARY.md"), fromPages);
  for (const file of ["book.toml", "site.css", "site.js"]) {
    await cp(path.join(root, "docs", file), path.join(book, file));
  }
}

/** Whether browsers show a file as it is, rather than run it or save it. */
function isShown(file) {
  return /\.(md|json|png|svg)$/.test(file);
}

/** The file of the site in which a file of the repository is shown. */
function inSite(file) {
  return file.endsWith(".md") ? file.replace(/\.md$/, ".html") : isShown(file) ? file : `${file}.txt`;
}

/** Puts a file where the site has it, and the links of a page to where their files are then. */
async function layOutFile(file) {
  const target = path.join(pages, isShown(file) ? file : `${file}.txt`);
  await mkdir(path.dirname(target), { recursive: true });
  if (!file.endsWith(".md")) {
    return cp(path.join(root, file), target);
  }
  const links = new Set(linksOf(await read(file)).filter((link) => link && !isShown(link)));
  const moved = (whole, link) => (links.has(link) ? `](${link}.txt)` : whole);
  await writeFile(target, (await read(file)).replace(/\]\(([^)\s]+)\)/g, moved));
}

/** The gallery is a part of the site alone, so only there can a page link to it. */
async function linkToGallery(page) {
  const place = "<!-- The site has its link to the gallery here. -->";
  const text = await readFile(page, "utf8");
  if (!text.includes(place)) {
    throw new Error(`${page} has no line ${place}`);
  }
  await writeFile(page, text.replace(place, '<p><a class="open" href="../gallery/index.html">Open the gallery</a></p>'));
}

await layOut();
const { status, error } = spawnSync(process.env.MDBOOK ?? "mdbook", ["build", book], { stdio: "inherit" });
if (error) {
  console.error(`mdBook cannot be run (${error.message}): \`cargo xtask site\` gets it`);
}
process.exitCode = status ?? 1;
