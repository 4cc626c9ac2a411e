// What `cargo xtask` tells the tests.

import process from "node:process";

/** The value of a variable without which no test can run. */
export function environmentVariable(
  name:
    | "BOOK_DIR"
    | "CHROME"
    | "DEMO_SHOP_BINARY"
    | "FIREFOX"
    | "NPM_PACKAGE"
    | "PROGRAMS_DIR"
    | "PROXY_BINARY"
    | "RECIPES_DIR"
    | "RECIPES_NODE"
    | "RELEASE_DIR"
    | "SITE_DIR",
): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: run these tests with \`cargo xtask test\``);
  }
  return value;
}
