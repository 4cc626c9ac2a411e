// Programs that run in a root file system of their own, as they would in a container.

import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { chmod } from "node:fs/promises";
import process from "node:process";
import { createInterface } from "node:readline";

import { PATIENCE_IN_MILLISECONDS, within } from "./within.ts";

/** A root file system, and what is run in it. */
export interface Root {
  readonly folder: string;
  /** The program, as it is called in there. */
  readonly program: string;
  /** The numbers of user and group that it runs as, such as `65532:65532`. */
  readonly user: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The folder that it may write to. */
  readonly data: string;
}

/** Stands for the folder that a program may write to, in a variable of its environment. */
export const OWN_DATA = "{data}";

/** A token of the simulator's contact Alva, as a shop would sign it. */
export const sessionOfAlva = {
  secret: "a secret of a shop that has 32 bytes or more",

  token(): string {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const inAnHour = Math.floor(Date.now() / 1000) + 3600;
    const claims = { contact_id: "7d1c0e5a-4b1f-4f0e-9a52-2f6d3c9b0a01", exp: inAnHour };
    const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
    return `${signed}.${createHmac("sha256", this.secret).update(signed).digest("base64url")}`;
  },
};

/** A program that runs in a root of its own, until the end of the block that it is used in. */
export class RunningProgram implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #lines: string[] = [];
  #heard: () => void = () => {};

  private constructor(started: ChildProcess) {
    this.#process = started;
    for (const output of [started.stdout, started.stderr]) {
      if (output) {
        createInterface(output).on("line", (line) => {
          this.#lines.push(line);
          this.#heard();
        });
      }
    }
    started.once("exit", () => this.#heard());
  }

  /** Starts it with these arguments, and with these variables beside those of the root. */
  static async start(
    root: Root,
    given: readonly string[],
    variables: Readonly<Record<string, string>>,
  ): Promise<RunningProgram> {
    // The program may be a user to whom the folder does not belong.
    await chmod(root.folder, 0o755);
    const own = Object.entries({ ...root.environment, ...variables });
    const env = Object.fromEntries(own.map(([name, value]) => [name, value.replace(OWN_DATA, root.data)]));
    const [command, ...before] = enter(root);
    const started = spawn(command ?? "", [...before, root.program, ...given], {
      env: { PATH: `${process.env["PATH"]}:/usr/sbin:/sbin`, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    await within(PATIENCE_IN_MILLISECONDS, `${root.program} to be started`, once(started, "spawn"));
    return new RunningProgram(started);
  }

  /** The address that it prints in a line of this form, without a slash at its end. */
  async address(form: RegExp): Promise<string> {
    const printed = new Promise<string>((resolve, reject) => {
      this.#heard = () => {
        const found = this.#lines.map((line) => form.exec(line)?.[1]).find((address) => address !== undefined);
        if (found) {
          resolve(found);
        } else if (this.#process.exitCode !== null) {
          reject(new Error(`the program has ended:\n${this.#lines.join("\n")}`));
        }
      };
      this.#heard();
    });
    return within(PATIENCE_IN_MILLISECONDS, `a line like ${form} in\n${this.#lines.join("\n")}`, printed);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null) {
      const ended = once(this.#process, "exit");
      this.#process.kill("SIGINT");
      try {
        await within(PATIENCE_IN_MILLISECONDS, "the program to end after Ctrl-C", ended);
      } finally {
        this.#process.kill("SIGKILL");
      }
    }
  }
}

/** How a program is run in another root: by root as the user of the image, by others as themselves. */
function enter({ folder, user }: Root): readonly string[] {
  return process.getuid?.() === 0
    ? ["chroot", `--userspec=${user}`, folder]
    : ["unshare", "--user", "--map-root-user", `--root=${folder}`, "--wd=/"];
}
