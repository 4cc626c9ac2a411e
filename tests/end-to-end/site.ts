// The built site of the documentation: what its files say, without a browser.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { test } from "node:test";

import { environmentVariable } from "./environment.ts";

const folder = environmentVariable("BOOK_DIR");

/** All files of the site, by their paths in it. */
const files = new Set(
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)).split(path.sep).join("/")),
);

function read(file: string): Promise<string> {
  return readFile(path.join(folder, file), "utf8");
}

/** Every page, by its path. The contents in `toc.html` are for browsers without scripts. */
const pages = new Map<string, string>();
for (const file of files) {
  if (file.endsWith(".html")) {
    pages.set(file, await read(file));
  }
}

/** Undoes what HTML writes for characters that mean something. */
function text(html: string): string {
  return html.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<");
}

/** A page without its code and comments, in which nothing is a link. */
function linked(html: string): string {
  return html.replace(/<!--[\s\S]*?-->/g, "").replace(/<pre[\s\S]*?<\/pre>/g, "");
}

/** The files that a page names, and the pages that it links to. */
function targetsOf(html: string): string[] {
  const targets = [...linked(html).matchAll(/<[a-z][^>]*?\s(?:href|src)="([^"]*)"/g)].map(([, target = ""]) => text(target));
  return targets.filter((target) => !/^[a-z]+:/i.test(target));
}

function idsOf(html: string): Set<string> {
  return new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = ""]) => text(id)));
}

/** What is wrong with a link of a page; nothing where it leads somewhere. */
function faultOf(page: string, target: string): string[] {
  const [address = "", anchor = ""] = target.split("#");
  const file = address ? path.posix.normalize(path.posix.join(path.posix.dirname(page), address.split("?")[0] ?? "")) : page;
  if (!files.has(decodeURIComponent(file))) {
    return [`${page} names ${target}, and the site has no ${file}`];
  }
  const html = pages.get(file);
  return anchor && html !== undefined && !idsOf(html).has(decodeURIComponent(anchor))
    ? [`${page} links to ${target}, and ${file} has no such place`]
    : [];
}

/** The pages of docs/SUMMARY.md: what the contents call each, and its file in the site. */
async function contents(): Promise<{ title: string; file: string }[]> {
  const summary = await readFile(path.join(process.cwd(), "docs", "SUMMARY.md"), "utf8");
  return [...summary.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)].map(([, title = "", link = ""]) => ({
    title,
    file: path.posix.join("docs", link).replace(/\.md$/, ".html"),
  }));
}

test("every link of the built site leads to a file and a place in it that are there", () => {
  const faults: string[] = [];
  let links = 0;
  for (const [page, html] of pages) {
    for (const target of targetsOf(html)) {
      links += 1;
      faults.push(...faultOf(page, target));
    }
  }
  assert.ok(links > 1000, `${links} links were found`);
  assert.deepEqual(faults, []);
});

test("the list for language models is a part of the site, and names what is there", async () => {
  const links = [...(await read("llms.txt")).matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => link);
  assert.ok(links.length > 20, links.join());
  assert.deepEqual(links.filter((link) => !files.has(link)), []);
});

test("no page of the built site names an address that depends on where it is served", () => {
  const absolute = [...pages].flatMap(([page, html]) =>
    targetsOf(html).filter((target) => target.startsWith("/")).map((target) => `${page}: ${target}`),
  );
  assert.deepEqual(absolute, []);
});

test("every page of the contents is built, has a title, a heading and its place in the sidebar", async () => {
  const sidebar = await read("toc.html");
  for (const { title, file } of await contents()) {
    const html = pages.get(file) ?? "";
    assert.match(html, /<title>[^<]+ - challenges-widget<\/title>/, file);
    assert.match(html, /<h1/, file);
    assert.ok(text(sidebar).includes(`href="${file}"`), `the sidebar has no ${file}`);
    assert.ok(text(sidebar).includes(title), `the sidebar has no "${title}"`);
  }
});

test("the search finds every page", async () => {
  const name = [...files].find((file) => /^searchindex-\w+\.js$/.test(file));
  assert.ok(name, "the site has no index for its search");
  const index = await read(name);
  const missing = (await contents()).filter(({ file }) => !index.includes(file));
  assert.deepEqual(missing.map(({ file }) => file), []);
  assert.ok(targetsOf(pages.get("index.html") ?? "").some((target) => target.startsWith("searcher-")));
});

test("every code of the proxy's errors has its own place on the page of errors", async () => {
  const source = await readFile(path.join(process.cwd(), "crates/retailer-proxy/src/api_error.rs"), "utf8");
  const codes = [...source.matchAll(/\(Status::\w+, "([a-z_]+)",/g)].map(([, code = ""]) => code);
  assert.ok(codes.length > 15, codes.join());
  const places = idsOf(pages.get("docs/errors.html") ?? "");
  assert.deepEqual(codes.filter((code) => !places.has(code)), []);
});
