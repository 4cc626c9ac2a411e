// Measures the pages. `cargo xtask bench page` builds what this needs, and runs it.

import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";

import type { Browser } from "playwright-core";

import { openBrowser } from "../tests/end-to-end/browser.ts";
import { Demo } from "../tests/end-to-end/demo.ts";
import { environmentVariable } from "../tests/end-to-end/environment.ts";

import { type Answers, recorded } from "./answers.ts";
import { differences } from "./differences.ts";
import { host } from "./host.ts";
import { load } from "./load.ts";
import { PEERS, bundlePeers } from "./peers.ts";
import { loadAverage, machine, report, withReport } from "./report.ts";
import type { Result } from "./result.ts";
import { COUNTS, scale } from "./scale.ts";
import { BenchServer } from "./server.ts";
import { shopFiles } from "./shop.ts";
import { HOST_VARIANTS, VARIANTS, type Variant } from "./variants.ts";

const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "9" },
    "scale-runs": { type: "string", default: "5" },
    write: { type: "boolean", default: false },
  },
});
const runs = Number(options.runs);
const scaleRuns = Number(options["scale-runs"]);
const root = process.cwd();
const loadAtStart = loadAverage();

const answers = await recordedAnswers();
const isPossible = ({ proxy }: Variant): boolean => proxy === "json" || answers.fragment !== undefined;
const variants = VARIANTS.filter(isPossible);
if (variants.length < VARIANTS.length) {
  console.log("the proxy always answers with JSON: the pages with a fragment are left out");
}
await using server = await BenchServer.started(await widgetFolder(), await bundlePeers(), shopFiles(await font()), answers);
await using browser = await openBrowser();

const result: Result = {
  date: new Date().toISOString().slice(0, 10),
  browser: browser.version(),
  versions: await versions(),
  cards: await cards(browser),
  runs,
  scaleRuns,
  differences: await differences(browser, server, variants),
  hosts: await inTurn("the shop's page", HOST_VARIANTS.filter(isPossible), runs, (variant) => host(browser, server, variant)),
  loads: await inTurn("loads", variants, runs, (variant) => load(browser, server, variant)),
  scales: await scales(browser),
  machine: machine(loadAtStart),
};
const text = report(result);
console.log(`\n${text}\n`);
await keep(result, text);

async function recordedAnswers(): Promise<Answers> {
  await using demo = await Demo.started();
  return await recorded(demo);
}

/** The folder that shops serve; the demo's site if that folder does not exist. */
async function widgetFolder(): Promise<string> {
  const site = environmentVariable("SITE_DIR");
  const embed = path.join(site, "embed");
  const exists = await stat(path.join(embed, "challenges-widget.js")).catch(() => undefined);
  return exists ? embed : site;
}

/** A font as shops have it. */
function font(): Promise<Buffer> {
  const files = path.join(root, "node_modules/@fontsource-variable/figtree/files");
  return readFile(path.join(files, "figtree-latin-wght-normal.woff2"));
}

async function versions(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const peer of PEERS) {
    const file = path.join(root, "node_modules", peer, "package.json");
    found[peer] = (JSON.parse(await readFile(file, "utf8")) as { version: string }).version;
  }
  return found;
}

/** How many cards the pages show. */
async function cards(browser: Browser): Promise<number> {
  const [variant] = variants;
  if (!variant) {
    throw new Error("there is no page to measure");
  }
  await using page = await browser.newPage();
  await page.goto(server.page(variant, "shopper"), { waitUntil: "networkidle" });
  const shown = page.locator(".card:not(.skeleton)");
  await shown.first().waitFor();
  return await shown.count();
}

/**
 * Measures each page in each round, so that other load on the machine affects all pages
 * alike. A first round, in which everything is slower, does not count.
 */
async function inTurn<Row>(
  what: string,
  pages: readonly Variant[],
  rounds: number,
  measure: (variant: Variant) => Promise<Row>,
): Promise<{ variant: string; title: string; runs: Row[] }[]> {
  const measured = pages.map(({ name, title }) => ({ variant: name, title, runs: [] as Row[] }));
  for (let round = 0; round <= rounds; round += 1) {
    console.log(round === 0 ? `${what}: warming up` : `${what}: run ${round} of ${rounds}`);
    for (const [index, page] of pages.entries()) {
      const row = await measure(page);
      if (round > 0) {
        measured[index]?.runs.push(row);
      }
    }
  }
  return measured;
}

async function scales(browser: Browser): Promise<Result["scales"]> {
  const scaled = variants.filter(({ isScaled }) => isScaled);
  const all: Result["scales"][number][] = [];
  for (const challenges of COUNTS) {
    const rows = await inTurn(`${challenges} challenges`, scaled, scaleRuns, (variant) =>
      scale(browser, server, variant, challenges),
    );
    all.push(...rows.map((row) => ({ ...row, challenges })));
  }
  return all;
}

async function keep(result: Result, text: string): Promise<void> {
  const folder = path.join(root, "target", "xtask");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "page-bench.json"), `${JSON.stringify(result, null, 2)}\n`);
  console.log("all figures: target/xtask/page-bench.json");
  if (options.write) {
    const document = path.join(root, "docs", "performance.md");
    await writeFile(document, withReport(await readFile(document, "utf8"), text));
    console.log("written to docs/performance.md");
  }
}
