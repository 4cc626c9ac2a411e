// Limits for what the widget costs a page, beside what was measured. Every build checks
// the budgets for bytes (budgets.toml).

import type { Result } from "./result.ts";
import { medians } from "./statistics.ts";
import { BASELINE } from "./variants.ts";

/** One budget, with what was measured. */
export interface Budget {
  readonly what: string;
  /** The highest value that is allowed, in the unit that {@link what} names. */
  readonly limit: number;
  readonly measured: number;
}

const BLOCKING_IN_MILLISECONDS = 50;
const LONGEST_TASK_IN_MILLISECONDS = 200;
const CHALLENGES = 1_000;

/** The budgets of all pages that were measured. */
export function budgets({ loads, scales }: Result): Budget[] {
  const middle = new Map(loads.map(({ variant, runs }) => [variant, medians(runs)]));
  const firstStamp = (variant: string) => middle.get(variant)?.firstStamp;
  const widgets = loads.filter(({ title }) => title.startsWith("widget"));
  const all: Budget[] = [];
  const add = (what: string, measured: number | undefined, limit: number | undefined) => {
    if (measured !== undefined && limit !== undefined) {
      all.push({ what, limit, measured });
    }
  };
  add("first stamp with a fragment, ms: Preact's", firstStamp("fragment"), firstStamp(BASELINE));
  add("first stamp with JSON alone, ms: React's", firstStamp("json"), firstStamp("react"));
  for (const { variant, title } of widgets) {
    const load = middle.get(variant);
    add(`${title}: blocking, ms`, load?.blocking, BLOCKING_IN_MILLISECONDS);
    add(`${title}: layout shift`, load?.layoutShift, 0);
  }
  for (const { title, challenges, runs } of scales) {
    if (challenges === CHALLENGES && title.startsWith("widget")) {
      const { longestTask } = medians(runs);
      add("1,000 challenges: longest task, ms", longestTask, LONGEST_TASK_IN_MILLISECONDS);
    }
  }
  return all;
}
