// The tutorial, done as a newcomer does it: its files and commands, one after the other.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { after, test } from "node:test";
import { promisify } from "node:util";

import { WatchedPage, openBrowser } from "./browser.ts";
import { embedFolder } from "./embed.ts";
import { environmentVariable } from "./environment.ts";
import { Group, portsOfShop, until } from "./recipe-shop.ts";
import { Widget } from "./widget.ts";

const browser = await openBrowser();
after(() => browser.close());

const ports = await portsOfShop();
/** The ports of the page, which may be taken, and those that stand for them. */
const PORTS: Readonly<Record<string, number>> = {
  3000: ports.shop,
  8081: ports.engage,
  8082: ports.proxy,
  8083: ports.internal,
};
const environment = {
  ...process.env,
  RETAILER_PROXY_LISTEN_ADDRESS: `127.0.0.1:${ports.proxy}`,
  RETAILER_PROXY_INTERNAL_ADDRESS: `127.0.0.1:${ports.internal}`,
};

const page = (await readFile("docs/tutorial.md", "utf8")).replaceAll(/\b(3000|8081|8082|8083)\b/g, (port) => String(PORTS[port]));
/** The blocks of the page, in their order. */
const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = "", text = ""]) => ({ language, text }));
/** The files of the page, by their names. */
const files = new Map(
  [...page.matchAll(/<!-- The file begins: (\S+) -->\n```\w+\n([\s\S]*?)^```$/gm)].map(([, name = "", text = ""]) => [name, text]),
);

/** The command lines of the page that begin so. */
function commands(beginning: string): string[] {
  const lines = blocks.filter(({ language }) => language === "sh").flatMap(({ text }) => text.split("\n"));
  return lines.filter((line) => line.startsWith(beginning));
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "tutorial-"));
  for (const program of ["engage-sim", "retailer-proxy"]) {
    await copyFile(path.join(environmentVariable("PROGRAMS_DIR"), program), path.join(folder, program));
  }
  await cp(embedFolder(), path.join(folder, "embed"), { recursive: true });
  return folder;
}

test("a newcomer who follows the tutorial sees cards, a stamp that arrives, and a title of their own", async () => {
  const folder = await emptyFolder();
  const running: Group[] = [];
  const start = (line: string): Group => {
    const group = Group.of(["sh", "-c", line], folder, environment);
    running.push(group);
    return group;
  };
  const run = async (line: string): Promise<string> => {
    const { stdout } = await promisify(execFile)("sh", ["-c", line], { cwd: folder, env: environment });
    return stdout;
  };
  const answers = (group: Group, address: string): Promise<void> =>
    until(`an answer of ${address}`, async () => {
      group.assertRuns();
      return (await fetch(address).catch(() => undefined)) !== undefined;
    });
  const write = async (...names: string[]): Promise<void> => {
    for (const name of names) {
      await writeFile(path.join(folder, name), files.get(name) ?? assert.fail(`the page has no ${name}`));
    }
  };
  const startProxy = async (line: string): Promise<Group> => {
    const proxy = start(line);
    await answers(proxy, `http://127.0.0.1:${ports.internal}/readyz`);
    return proxy;
  };

  try {
    const [simulator = ""] = commands("./engage-sim");
    await answers(start(`${simulator} --port ${ports.engage}`), `http://127.0.0.1:${ports.engage}/simulator`);

    await write("proxy.toml", "shop.mjs", "award.sh", "content.toml");
    const [check = "", serve = "", checkContent = ""] = commands("./retailer-proxy");
    assert.match(await run(check), new RegExp(`Engage at http://127.0.0.1:${ports.engage}/api/v3 accepts the key`));
    const proxy = await startProxy(serve);

    const [shop = ""] = commands("node ");
    await answers(start(shop), `http://127.0.0.1:${ports.shop}/`);
    await using watched = await WatchedPage.open(browser);
    await watched.page.goto(`http://127.0.0.1:${ports.shop}/`);
    const widget = new Widget(watched.page);
    const title = "Five bags, one on us";
    await widget.card(title).waitFor();
    const stamps = widget.stamped(title);
    await until("three stamps", async () => (await stamps.count()) === 3);

    assert.equal((await run("sh award.sh")).trim(), '{"accepted":["order-1"]}');
    await until("a fourth stamp", async () => (await stamps.count()) === 4);
    await run("sh award.sh");

    assert.match(await run(checkContent), /has no mistakes[\s\S]*compared with Engage/);
    const [setting] = blocks.filter(({ text }) => text.startsWith("[content]"));
    await writeFile(path.join(folder, "proxy.toml"), `${files.get("proxy.toml")}\n${setting?.text}`);
    // The page holds a stream, whose end is an error in its console.
    watched.assertQuiet();
    await proxy.stop("SIGINT");
    await startProxy(serve);
    await watched.page.reload();
    await widget.card("A free bag for your dog").waitFor();
    assert.equal(await widget.stamped("A free bag for your dog").count(), 4, "the award that was sent twice counts once");
  } finally {
    for (const group of running.toReversed()) {
      await group.stop("SIGTERM");
    }
    await rm(folder, { recursive: true });
  }
});
