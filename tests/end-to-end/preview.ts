// `retailer-proxy preview` as a program of its own, with a content file in a folder of its own.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";

import { embedFolder } from "./embed.ts";
import { environmentVariable } from "./environment.ts";
import { PATIENCE_IN_MILLISECONDS, within } from "./within.ts";

/** `await using preview = await Preview.started(content)` stops it at the end of the block. */
export class Preview implements AsyncDisposable {
  readonly #folder: string;
  readonly #process: ChildProcess;
  /** Where the page is. */
  readonly address: string;

  private constructor(folder: string, launched: ChildProcess, address: string) {
    this.#folder = folder;
    this.#process = launched;
    this.address = address;
  }

  /** Starts a preview of a file with this content, and waits until it says where it is. */
  static async started(content: string): Promise<Preview> {
    const folder = await mkdtemp(path.join(tmpdir(), "preview-"));
    const file = path.join(folder, "content.toml");
    await writeFile(file, content);
    const launched = spawn(
      environmentVariable("PROXY_BINARY"),
      ["preview", "--content", file, "--widget", embedFolder()],
      { env: {}, stdio: ["ignore", "pipe", "inherit"] },
    );
    // When the test run itself is cut short, nothing may be left running.
    const kill = () => launched.kill("SIGKILL");
    process.once("exit", kill);
    launched.once("exit", () => process.off("exit", kill));
    try {
      const address = await within(PATIENCE_IN_MILLISECONDS, "the preview to start", addressOf(launched));
      return new Preview(folder, launched, address);
    } catch (error) {
      kill();
      throw error;
    }
  }

  /** Replaces the file as editors do: by a new one of the same name. */
  async save(content: string): Promise<void> {
    const beside = path.join(this.#folder, "content.toml~");
    await writeFile(beside, content);
    await rename(beside, path.join(this.#folder, "content.toml"));
  }

  /** Stops it as Ctrl-C would. */
  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGINT");
    try {
      await within(PATIENCE_IN_MILLISECONDS, "the preview to stop after Ctrl-C", ended);
    } finally {
      this.#process.kill("SIGKILL");
      await rm(this.#folder, { recursive: true, force: true });
    }
  }
}

function addressOf(launched: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    launched.once("error", reject);
    launched.once("exit", (code) => reject(new Error(`the preview has ended with exit code ${code}`)));
    if (!launched.stdout) {
      throw new Error("the preview was started without a pipe for its output");
    }
    createInterface(launched.stdout).on("line", (line) => {
      if (line.startsWith("http://")) {
        resolve(line);
      }
    });
  });
}
