// The npm package, as a shop installs it: bundlers find the widget's files and keep its
// integrity checks, editors and compilers know the element, and linters find no fault.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { after, test } from "node:test";
import { promisify } from "node:util";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { BUNDLERS, copyWidget } from "./bundlers.ts";
import { Demo } from "./demo.ts";
import { embedFolder } from "./embed.ts";
import { environmentVariable } from "./environment.ts";
import { treeOf } from "./separate-packages.ts";
import { Widget } from "./widget.ts";
import { PATIENCE_IN_MILLISECONDS, within } from "./within.ts";

/** What is used of the custom elements manifest. */
interface Manifest {
  readonly modules: readonly { readonly declarations?: readonly Declaration[] }[];
}

interface Declaration {
  readonly attributes: readonly { readonly name: string; readonly fieldName: string }[];
  readonly members: readonly { readonly name: string }[];
}

const DOG_FOOD = "Five bags, one on us";
const FAILED = "Your challenges can’t be shown right now";
/** A section of a module that means nothing. */
const SECTION_WITHOUT_MEANING = Buffer.from([0, 2, 1, 0x61]);

/** The components of the recipes, which are checked with the pages of their frameworks. */
const RECIPES = [
  ["react", "StampCards.tsx"],
  ["vue", "StampCards.vue"],
  ["svelte", "StampCards.svelte"],
] as const;

const run = promisify(execFile);
const tarball = environmentVariable("NPM_PACKAGE");
const shop = await shopWithPackage();
after(() => rm(shop, { recursive: true }));
const installed = path.join(shop, "node_modules", "challenges-widget");
const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** A folder with the pages of a shop, in which npm has installed the package. */
async function shopWithPackage(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "shop-"));
  await cp(path.join(treeOf("package"), "shop"), folder, { recursive: true });
  for (const [framework, component] of RECIPES) {
    await cp(path.join(process.cwd(), "examples", framework, component), path.join(folder, framework, component));
  }
  await writeFile(path.join(folder, "package.json"), '{ "private": true, "type": "module" }');
  await run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--offline", tarball], { cwd: folder });
  return folder;
}

/** A program of the packages that are installed for these tests alone. */
function program(name: string): string {
  return path.join(treeOf("package"), "node_modules", ".bin", name);
}

/** Runs a program, whose output is the reason when it fails. */
async function succeeds(name: string, given: readonly string[]): Promise<void> {
  await assert.doesNotReject(
    run(program(name), given, { cwd: shop }).catch((error: { stdout: string; stderr: string }) => {
      throw new Error(`${error.stdout}${error.stderr}`);
    }),
  );
}

/** Lets the page have another WebAssembly than the build's. */
async function changeWasm(page: Page): Promise<void> {
  await page.route(/\.wasm($|\?)/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({
      contentType: "application/wasm",
      body: Buffer.concat([await response.body(), SECTION_WITHOUT_MEANING]),
    });
  });
}

for (const [name, bundle] of Object.entries(BUNDLERS)) {
  test(`${name}: cards are shown in both languages, the shopper joins, and other WebAssembly is refused`, async () => {
    const served = await bundle(shop, demo.url("/"));
    try {
      await using watched = await WatchedPage.open(browser);
      const { page } = watched;
      const widget = new Widget(page);
      // Cookies count for all ports of a host.
      await page.request.get(demo.url("/my-pages?as=alva"));
      await page.goto(served.address);
      await widget.hydrated();
      await widget.card(DOG_FOOD).waitFor();
      const swedish = widget.element.nth(1);
      const join = swedish.locator("[part~=join-button]");
      assert.equal(await join.innerText(), "Gå med");

      const joined = await widget.listenFor("challenge-joined");
      await swedish.getByRole("checkbox").check();
      await join.click();
      await within(PATIENCE_IN_MILLISECONDS, "the shopper to join", joined());
      watched.assertQuiet();

      await changeWasm(page);
      await page.reload();
      await widget.notice(FAILED).waitFor();
      watched.assertQuiet([/integrity/, /is not of the loader’s build/]);
    } finally {
      await served.close();
    }
  });
}

test("an import of the element does not define it, and the manifest names its attributes and properties", async () => {
  const text = await readFile(path.join(installed, "custom-elements.json"), "utf8");
  const [first] = (JSON.parse(text) as Manifest).modules;
  const { attributes, members } = first?.declarations?.[0] ?? { attributes: [], members: [] };
  const served = await BUNDLERS["Vite's development server"]?.(shop, demo.url("/"));
  assert.ok(served);
  try {
    await using watched = await WatchedPage.open(browser);
    const { page } = watched;
    await page.goto(new URL("/without-definition.html", served.address).href);
    await page.waitForFunction(() => "element" in window);
    const found = await page.evaluate(async () => {
      const { element } = window as unknown as {
        element: { define(): void; ChallengesWidgetElement: CustomElementConstructor & { observedAttributes: string[] } };
      };
      const before = customElements.get("challenges-widget");
      element.define();
      const { observedAttributes, prototype } = element.ChallengesWidgetElement;
      const own = Object.getOwnPropertyNames(prototype).filter((name) => !/Callback$|^constructor$/.test(name));
      const { version } = document.createElement("challenges-widget") as unknown as { version: string };
      return { isDefinedBefore: before !== undefined, observedAttributes, own, version };
    });
    assert.equal(found.isDefinedBefore, false);
    assert.equal(found.version, await installedVersion());
    // Each attribute is also observed by the name that frameworks make of its property.
    const names = attributes.flatMap(({ name, fieldName }) => [name, fieldName.toLowerCase()]);
    assert.deepEqual(found.observedAttributes.toSorted(), [...new Set(names)].toSorted());
    // Every element has `lang`.
    const expected = members.map(({ name }) => name).filter((name) => name !== "lang");
    assert.deepEqual(found.own.toSorted(), expected.toSorted());
    watched.assertQuiet();
  } finally {
    await served.close();
  }
});

test("the files whose names stay the same begin with the version", async () => {
  const banner = `/*! challenges-widget ${await installedVersion()} */\n`;
  for (const name of ["embed/challenges-widget.js", "embed/challenges-widget.css", "loader.js"]) {
    const text = await readFile(path.join(installed, name), "utf8");
    assert.equal(text.slice(0, banner.length), banner, name);
  }
});

/** The version that the package says it has. */
async function installedVersion(): Promise<string> {
  const manifest = await readFile(path.join(installed, "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

test("on a server the package exports the same names, and does nothing", async () => {
  for (const entry of ["challenges-widget", "challenges-widget/element"]) {
    const script = `console.log(Object.keys(await import("${entry}")).join())`;
    const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "--eval", script], { cwd: shop });
    assert.equal(stdout, "ChallengesWidgetElement,define,setAssetBase\n");
    assert.equal(stderr, "");
  }
});

test("the command copies the embed folder, and says how it is used", async () => {
  const target = path.join(shop, "public", "widget");
  await copyWidget(shop, target);
  const files = (folder: string): Promise<string[]> => readdir(folder, { recursive: true });
  assert.deepEqual((await files(target)).toSorted(), (await files(embedFolder())).toSorted());

  const misused = run("npx", ["--no-install", "challenges-widget", "paste"], { cwd: shop });
  await assert.rejects(misused, /usage: npx challenges-widget copy FOLDER/);
});

test("publint and attw find nothing in the package", async () => {
  await succeeds("publint", ["run", installed, "--strict"]);
  // The package has modules alone, as browsers do.
  await succeeds("attw", [tarball, "--profile", "esm-only", "--no-definitely-typed"]);
});

for (const [framework, compiler, given] of [
  ["typescript", "tsc", ["--project", "typescript"]],
  ["react", "tsc", ["--project", "react"]],
  ["vue", "vue-tsc", ["--noEmit", "--project", "vue"]],
  ["svelte", "svelte-check", ["--workspace", "svelte", "--tsconfig", "tsconfig.json", "--fail-on-warnings"]],
] as const) {
  test(`pages of ${framework} know the element's attributes, properties and events, and refuse others`, async () => {
    await linkFrameworks();
    await succeeds(compiler, given);
  });
}

/** Lets the pages find their frameworks. */
async function linkFrameworks(): Promise<void> {
  for (const name of ["@types", "@vue", "svelte", "vue"]) {
    const target = path.join(treeOf("package"), "node_modules", name);
    await symlink(target, path.join(shop, "node_modules", name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") {
        throw error;
      }
    });
  }
}
