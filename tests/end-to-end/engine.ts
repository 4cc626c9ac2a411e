// The engine that the tests run in.

import process from "node:process";

export const ENGINES = ["chromium", "firefox", "webkit"] as const;
export type Engine = (typeof ENGINES)[number];

/** The engine that `cargo xtask test` has chosen; Chromium where it has not. */
export const engine: Engine = chosen(process.env["ENGINE"] ?? "chromium");

function chosen(name: string): Engine {
  const known = ENGINES.find((one) => one === name);
  if (!known) {
    throw new Error(`ENGINE is ${name}; known are ${ENGINES.join(", ")}`);
  }
  return known;
}
