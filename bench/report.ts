// The result as a report for people: tables in Markdown.

import os from "node:os";

import { type Budget, budgets } from "./budgets.ts";
import type { Host } from "./host.ts";
import type { Load } from "./load.ts";
import type { Measured, Result } from "./result.ts";
import { medians } from "./statistics.ts";
import { ALONE, BASELINE } from "./variants.ts";

/** This machine in a few words, and how busy it was at the start and is now. */
export function machine(loadAtStart: number): string {
  const [processor] = os.cpus();
  const loads = `load ${loadAtStart.toFixed(1)} at the start, ${loadAverage().toFixed(1)} at the end`;
  return `${os.cpus().length} × ${processor?.model.trim() ?? "?"}, ${os.type()}, ${loads}`;
}

/** How many processes wanted to run, on average over the last minute. */
export function loadAverage(): number {
  return os.loadavg()[0] ?? 0;
}

/** The whole report in Markdown. */
export function report(result: Result): string {
  const versions = Object.entries(result.versions).map(([name, version]) => `${name} ${version}`);
  const parts = [
    `${result.date}; ${result.machine}; Chromium ${result.browser}; ${versions.join(", ")}.`,
    `### What the page around pays, slow 4G, CPU ÷4\n\nA page of a shop with a font, a picture and a script of its own, and the cards below the\npicture. Medians of ${result.runs} runs; behind the largest paint the lowest and the highest.`,
    table(HOST, result.hosts.map(hostOf(result.hosts))),
    `### ${result.cards} cards alone, slow 4G, CPU ÷4\n\nMedians of ${result.runs} runs; behind the first stamp the lowest and the highest.`,
    table(TIMES, result.loads.map(timesOf(result.loads))),
    "Kilobytes (1,000 bytes) over the wire, compressed, with headers:",
    table(BYTES, result.loads.map(bytesOf)),
    `### 1 to 1,000 challenges of ten checkpoints\n\nMedians of ${result.scaleRuns} runs; times in milliseconds, memory in megabytes\n(1,000,000 bytes). Work is the time of the main thread, painting included.`,
    table(SCALE, result.scales.map(scaleOf)),
    "### Budgets",
    table(["budget", "at most", "measured", ""], budgets(result).map(budgetOf)),
    ...result.differences.map((difference) => `**Not the same cards**: ${difference}`),
  ];
  return parts.join("\n\n");
}

const HOST = [
  "page",
  "largest paint, ms",
  "÷ alone",
  "shop's script, ms",
  "÷ alone",
  "loaded, ms",
  "blocking, ms",
  "slowest press, ms",
  "KB before load",
  "KB in all",
];

function hostOf(all: readonly Measured<Host>[]): (measured: Measured<Host>) => string[] {
  const base = all.find(({ variant }) => variant === ALONE);
  const reference = base && medians(base.runs);
  return ({ title, runs }) => {
    const middle = medians(runs);
    const paints = runs.map(({ largestPaint }) => largestPaint);
    const kilobytes = (bytes: number): string => (bytes / 1_000).toFixed(1);
    return [
      title,
      `${whole(middle.largestPaint)} (${whole(Math.min(...paints))}–${whole(Math.max(...paints))})`,
      reference ? ratio(middle.largestPaint, reference.largestPaint) : "",
      whole(middle.script),
      reference ? ratio(middle.script, reference.script) : "",
      whole(middle.loaded),
      whole(middle.blocking),
      whole(middle.interaction),
      kilobytes(middle.bytesBeforeLoad),
      kilobytes(middle.bytes),
    ];
  };
}

const TIMES = [
  "page",
  "first stamp, ms",
  "÷ Preact",
  "joinable, ms",
  "÷ Preact",
  "blocking, ms",
  "longest task, ms",
  "layout shift",
];

function timesOf(all: readonly Measured<Load>[]): (measured: Measured<Load>) => string[] {
  const base = all.find(({ variant }) => variant === BASELINE);
  const reference = base && medians(base.runs);
  return ({ title, runs }) => {
    const middle = medians(runs);
    const stamps = runs.map(({ firstStamp }) => firstStamp);
    const spread = `${whole(Math.min(...stamps))}–${whole(Math.max(...stamps))}`;
    return [
      title,
      `${whole(middle.firstStamp)} (${spread})`,
      reference ? ratio(middle.firstStamp, reference.firstStamp) : "",
      whole(middle.joinable),
      reference ? ratio(middle.joinable, reference.joinable) : "",
      whole(middle.blocking),
      middle.longestTask > 0 ? whole(middle.longestTask) : "under 50",
      middle.layoutShift.toFixed(3),
    ];
  };
}

const BYTES = ["page", "all", "page itself", "scripts", "styles", "WebAssembly", "data", "requests"];

function bytesOf({ title, runs }: Measured<Load>): string[] {
  const middle = medians(runs);
  const sizes = [
    middle.bytes,
    middle.bytesOfPage,
    middle.bytesOfScripts,
    middle.bytesOfStyles,
    middle.bytesOfWasm,
    middle.bytesOfData,
  ];
  return [title, ...sizes.map((bytes) => (bytes / 1_000).toFixed(1)), whole(middle.requests)];
}

const SCALE = [
  "challenges",
  "page",
  "drawn",
  "of it work",
  "longest task",
  "one stamp",
  "of it work",
  "JavaScript heap",
  "WebAssembly",
];

function scaleOf({ challenges, title, runs }: Result["scales"][number]): string[] {
  const middle = medians(runs);
  return [
    challenges.toLocaleString("en"),
    title,
    whole(middle.draw),
    whole(middle.drawWork),
    middle.longestTask > 0 ? whole(middle.longestTask) : "under 50",
    whole(middle.update),
    whole(middle.updateWork),
    megabytes(middle.heap),
    middle.wasm > 0 ? megabytes(middle.wasm) : "–",
  ];
}

function budgetOf({ what, limit, measured }: Budget): string[] {
  const shown = (value: number) => (value > 0 && value < 1 ? value.toFixed(3) : whole(value));
  return [what, shown(limit), shown(measured), measured <= limit ? "kept" : "**exceeded**"];
}

function ratio(value: number, reference: number): string {
  return (value / reference).toFixed(2);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

/** A Markdown table with aligned columns, which is legible as plain text too. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [line(heads), rule, ...rows.map(line)].join("\n");
}

const BEGIN = "<!-- bench page: written by `cargo xtask bench page --write` -->";
const END = "<!-- /bench page -->";

/** A document with this report between its markers. */
export function withReport(document: string, report: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) {
    throw new Error(`the document has no lines ${BEGIN} and ${END}`);
  }
  return `${document.slice(0, begin + BEGIN.length)}\n\n${report}\n\n${document.slice(end)}`;
}
