// The folder that shops serve: what is in it, and that the widget runs from it on
// an origin of its own, but never with a file that is not the build's.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

import type { Page } from "playwright-core";

import { WatchedPage, openBrowser } from "./browser.ts";
import { Demo } from "./demo.ts";
import { embedFile, embedFiles, embedFolder } from "./embed.ts";
import { FileServer } from "./file-server.ts";
import { STRICT_POLICY, openHostPage, widgetOf } from "./host-page.ts";
import { needs } from "./instruments.ts";
import { Widget } from "./widget.ts";

const demo = await Demo.started();
after(() => demo.stop());
const browser = await openBrowser();
after(() => browser.close());

/** For tests of what the build has written. */
const ONCE = needs("nothing of a browser");
/** The page comes from the test, not from this machine: Chromium would ask its user. */
const MAY_REACH_THIS_MACHINE = { permissions: ["local-network-access"] };
const FAILED = "Your challenges can’t be shown right now";
/** A module's header, and a section that means nothing. */
const EMPTY_WASM = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
/** What wasm-bindgen's script for such a module would have of what is looked for in it. */
const EMPTY_GLUE = `
  export { a as default, a as initSync, a as open };
  function a() {}
  function __wbg_get_imports() {}
  function __wbg_finalize_init() {}`;
const SECTION_WITHOUT_MEANING = Buffer.from([0, 2, 1, 0x61]);

test("every file is listed with its hash and sizes, and packed beside itself", ONCE, async () => {
  const files = await embedFiles();
  for (const [file, { integrity, bytes }] of Object.entries(files)) {
    const [content, gzip, brotli] = await Promise.all(
      ["", ".gz", ".br"].map((ending) => readFile(path.join(embedFolder(), file + ending))),
    );
    assert.ok(content && gzip && brotli);
    assert.equal(integrity, `sha384-${createHash("sha384").update(content).digest("base64")}`, file);
    assert.deepEqual(bytes, { raw: content.length, gzip: gzip.length, brotli: brotli.length }, file);
    assert.deepEqual(gunzipSync(gzip), content, file);
    assert.deepEqual(brotliDecompressSync(brotli), content, file);
  }
  const listed = Object.keys(files).flatMap((file) => [file, `${file}.br`, `${file}.gz`]);
  assert.deepEqual(await filesIn(embedFolder()), [...listed, "integrity.json"].toSorted());
});

test("all files but those that pages name are named after their content", ONCE, async () => {
  for (const [file, { kind }] of Object.entries(await embedFiles())) {
    if (kind === "loader" || kind === "styles") {
      assert.equal(file, `challenges-widget.${kind === "loader" ? "js" : "css"}`);
      continue;
    }
    const content = await readFile(path.join(embedFolder(), file));
    const hash = createHash("sha256").update(content).digest("hex");
    assert.ok(hash.startsWith(/-([0-9a-f]+)\./.exec(file)?.[1] ?? "none"), file);
  }
});

test("nothing in the folder tells on which machine it was built", ONCE, async () => {
  const folders = [process.cwd(), process.env["CARGO_HOME"] || path.join(homedir(), ".cargo"), homedir()];
  const files = Object.entries(await embedFiles());
  assert.ok(files.some(([, { kind }]) => kind === "wasm"));
  for (const [file] of files) {
    const content = await readFile(path.join(embedFolder(), file), "latin1");
    for (const folder of folders) {
      assert.ok(!content.includes(`${folder}${path.sep}`), `${folder} is in ${file}`);
    }
  }
});

test("the same inputs make the same bytes", ONCE, async () => {
  const [one, other] = await Promise.all([embedOfNothing(), embedOfNothing()]);
  assert.ok(one.size > 20);
  assert.deepEqual(one, other);
});

test("a build in which a dependency exports what nobody calls fails, and says what it is", ONCE, async () => {
  await assert.rejects(embedOfNothing(`${EMPTY_GLUE} export class Stranger {}`), /Stranger: exported to JavaScript/);
});

test("a build in which wasm-bindgen starts the module in another way fails, and says what is gone", ONCE, async () => {
  const changed = EMPTY_GLUE.replace("__wbg_finalize_init", "__wbg_start");
  await assert.rejects(embedOfNothing(changed), /"__wbg_finalize_init" is not declared/);
});

/** What the last step of a build makes of an empty module. */
async function embedOfNothing(script = EMPTY_GLUE): Promise<Map<string, Buffer>> {
  const site = await mkdtemp(path.join(tmpdir(), "site-"));
  await writeFile(path.join(site, "challenges-widget_bg.wasm"), EMPTY_WASM);
  await writeFile(path.join(site, "challenges-widget.js"), script);
  try {
    await promisify(execFile)(process.execPath, ["src/element/bundle.mjs"], {
      env: { ...process.env, TRUNK_PROFILE: "release", TRUNK_STAGING_DIR: site },
    });
    const folder = path.join(site, "embed");
    const files = await filesIn(folder);
    const contents = await Promise.all(files.map((file) => readFile(path.join(folder, file))));
    return new Map(files.map((file, index) => [file, contents[index] ?? Buffer.of()]));
  } finally {
    await rm(site, { recursive: true });
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.path, entry.name)))
    .toSorted();
}

test("the widget runs from another origin under a strict policy", async () => {
  await using server = await FileServer.of(embedFolder());
  await using watched = await WatchedPage.open(browser, MAY_REACH_THIS_MACHINE);
  const { page } = watched;
  await openShopWith(page, server, 'lang="sv"');
  await new Widget(page).cards.first().waitFor();
  assert.match(await new Widget(page).cards.first().innerText(), /3 av 5 stämplar/);
  watched.assertQuiet();
});

test("of each kind of file one is asked for, and once", async () => {
  await using server = await FileServer.of(embedFolder());
  // A page that the test answers for would be without a cache.
  server.pages.set(
    "shop",
    `<html lang="sv">
      <script type="module" src="/challenges-widget.js"></script>
      <challenges-widget proxy="/nobody"></challenges-widget>
      <challenges-widget proxy="/nobody"></challenges-widget>
    </html>`,
  );
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  await page.goto(`${server.origin}/shop`);
  await new Widget(page).element.locator("[part~=error]").nth(1).waitFor();
  const files = await embedFiles();
  const asked = server.asked.flatMap((file) => files[file]?.kind ?? []);
  assert.deepEqual(asked.toSorted(), ["loader", "locale", "wasm"]);
});

test("WebAssembly that is not the build's never runs, and trying again gets the right one past the cache", async () => {
  await using server = await FileServer.of(embedFolder());
  await using watched = await WatchedPage.open(browser, MAY_REACH_THIS_MACHINE);
  const { page } = watched;
  const widget = new Widget(page);
  server.disturbance = {
    content: (file, content) => (file.endsWith(".wasm") ? withStrangeSection(content) : content),
  };
  await page.addInitScript(() => {
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = ((...given: Parameters<typeof instantiate>) => {
      Object.assign(globalThis, { strangeCode: true });
      return instantiate(...given);
    }) as typeof instantiate;
  });
  await openShopWith(page, server);
  await widget.notice(FAILED).waitFor();
  assert.equal(await page.evaluate(() => "strangeCode" in globalThis), false, "it has run");

  server.disturbance = {};
  await widget.retry.click();
  await widget.cards.first().waitFor();
  watched.assertQuiet([/integrity/, /is not of the loader’s build/]);
});

test("a wrong file in the browser's cache is replaced without anybody's doing", async () => {
  await using server = await FileServer.of(embedFolder());
  await using watched = await WatchedPage.open(browser, MAY_REACH_THIS_MACHINE);
  const { page } = watched;
  let times = 0;
  server.disturbance = {
    content: (file, content) => (file.endsWith(".wasm") && ++times === 1 ? withStrangeSection(content) : content),
  };
  await openShopWith(page, server);
  await new Widget(page).hydrated();
  assert.equal(times, 2);
  watched.assertQuiet([/integrity/]);
});

test("the only script that runs is the loader, whose hash the page can name", async () => {
  await using server = await FileServer.of(embedFolder());
  const loader = await embedFile("loader");
  const { integrity } = (await embedFiles())[loader] ?? {};
  server.pages.set(
    "shop",
    `<html lang="en">
      <script type="module" src="/${loader}" integrity="${integrity}"></script>
      <challenges-widget proxy="/nobody"></challenges-widget>
    </html>`,
  );
  await using watched = await WatchedPage.open(browser);
  const { page } = watched;
  const scripts: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") {
      scripts.push(request.url());
    }
  });
  await page.goto(`${server.origin}/shop`);
  await new Widget(page).element.locator("[part~=error]").waitFor();
  assert.deepEqual(scripts, [`${server.origin}/${loader}`]);
  assert.deepEqual(Object.keys(await embedFiles()).filter((file) => file.endsWith(".js")), [loader]);
});

test("texts that are not the build's are not shown: the widget speaks English", async () => {
  await using server = await FileServer.of(embedFolder());
  await using watched = await WatchedPage.open(browser, MAY_REACH_THIS_MACHINE);
  const { page } = watched;
  const widget = new Widget(page);
  server.disturbance = {
    content: (file, content) =>
      file.startsWith("locales/") ? Buffer.from(content.toString().replaceAll("stämp", "STRANGE")) : content,
  };
  await openShopWith(page, server, 'lang="sv"');
  await widget.cards.first().waitFor();
  assert.match(await widget.cards.first().innerText(), /3 of 5 stamps/);
  assert.doesNotMatch(await page.content(), /STRANGE/);
  watched.assertQuiet([/integrity/]);
});

test("WebAssembly that comes with the status of an error is not run", async () => {
  await using server = await FileServer.of(embedFolder());
  await using watched = await WatchedPage.open(browser, MAY_REACH_THIS_MACHINE);
  const { page } = watched;
  server.disturbance = { status: (file) => (file.endsWith(".wasm") ? 503 : undefined) };
  await openShopWith(page, server);
  await new Widget(page).notice(FAILED).waitFor();
  watched.assertQuiet([/status of 503/, /\.wasm answered 503/]);
});

test("a server that does not know WebAssembly is told what to do, and the widget runs all the same", async () => {
  await using server = await FileServer.of(embedFolder());
  await using watched = await WatchedPage.open(browser, MAY_REACH_THIS_MACHINE);
  const { page } = watched;
  server.disturbance = {
    type: (file) => (file.endsWith(".wasm") ? "application/octet-stream" : undefined),
  };
  const advice = page.waitForEvent("console", (event) => event.text().includes("as application/wasm"));
  await openShopWith(page, server);
  await new Widget(page).cards.first().waitFor();
  assert.equal((await advice).type(), "warning");
  assert.match((await advice).text(), /\.wasm came as application\/octet-stream/);
  watched.assertQuiet();
});

function withStrangeSection(wasm: Buffer): Buffer {
  return Buffer.concat([wasm, SECTION_WITHOUT_MEANING]);
}

/** A page of the demo's origin that takes the widget from the server's, strictly. */
function openShopWith(page: Page, server: FileServer, html = 'lang="en"'): Promise<void> {
  const { origin } = server;
  return openHostPage(page, demo, {
    html,
    body: widgetOf("active"),
    loader: `${origin}/challenges-widget.js`,
    policy: STRICT_POLICY.replace("script-src 'self'", `script-src ${origin}`).replace(
      "connect-src 'self'",
      `connect-src 'self' ${origin}`,
    ),
  });
}
