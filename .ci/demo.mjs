// The first thing that a newcomer does: `cargo xtask demo`, a shopper's page, Ctrl-C.
//
// It ends with one line that says how many passed and failed.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import process from "node:process";
import { createInterface } from "node:readline";

const MINUTE = 60_000;
/** Longer than a demo takes whose tools have to be built on a busy machine. */
const READY_WITHIN = 40 * MINUTE;
const STOPPED_WITHIN = MINUTE;

const begun = Date.now();
try {
  const demo = await startDemo();
  try {
    await askForMyPages(await demo.ready);
  } finally {
    await demo.interrupt();
  }
  console.log("\ndemo: 1 passed, 0 failed");
} catch (error) {
  console.error(error);
  console.log("\ndemo: 0 passed, 1 failed");
  process.exitCode = 1;
}

/** Starts the demo on free ports, in a process group of its own as a terminal does. */
async function startDemo() {
  const ports = ["--port", `${await freePort()}`, "--engage-port", `${await freePort()}`];
  const cargo = spawn("cargo", ["xtask", "demo", ...ports], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const ended = once(cargo, "exit");
  const lines = createInterface({ input: cargo.stdout });
  const address = new Promise((resolve) => {
    lines.on("line", (line) => {
      console.log(line);
      const [, url] = /^ready (http\S+)/.exec(line) ?? [];
      if (url) {
        resolve(url);
      }
    });
  });
  const endedEarly = ended.then(([code]) => {
    throw new Error(`the demo ended with ${code} before it was ready`);
  });
  // Ending later, after Ctrl-C, is no error.
  endedEarly.catch(() => {});
  return {
    ready: within(READY_WITHIN, "the line `ready`", Promise.race([address, endedEarly])),
    async interrupt() {
      if (cargo.exitCode === null && cargo.signalCode === null) {
        process.kill(-cargo.pid, "SIGINT");
        await within(STOPPED_WITHIN, "the end of the demo", ended);
      }
    },
  };
}

/** Logs in as a shopper and looks for the widget and for what it shows. */
async function askForMyPages(shop) {
  console.log(`ready after ${Math.round((Date.now() - begun) / 1000)} s`);
  const login = await fetch(new URL("/my-pages?as=alva", shop), { redirect: "manual" });
  const cookie = login.headers.getSetCookie().map((set) => set.split(";")[0]).join("; ");
  const page = await textOf(new URL("/my-pages", shop), { cookie });
  if (!page.includes("<challenges-widget")) {
    throw new Error(`my pages do not have the widget in them:\n${page}`);
  }
  const accept = "application/json";
  const list = JSON.parse(await textOf(new URL("/api/loyalty/challenges", shop), { cookie, accept }));
  if (!(list.items.length > 0)) {
    throw new Error(`the shopper has no challenges: ${JSON.stringify(list)}`);
  }
  console.log(`my pages hold the widget, and the shopper has ${list.items.length} challenges`);
}

async function textOf(url, headers) {
  const response = await fetch(url, { headers });
  if (response.status !== 200) {
    throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  }
  return response.text();
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

/** The result of a promise, or an error that says what was waited for too long. */
async function within(milliseconds, what, promise) {
  let timer;
  const tooLong = new Promise((_, reject) => {
    const error = new Error(`waited ${milliseconds / 1000} s for ${what}, which did not come`);
    timer = setTimeout(() => reject(error), milliseconds);
  });
  try {
    return await Promise.race([promise, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
