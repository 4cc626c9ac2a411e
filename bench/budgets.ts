// What the widget may cost, and whether it keeps to it. Bytes have budgets of their
// own, which every build is held to.

import type { Result } from "./report.ts";
import { medians } from "./statistics.ts";
import { BASE } from "./variants.ts";

/** One budget, with what was measured. */
export interface Budget {
  readonly what: string;
  /** At most so much, in the unit that {@link what} names. */
  readonly limit: number;
  readonly measured: number;
}

const BLOCKING_IN_MILLISECONDS = 50;
const LONGEST_TASK_IN_MILLISECONDS = 200;
const MOST_CHALLENGES = 1_000;

/** The budgets of all pages that were measured. */
export function budgets({ loads, scales }: Result): Budget[] {
  const middle = new Map(loads.map(({ variant, runs }) => [variant, medians(runs)]));
  const firstStamp = (variant: string) => middle.get(variant)?.firstStamp;
  const widgets = loads.filter(({ title }) => title.startsWith("widget"));
  const found: Budget[] = [];
  const hold = (what: string, measured: number | undefined, limit: number | undefined) => {
    if (measured !== undefined && limit !== undefined) {
      found.push({ what, limit, measured });
    }
  };
  hold("first stamp with a fragment, ms: Preact's", firstStamp("fragment"), firstStamp(BASE));
  hold("first stamp with JSON alone, ms: React's", firstStamp("json"), firstStamp("react"));
  for (const { variant, title } of widgets) {
    const load = middle.get(variant);
    hold(`${title}: blocking, ms`, load?.blocking, BLOCKING_IN_MILLISECONDS);
    hold(`${title}: layout shift`, load?.layoutShift, 0);
  }
  for (const { title, challenges, runs } of scales) {
    if (challenges === MOST_CHALLENGES && title.startsWith("widget")) {
      const { longestTask } = medians(runs);
      hold("1,000 challenges: longest task, ms", longestTask, LONGEST_TASK_IN_MILLISECONDS);
    }
  }
  return found;
}
