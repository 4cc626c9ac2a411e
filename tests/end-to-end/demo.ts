// The demo shop as a program of its own, started for a test and stopped after it.

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";

import { environmentVariable } from "./environment.ts";
import { PATIENCE_IN_MILLISECONDS, within } from "./within.ts";

/** Ports of 127.0.0.1 on which the demo listens; 0 before a first start for any free one. */
interface Ports {
  readonly shop: number;
  readonly engage: number;
}

/**
 * A running demo: the shop, the proxy and the Engage simulator.
 *
 * `await using demo = await Demo.started()` stops it at the end of the block.
 */
export class Demo implements AsyncDisposable {
  #ports: Ports = { shop: 0, engage: 0 };
  /** The same for every launch, so that shoppers stay logged in. */
  readonly #sessionSecret = randomBytes(32).toString("hex");
  #process: ChildProcess | undefined;

  private constructor() {}

  /** Starts a demo on free ports and waits until it says that it is ready. */
  static async started(): Promise<Demo> {
    const demo = new Demo();
    await demo.#launch();
    return demo;
  }

  /** The address of a page of the shop, such as `/my-pages?as=alva`. */
  url(path: string): string {
    return new URL(path, `http://127.0.0.1:${this.#ports.shop}`).href;
  }

  /** The address of a path of the Engage simulator, such as `/api/v3/challenges`. */
  engageUrl(path: string): string {
    return new URL(path, `http://127.0.0.1:${this.#ports.engage}`).href;
  }

  /** Starts it again on the same ports after {@link stop}. */
  async start(): Promise<void> {
    await this.#launch();
  }

  /** Makes the Engage simulator fail in this way until it is told otherwise. */
  async breakEngage(fault: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#tellEngage("POST", fault);
  }

  /** Ends all faults of the Engage simulator. */
  async mendEngage(): Promise<void> {
    await this.#tellEngage("DELETE");
  }

  async #tellEngage(method: string, fault?: Readonly<Record<string, unknown>>): Promise<void> {
    const response = await fetch(this.engageUrl("/simulator/faults"), {
      method,
      body: fault ? JSON.stringify(fault) : null,
    });
    if (!response.ok) {
      throw new Error(`the simulator answered ${response.status}: ${await response.text()}`);
    }
  }

  /** Stops the demo as Ctrl-C would, and waits until it is gone. */
  async stop(): Promise<void> {
    const running = this.#process;
    if (!running) {
      return;
    }
    this.#process = undefined;
    if (hasEnded(running)) {
      throw new Error(`the demo had ended by itself (${howItEnded(running)})`);
    }
    const ended = once(running, "exit");
    running.kill("SIGINT");
    try {
      await within(PATIENCE_IN_MILLISECONDS, "the demo to stop after Ctrl-C", ended);
    } finally {
      running.kill("SIGKILL");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #launch(): Promise<void> {
    const { shop, engage } = this.#ports;
    const launched = spawn(
      environmentVariable("DEMO_SHOP_BINARY"),
      [
        ...["--port", String(shop)],
        ...["--engage-port", String(engage)],
        ...["--site", environmentVariable("SITE_DIR")],
      ],
      {
        env: { ...process.env, DEMO_SHOP_SESSION_SECRET: this.#sessionSecret },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    // When the test run itself is cut short, nothing may be left running.
    const kill = () => launched.kill("SIGKILL");
    process.once("exit", kill);
    launched.once("exit", () => process.off("exit", kill));
    try {
      this.#ports = await within(PATIENCE_IN_MILLISECONDS, "the demo to be ready", readiness(launched));
    } catch (error) {
      kill();
      throw error;
    }
    this.#process = launched;
  }
}

/**
 * Waits for the lines `ready http://…/` and `… listens at http://…/`, and gives the
 * ports in them. What is printed after them is let through unread.
 */
function readiness(launched: ChildProcess): Promise<Ports> {
  return new Promise((resolve, reject) => {
    launched.once("error", reject);
    launched.once("exit", () => {
      reject(new Error(`the demo ended before it was ready (${howItEnded(launched)})`));
    });
    if (!launched.stdout) {
      throw new Error("the demo was started without a pipe for its output");
    }
    let shop: number | undefined;
    createInterface(launched.stdout).on("line", (line) => {
      const [, what, address] = /^(ready|the Engage simulator listens at) (http\S+)$/.exec(line) ?? [];
      const port = Number(address && new URL(address).port);
      if (what === "ready") {
        shop = port;
      } else if (what && shop !== undefined) {
        resolve({ shop, engage: port });
      }
    });
  });
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function howItEnded({ exitCode, signalCode }: ChildProcess): string {
  return signalCode ? `signal ${signalCode}` : `exit code ${exitCode}`;
}
