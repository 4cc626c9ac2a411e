// The examples of code in the pages are code: each is read by a compiler or a shell, as far as
// the language is known here. Settings, JSON, Rust and command lines are tested on the host.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

import { type Loader, transform } from "esbuild";

interface Example {
  /** Where it begins, such as `docs/tutorial.md:32`. */
  readonly place: string;
  readonly language: string;
  readonly code: string;
}

const SCRIPTS: Readonly<Record<string, Loader>> = { js: "js", jsx: "jsx", ts: "ts", tsx: "tsx", css: "css" };
/** Elements without an end tag. */
const VOID = new Set(["br", "hr", "img", "input", "link", "meta"]);

async function pages(): Promise<string[]> {
  const recipes = (await readdir("examples", { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const folders = [".", "docs", "examples", "crates/engage-sim", ...recipes.map(({ name }) => path.posix.join("examples", name))];
  const found = folders.map(async (folder) => {
    const names = (await readdir(folder)).filter((name) => name.endsWith(".md"));
    return names.map((name) => path.posix.join(folder, name));
  });
  return (await Promise.all(found)).flat();
}

/** The blocks of a page, without what they are indented by. */
function examplesOf(page: string, text: string): Example[] {
  return [...text.matchAll(/^( *)```(\w*)\n([\s\S]*?)^ *```$/gm)].map(({ index, 1: indentation = "", 2: language = "", 3: code = "" }) => ({
    place: `${page}:${text.slice(0, index).split("\n").length}`,
    language,
    code: code.replaceAll(new RegExp(`^${indentation}`, "gm"), ""),
  }));
}

const examples = (
  await Promise.all((await pages()).map(async (page) => examplesOf(page, await readFile(page, "utf8"))))
).flat();

function examplesIn(...languages: readonly string[]): Example[] {
  const found = examples.filter(({ language }) => languages.includes(language));
  assert.ok(found.length > 0, `the pages have examples in ${languages.join()}`);
  return found;
}

/** What a program says of each example that it does not accept. */
async function refused(found: readonly Example[], program: string, given: readonly string[]): Promise<string[]> {
  const faults = await Promise.all(
    found.map(async ({ place, code }) => {
      const running = promisify(execFile)(program, given);
      running.child.stdin?.end(code);
      return running.then(
        () => [],
        (error: Error) => [`${place}: ${error.message}`],
      );
    }),
  );
  return faults.flat();
}

/** Whether a program can be started at all. */
function isThere(program: string): Promise<boolean> {
  return promisify(execFile)(program, ["--version"]).then(
    () => true,
    () => false,
  );
}

/** What is not in order in a piece of HTML: tags that do not fit, and unknown attributes. */
async function faultsIn({ place, code }: Example): Promise<string[]> {
  const reference = await readFile("docs/reference.md", "utf8");
  const known = new Set([...(reference.split("\n## Attributes\n")[1]?.split("\n## ")[0] ?? "").matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name));
  const open: string[] = [];
  const faults: string[] = [];
  for (const [, slash, name = "", attributes = ""] of code.replace(/<!--[\s\S]*?-->/g, "").matchAll(/<(\/?)([a-z][\w-]*)((?:\s+[^\s=>]+(?:="[^"]*")?)*)\s*\/?>/gi)) {
    if (slash) {
      if (open.pop() !== name) {
        faults.push(`${place}: </${name}> ends what does not begin`);
      }
    } else if (!VOID.has(name)) {
      open.push(name);
    }
    if (name === "challenges-widget" && !slash) {
      const given = [...attributes.matchAll(/\s([^\s=]+)(?:="[^"]*")?/g)].map(([, attribute]) => attribute);
      faults.push(...given.filter((attribute) => !known.has(attribute)).map((attribute) => `${place}: no attribute ${attribute}`));
    }
  }
  return open.length > 0 ? [...faults, `${place}: ${open.join()} has no end`] : faults;
}

test("every example in JavaScript, TypeScript, JSX and CSS is read by a compiler", async () => {
  const faults: string[] = [];
  for (const { place, language, code } of examplesIn(...Object.keys(SCRIPTS))) {
    // Some examples are lines to add to a switch.
    const whole = /^\s*case /.test(code) ? `(async () => { switch (0) { ${code} } })();` : code;
    await transform(whole, { loader: SCRIPTS[language] ?? "js", logLevel: "silent" }).catch((error: Error) => {
      faults.push(`${place}: ${error.message}`);
    });
  }
  assert.deepEqual(faults, []);
});

test("the scripts of examples in Vue and Svelte are read by a compiler", async () => {
  for (const { place, code } of examplesIn("vue", "svelte")) {
    for (const [, script = ""] of code.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)) {
      await assert.doesNotReject(transform(script, { loader: "ts", logLevel: "silent" }), place);
    }
  }
});

test("the tags of every example in HTML fit, and the element has the attributes of the reference", async () => {
  const faults = await Promise.all(examplesIn("html").map(faultsIn));
  assert.deepEqual(faults.flat(), []);
});

test("a shell reads every example for one", async () => {
  assert.deepEqual(await refused(examplesIn("sh"), "bash", ["-n"]), []);
});

for (const [language, program, given] of [
  ["php", "php", ["--syntax-check"]],
  ["python", "python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"]],
] as const) {
  const found = examples.filter((example) => example.language === language);
  if (found.length === 0) {
    continue;
  }
  const skip = (await isThere(program)) ? false : `${program} is not installed`;
  test(`every example in ${language} is read by ${program}`, { skip }, async () => {
    assert.deepEqual(await refused(found, program, given), []);
  });
}
