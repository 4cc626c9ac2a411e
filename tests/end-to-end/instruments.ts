// What tests measure and emulate with, and which engine has it. A test names what it
// needs. Where an engine lacks it, the runner lists the test by its name with the reason,
// and `cargo xtask test` counts such tests.

import type { TestOptions } from "node:test";

import { type Engine, engine } from "./engine.ts";

/** Why an engine lacks an instrument; an engine that is not named has it. */
const LACKING = {
  /** The test is about files or about Node, so one run of it is enough. */
  "nothing of a browser": {
    firefox: "it says nothing about browsers, and runs with Chromium's tests",
    webkit: "it says nothing about browsers, and runs with Chromium's tests",
  },
  "layout-shift entries": {
    firefox: "Firefox does not report layout shifts",
    webkit: "WebKit does not report layout shifts",
  },
  "processor time of frames": {
    firefox: "Firefox has no long-animation-frame entries and no trace of processor time",
  },
  "a paint while a style sheet is late": {
    firefox: "Firefox paints nothing of a page while a style sheet of it is late",
  },
  "forced colours": {
    webkit: "WebKit has no forced colours",
  },
  "a page without scripts": {
    firefox: "WebDriver cannot look at a page whose scripts are switched off",
    webkit: "WebDriver cannot look at a page whose scripts are switched off",
  },
  "the styles of paper on a screen": {
    firefox: "WebDriver cannot show a page as it is printed",
    webkit: "WebDriver cannot show a page as it is printed",
  },
  "a window of 280 pixels": {
    webkit: "the window of WebKit's browser is 290 pixels wide at least",
  },
  "answers in place of a server with HTTPS": {
    webkit: "the proxy of the tests sees only which server is asked",
  },
  "the end of a request that the test holds back": {
    firefox: "WebDriver does not tell that a request which it holds back is over",
  },
  "the end of an event stream": {
    firefox: "WebDriver does not tell that a page has closed an event stream",
  },
  "the shopper's text size": {
    firefox: "only Chromium is started with another text size",
    webkit: "only Chromium is started with another text size",
  },
  "the browser's choice of cookies": {
    webkit: "the proxy of the tests itself adds cookies to requests",
  },
  "bodies of requests": {
    firefox: "WebDriver does not tell what Firefox sends",
  },
  "counts of nodes and listeners": {
    firefox: "only Chromium counts nodes and listeners after a garbage collection",
    webkit: "only Chromium counts nodes and listeners after a garbage collection",
  },
} as const satisfies Record<string, Partial<Record<Engine, string>>>;

export type Instrument = keyof typeof LACKING;

/** Options of a test that needs these instruments. */
export function needs(...instruments: readonly Instrument[]): TestOptions {
  const reasons: readonly Partial<Record<Engine, string>>[] = instruments.map((instrument) => LACKING[instrument]);
  const reason = reasons.map((lacking) => lacking[engine]).find((found) => found !== undefined);
  return reason === undefined ? {} : { skip: reason };
}
