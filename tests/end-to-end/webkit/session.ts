// A window of WebKit, told what to do by WebDriver, W3C's protocol.

import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

import type { WindowSettings } from "../emulation.ts";
import { PATIENCE_IN_MILLISECONDS, within } from "../within.ts";
import { type Screen, startedProgram } from "./screen.ts";

/**
 * The language that WebKit has and asks for in the locale `C`, in which it is started. No
 * page asks for it, so the proxy of the tests can tell who does.
 */
export const OWN_LANGUAGE = "C";

/** How long is waited between two looks at something, in milliseconds. */
const PAUSE = 25;

/** How long a window may take to close, in milliseconds. */
const PATIENCE_WITH_THE_END = 10_000;

/** Lets the window be as narrow as a telephone: its tool bar would not. */
const SMALL_TOOL_BAR = `
  * {
    min-width: 0;
    margin: 0;
    border-width: 0;
    padding: 0;
    font-size: 1px;
    -gtk-icon-source: none;
    -gtk-icon-transform: scale(0.1);
  }`;

/** What WebDriver answers when a command fails. */
export class DriverError extends Error {
  /** WebDriver's word for it, such as `javascript error`. */
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(`${kind}: ${message}`);
    this.kind = kind;
  }
}

/** One browser with one window, without cookies and storage of any other. */
export class Session {
  readonly #driver: ChildProcess;
  /** A folder with the settings of this browser alone. */
  readonly #home: string;
  readonly #origin: string;
  #id = "";

  private constructor(driver: ChildProcess, home: string, origin: string) {
    this.#driver = driver;
    this.#home = home;
    this.#origin = origin;
  }

  /**
   * @param proxy host and port of the proxy that all requests go through
   */
  static async opened(screen: Screen, proxy: string, settings: WindowSettings): Promise<Session> {
    const port = await freePort();
    const home = await mkdtemp(path.join(tmpdir(), "webkit-"));
    await mkdir(path.join(home, "gtk-3.0"));
    await writeFile(path.join(home, "gtk-3.0", "settings.ini"), ["[Settings]", ...settings.gtk, ""].join("\n"));
    await writeFile(path.join(home, "gtk-3.0", "gtk.css"), SMALL_TOOL_BAR);
    const driver = startedProgram("WebKitWebDriver", ["--host=127.0.0.1", `--port=${port}`], {
      DISPLAY: screen.display,
      XDG_CONFIG_HOME: home,
      LC_ALL: "C.UTF-8",
    });
    const session = new Session(driver, home, `http://127.0.0.1:${port}`);
    try {
      await until(() => session.#call("GET", "/status").then(() => true, () => false), "WebKitWebDriver to answer");
      const { sessionId } = (await session.#call("POST", "/session", {
        capabilities: {
          alwaysMatch: {
            // What is waited for depends on the test: some hold back a part of a page.
            pageLoadStrategy: "none",
            proxy: { proxyType: "manual", httpProxy: proxy, sslProxy: proxy },
            "webkitgtk:browserOptions": { args: ["--automation", ...settings.args] },
          },
        },
      })) as { sessionId: string };
      session.#id = sessionId;
      const timeouts = { script: PATIENCE_IN_MILLISECONDS, pageLoad: PATIENCE_IN_MILLISECONDS };
      await session.command("POST", "timeouts", timeouts);
    } catch (error) {
      driver.kill("SIGKILL");
      throw error;
    }
    return session;
  }

  /** The id of the driver's process. */
  get driver(): number {
    return this.#driver.pid ?? Number.NaN;
  }

  /** A command of the session, such as `POST url`. */
  command(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<unknown> {
    return this.#call(method, `/session/${this.#id}/${path}`, body);
  }

  async close(): Promise<void> {
    const ended = this.#call("DELETE", `/session/${this.#id}`);
    // A browser whose screen is gone already does not answer.
    await within(PATIENCE_WITH_THE_END, "WebKit to close", ended).catch(() => undefined);
    if (this.#driver.exitCode === null && this.#driver.signalCode === null) {
      const gone = once(this.#driver, "exit");
      this.#driver.kill("SIGKILL");
      await gone;
    }
    await rm(this.#home, { recursive: true, force: true });
  }

  async #call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(this.#origin + path, {
      method,
      ...(method === "POST" && { body: JSON.stringify(body ?? {}) }),
    });
    const { value } = (await response.json()) as { value: unknown };
    if (!response.ok) {
      const { error = "unknown error", message = "" } = (value ?? {}) as { error?: string; message?: string };
      throw new DriverError(error, message);
    }
    return value;
  }
}

/**
 * Waits until a condition is truthy, and gives its value.
 *
 * @param what it is that is waited for, for the message when it does not come
 */
export async function until<T>(condition: () => Promise<T>, what: string): Promise<NonNullable<T>> {
  const end = Date.now() + PATIENCE_IN_MILLISECONDS;
  for (;;) {
    const value = await condition();
    if (value) {
      return value;
    }
    if (Date.now() > end) {
      throw new Error(`waited ${PATIENCE_IN_MILLISECONDS / 1000} s in vain for ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}
