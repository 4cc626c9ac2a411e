// Limits for what the widget costs a page, beside what was measured. Every build checks
// the budgets for bytes (budgets.toml).

import type { Result } from "./result.ts";
import { medians } from "./statistics.ts";
import { ALONE, BASELINE } from "./variants.ts";

/** One budget, with what was measured. */
export interface Budget {
  readonly what: string;
  /** The highest value that is allowed, in the unit that {@link what} names. */
  readonly limit: number;
  readonly measured: number;
}

/** How much later than alone the shop's own picture and script may come. */
const SHARE_OF_ALONE = 1.03;
/** What the cards may add to the bytes before the page has loaded. */
const BYTES_BEFORE_LOAD = 12_000;
const LONGEST_TASK_IN_MILLISECONDS = 100;
const CHALLENGES = 1_000;

/** The variants whose cards come rendered. */
const RENDERED = ["inlined", "fragment"] as const;
const WIDGETS = [...RENDERED, "json"] as const;

/** The budgets of all pages that were measured. */
export function budgets({ hosts, loads, scales }: Result): Budget[] {
  const host = new Map(hosts.map(({ variant, runs }) => [variant, medians(runs)]));
  const load = new Map(loads.map(({ variant, runs }) => [variant, medians(runs)]));
  const all: Budget[] = [];
  const add = (what: string, measured: number | undefined, limit: number | undefined) => {
    if (measured !== undefined && limit !== undefined) {
      all.push({ what, limit, measured });
    }
  };
  const alone = host.get(ALONE);
  for (const variant of alone ? RENDERED : []) {
    const measured = host.get(variant);
    add(`${variant}: the shop's largest paint, ms: 3 % later than alone`, measured?.largestPaint, later(alone?.largestPaint));
    add(`${variant}: the shop's script, ms: 3 % later than alone`, measured?.script, later(alone?.script));
    add(`${variant}: bytes before load`, measured?.bytesBeforeLoad, (alone?.bytesBeforeLoad ?? 0) + BYTES_BEFORE_LOAD);
  }
  add("json: the shop's largest paint, ms: Preact's", host.get("json")?.largestPaint, host.get(BASELINE)?.largestPaint);
  add("fragment: first stamp, ms: Preact's", load.get("fragment")?.firstStamp, load.get(BASELINE)?.firstStamp);
  add("json: first stamp, ms: React's", load.get("json")?.firstStamp, load.get("react")?.firstStamp);
  for (const variant of WIDGETS) {
    const measured = load.get(variant);
    add(`${variant}: blocking, ms: Preact's`, measured?.blocking, load.get(BASELINE)?.blocking);
    add(`${variant}: joinable, ms: React's`, measured?.joinable, load.get("react")?.joinable);
    add(`${variant}: bytes: React's`, measured?.bytes, load.get("react")?.bytes);
    add(`${variant}: layout shift`, measured?.layoutShift, 0);
  }
  const scale = (variant: string) => {
    const found = scales.find((one) => one.challenges === CHALLENGES && one.variant === variant);
    return found && medians(found.runs);
  };
  add("1,000 challenges: longest task, ms", scale("json")?.longestTask, LONGEST_TASK_IN_MILLISECONDS);
  add("1,000 challenges: drawn, ms: React's", scale("json")?.draw, scale("react")?.draw);
  add("1,000 challenges: one stamp, ms: Preact's", scale("json")?.update, scale(BASELINE)?.update);
  return all;
}

function later(time: number | undefined): number | undefined {
  return time === undefined ? undefined : time * SHARE_OF_ALONE;
}
