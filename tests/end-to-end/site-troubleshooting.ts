// The page about troubleshooting has whatever the widget says when something is wrong.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";

/** The texts that say of nothing that it is wrong. A new text has to be here or on the page. */
const OF_ORDINARY_DAYS = new Set([
  "completedOn", "daysLeft", "earlier", "endedOn", "endsOn", "endsToday", "endsTomorrow", "join", "joinable", "joined",
  "joining", "label", "loading", "newStamps", "retry", "retrying", "signIn", "stampNumber", "stamps", "stampsOnly", "startsOn",
  "stateAvailable", "stateCompleted", "stateEnded", "stateUpcoming", "terms", "toGo", "toReward", "wellDone", "won",
]);

/** Where the widget writes to the console, and how the texts are found there. */
const WRITERS: Readonly<Record<string, RegExp>> = {
  "src/element/assets.ts": /new Error\(\s*(`[^`]*`)/g,
  "src/element/glue.ts": /console\.\w+\(\s*(`[^`]*`)/g,
  "src/element/loader.ts": /console\.\w+\(\s*(`[^`]*`)/g,
  "src/element/locale.ts": /console\.\w+\(\s*(`[^`]*`)/g,
  "src/element.rs": /warn_once\(&\[([\s\S]*?)\]\)/g,
  "src/api/client.rs": /browser::warn\(&\[([\s\S]*?)\]/g,
  "crates/challenge-cards/src/i18n/messages.rs": /fn override_with([\s\S]*?)\n    }\n/g,
};
const WRITES = /console\.\w+\(|new Error\(|\bwarn_once\(&|browser::warn\(&\[|\breport\(&\[/;
/** The URL of a file, the status and such stand between these parts of a line. */
const SHORTEST_PART = 4;

async function sources(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => /\.(ts|rs)$/.test(name)).map((name) => path.posix.join(folder, name.split(path.sep).join("/")));
}

/** The page as a reader sees it: without the marks of Markdown. */
async function page(): Promise<string> {
  return (await readFile("docs/troubleshooting.md", "utf8")).replaceAll(/[`\\]/g, "").replaceAll(/\s+/g, " ");
}

/** The parts of a line that are always the same. */
function partsOf(found: string): string[] {
  const texts = found.startsWith("`")
    ? found.slice(1, -1).split(/\$\{[^}]*\}/)
    : [...found.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text);
  return texts
    .map((text) => text.replaceAll(/[`\\]/g, "").replace(/^.*<?>: /, "").trim())
    .filter((text) => text.length >= SHORTEST_PART && /[a-z]{3}/.test(text));
}

test("every line that the widget writes to the console is on the page about troubleshooting", async () => {
  const text = await page();
  const parts: string[] = [];
  for (const [file, lines] of Object.entries(WRITERS)) {
    const found = [...(await readFile(file, "utf8")).matchAll(lines)].flatMap(([, line = ""]) => partsOf(line));
    assert.ok(found.length > 0, `${file} writes nothing`);
    parts.push(...found);
  }
  assert.deepEqual(parts.filter((part) => !text.includes(part)), []);
});

test("no other file of the widget writes to the console", async () => {
  const all = [...(await sources("src")), ...(await sources("crates/challenge-cards/src"))];
  // What bundles the widget writes for whoever builds it.
  const files = all.filter((file) => !file.startsWith("src/element/bundle"));
  const writing: string[] = [];
  for (const file of files) {
    const code = (await readFile(file, "utf8")).split("#[cfg(test)]")[0] ?? "";
    if (WRITES.test(code)) {
      writing.push(file);
    }
  }
  assert.deepEqual(writing.sort(), Object.keys(WRITERS).sort());
});

test("every text that tells a shopper of something wrong is on the page about troubleshooting", async () => {
  const texts = JSON.parse(await readFile("locales/en.json", "utf8")) as Record<string, string | { other: string }>;
  const text = await page();
  const missing = Object.entries(texts)
    .filter(([key]) => !key.startsWith("$") && !OF_ORDINARY_DAYS.has(key))
    .map(([key, forms]) => [key, (typeof forms === "string" ? forms : forms.other).replaceAll(/\{\w+\}/g, "…")] as const)
    .filter(([, words]) => !text.includes(words));
  assert.deepEqual(missing, []);
  assert.deepEqual([...OF_ORDINARY_DAYS].filter((key) => !(key in texts)), []);
});

test("every reason of challenges-error is on the page about troubleshooting", async () => {
  const reference = await readFile("docs/reference.md", "utf8");
  const table = reference.split("\n## Reasons of a failure\n")[1]?.split("\n## ")[0] ?? "";
  const reasons = [...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, reason = ""]) => reason);
  assert.ok(reasons.length > 5);
  const markdown = await readFile("docs/troubleshooting.md", "utf8");
  assert.deepEqual(reasons.filter((reason) => !markdown.includes(`\`${reason}\``)), []);
});
