// A recipe of `examples` that is a whole shop, started with the simulator and the proxy as its
// README says, on ports of its own and with data of its own.

import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

import { embedFolder } from "./embed.ts";
import { environmentVariable } from "./environment.ts";
import { PATIENCE_IN_MILLISECONDS, within } from "./within.ts";

/** The folder of the recipes. */
export const EXAMPLES = path.join(process.cwd(), "examples");
/** How long to wait before a condition is looked at again. */
const PAUSE_IN_MILLISECONDS = 50;
/** Systems give ports from 32768 on to whoever asks for any: these stay free. */
const PORTS = { first: 20_000, count: 10_000 };

/** A Python with Flask, where there is one. */
const PYTHON = process.env["PYTHON"] ?? "python3";

/** Where the four servers listen. */
export interface Ports {
  readonly shop: number;
  readonly proxy: number;
  readonly internal: number;
  readonly engage: number;
}

export type Command = readonly [program: string, ...given: string[]];

/** How a recipe is started. */
export interface Recipe {
  readonly name: string;
  /** Starts the shop. */
  readonly start: (port: number) => Command;
  /** The folder that it is started in, where it is not the one that has `examples`. */
  readonly folder?: string;
  /** The ports that it was built for, if it was. */
  readonly ports?: Ports;
  /** Hands over what is left, where the shop does not do it by itself. */
  readonly handOver?: Command;
}

/** A recipe that is started as it stands. */
export interface PlainRecipe extends Recipe {
  readonly needs: string;
  /** Succeeds where that is installed. */
  readonly check: Command;
}

export const RECIPES: readonly PlainRecipe[] = [
  {
    name: "Node",
    needs: "Node",
    check: [process.execPath, "--version"],
    start: () => [process.execPath, "examples/node/shop.mjs"],
  },
  {
    name: "PHP",
    needs: "PHP with curl",
    check: ["php", "-r", "exit(function_exists('curl_init') ? 0 : 1);"],
    start: (port) => ["php", "-S", `127.0.0.1:${port}`, "examples/php/shop.php"],
    handOver: ["php", "examples/php/shop.php"],
  },
  {
    name: "Python",
    needs: "Python 3.10 with Flask",
    check: [PYTHON, "-c", "import sys, flask; sys.exit(sys.version_info < (3, 10))"],
    start: () => [PYTHON, "examples/python/shop.py"],
  },
];

/** `await using shop = await RecipeShop.started(recipe)` stops it at the end of the block. */
export class RecipeShop implements AsyncDisposable {
  readonly #recipe: Recipe;
  readonly #folder: string;
  readonly #ports: Ports;
  #shop: Group | undefined;
  #proxy: Group | undefined;

  private constructor(recipe: Recipe, folder: string, ports: Ports) {
    this.#recipe = recipe;
    this.#folder = folder;
    this.#ports = ports;
  }

  static async started(recipe: Recipe): Promise<RecipeShop> {
    const folder = await mkdtemp(path.join(tmpdir(), "recipe-"));
    await cp(EXAMPLES, path.join(folder, "examples"), { recursive: true, filter: isOfRecipe });
    const started = new RecipeShop(recipe, folder, recipe.ports ?? (await portsOfShop()));
    try {
      await started.startProxy();
      const command = recipe.start(started.#ports.shop);
      started.#shop = Group.of(command, recipe.folder ?? folder, started.#environment());
      await started.#answers(started.#shop, started.url("/"));
    } catch (error) {
      await started[Symbol.asyncDispose]();
      throw error;
    }
    return started;
  }

  /** The address of a page of the shop. */
  url(page: string): string {
    return new URL(page, `http://127.0.0.1:${this.#ports.shop}`).href;
  }

  /** Starts the simulator and the proxy, and waits until the proxy is ready. */
  async startProxy(): Promise<void> {
    this.#proxy = Group.of(["examples/start.sh"], this.#folder, this.#environment());
    await this.#answers(this.#proxy, this.#internal("/readyz"));
  }

  /** Ends both as Ctrl-C would. */
  async stopProxy(): Promise<void> {
    await this.#proxy?.stop("SIGINT");
    this.#proxy = undefined;
  }

  /** The names of the notes of awards that the proxy has not taken. */
  notes(): Promise<string[]> {
    return readdir(this.#data("awards"));
  }

  async sessionSecret(): Promise<string> {
    return (await readFile(this.#data("session-secret"), "utf8")).trim();
  }

  /** Does what the README leaves to cron, if anything. */
  async handOverWhatIsLeft(): Promise<void> {
    const [program, ...given] = this.#recipe.handOver ?? [];
    if (program) {
      await promisify(execFile)(program, given, { cwd: this.#folder, env: this.#environment() });
    }
  }

  /** What became of an award, as the proxy says. */
  async awardState(id: string): Promise<string> {
    const secret = (await readFile(this.#data("backend-secret"), "utf8")).trim();
    const answer = await fetch(this.#internal(`/awards/${id}`), { headers: { authorization: `Bearer ${secret}` } });
    assert.equal(answer.status, 200);
    return ((await answer.json()) as { state: string }).state;
  }

  /** How many event streams the proxy has open. */
  async openStreams(): Promise<number> {
    const metrics = await (await fetch(this.#internal("/metrics"))).text();
    return Number(/^retailer_proxy_event_streams (\d+)$/m.exec(metrics)?.[1]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // PHP finishes what it does before it ends after Ctrl-C, and an event stream goes on.
    await this.#shop?.stop("SIGTERM");
    await this.#proxy?.stop("SIGINT");
    await rm(this.#folder, { recursive: true });
  }

  #internal(name: string): string {
    return new URL(name, `http://127.0.0.1:${this.#ports.internal}`).href;
  }

  #data(name: string): string {
    return path.join(this.#folder, "examples", "data", name);
  }

  #environment(): NodeJS.ProcessEnv {
    const { proxy, internal, engage } = this.#ports;
    return {
      ...environmentOf(this.#ports),
      PROGRAMS: environmentVariable("PROGRAMS_DIR"),
      ENGAGE_PORT: String(engage),
      RETAILER_PROXY_ENGAGE_BASE_URL: `http://127.0.0.1:${engage}`,
      RETAILER_PROXY_LISTEN_ADDRESS: `127.0.0.1:${proxy}`,
      RETAILER_PROXY_INTERNAL_ADDRESS: `127.0.0.1:${internal}`,
      RETAILER_PROXY_WIDGET_FOLDER: embedFolder(),
      DATA: path.join(this.#folder, "examples", "data"),
      PHP_CLI_SERVER_WORKERS: "8",
    };
  }

  /** Waits until a server of this group answers with 200. */
  async #answers(group: Group, address: string): Promise<void> {
    await until(`an answer of ${address}`, async () => {
      group.assertRuns();
      return (await fetch(address).catch(() => undefined))?.status === 200;
    });
  }
}

/** What a shop on these ports is told. */
export function environmentOf({ shop, proxy, internal }: Ports): NodeJS.ProcessEnv {
  return {
    ...process.env,
    HOST: "127.0.0.1",
    PORT: String(shop),
    PROXY: `http://127.0.0.1:${proxy}`,
    INTERNAL: `http://127.0.0.1:${internal}`,
  };
}

export async function portsOfShop(): Promise<Ports> {
  const [shop = 0, proxy = 0, internal = 0, engage = 0] = await freePorts(4);
  return { shop, proxy, internal, engage };
}

/** Whether a file is a part of the recipes, and not what was made or installed beside it. */
export function isOfRecipe(file: string): boolean {
  const made = ["data", "node_modules", "dist", ".angular", ".data", ".next", ".nuxt", ".output"];
  return !path.relative(EXAMPLES, file).split(path.sep).some((name) => made.includes(name));
}

/** Waits until a condition holds. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = new AbortController();
  const looked = (async () => {
    while (!end.signal.aborted && !(await holds())) {
      await pause(PAUSE_IN_MILLISECONDS);
    }
  })();
  try {
    await within(PATIENCE_IN_MILLISECONDS, what, looked);
  } finally {
    end.abort();
  }
}

/** A program with all that it starts: PHP has a process for each worker. */
export class Group {
  readonly #process: ChildProcess;
  readonly #name: string;
  readonly #ended: Promise<unknown>;
  #output = "";

  private constructor(name: string, started: ChildProcess) {
    this.#name = name;
    this.#process = started;
    this.#ended = once(started, "close");
    this.#ended.catch(() => {});
    for (const stream of [started.stdout, started.stderr]) {
      stream?.on("data", (part: Buffer) => (this.#output += part.toString()));
    }
    // When the test run itself is cut short, nothing may be left running.
    const kill = () => this.#kill("SIGKILL");
    process.once("exit", kill);
    started.once("close", () => process.off("exit", kill));
  }

  static of([program, ...given]: Command, folder: string, env: NodeJS.ProcessEnv): Group {
    const started = spawn(program, given, { cwd: folder, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    return new Group([program, ...given].join(" "), started);
  }

  /** Fails with what was printed when the program has ended. */
  assertRuns(): void {
    const { exitCode, signalCode } = this.#process;
    assert.ok(exitCode === null && signalCode === null, `${this.#name} has ended:\n${this.#output}`);
  }

  /** Sends this to all of them, and waits until they are gone. */
  async stop(signal: "SIGINT" | "SIGTERM"): Promise<void> {
    this.#kill(signal);
    try {
      await within(PATIENCE_IN_MILLISECONDS, `${this.#name} to end after ${signal}`, this.#ended);
    } finally {
      this.#kill("SIGKILL");
    }
  }

  #kill(signal: NodeJS.Signals): void {
    try {
      if (this.#process.pid !== undefined) {
        process.kill(-this.#process.pid, signal);
      }
    } catch {
      // All of them are gone already.
    }
  }
}

/** So many ports of 127.0.0.1 on which nothing listens. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = PORTS.first + Math.floor(Math.random() * PORTS.count);
    if (await isFree(port)) {
      found.add(port);
    }
  }
  return [...found];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}
