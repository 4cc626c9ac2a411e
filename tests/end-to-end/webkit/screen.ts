// A screen without a monitor, with a window manager: WebKit has no mode without windows,
// and gives no element the focus in a window that no manager has activated.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";

import { PATIENCE_IN_MILLISECONDS, within } from "../within.ts";

/** Large enough for the largest window of the tests, in pixels. */
const SIZE = "1600x1600x24";

/** A program that ends with the test run, however that ends. */
export function startedProgram(program: string, args: readonly string[], variables: Record<string, string> = {}): ChildProcess {
  const started = spawn(program, args, {
    env: { ...process.env, ...variables, GTK_CSD: "0", NO_AT_BRIDGE: "1" },
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const kill = () => started.kill("SIGKILL");
  process.once("exit", kill);
  started.once("exit", () => process.off("exit", kill));
  return started;
}

/** The screen of all pages of one test file. */
export class Screen {
  readonly display: string;
  readonly #programs: readonly ChildProcess[];

  private constructor(display: string, programs: readonly ChildProcess[]) {
    this.display = display;
    this.#programs = programs;
  }

  static async started(): Promise<Screen> {
    const server = startedProgram("Xvfb", ["-displayfd", "3", "-screen", "0", SIZE, "-nolisten", "tcp"]);
    const display = `:${await within(PATIENCE_IN_MILLISECONDS, "Xvfb to name its display", firstLine(server))}`;
    return new Screen(display, [startedProgram("openbox", [], { DISPLAY: display }), server]);
  }

  async stop(): Promise<void> {
    for (const program of this.#programs) {
      if (program.exitCode === null && program.signalCode === null) {
        const ended = once(program, "exit");
        program.kill("SIGKILL");
        await ended;
      }
    }
  }
}

/** The first line that a program writes into its fourth file, where Xvfb is told to. */
function firstLine(program: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    program.once("error", reject);
    program.once("exit", (code) => reject(new Error(`Xvfb ended with ${code}`)));
    program.stdio[3]?.on("data", (data: Buffer) => {
      text += data.toString();
      const [line, more] = text.split("\n");
      if (line && more !== undefined) resolve(line);
    });
  });
}
