// Everything that one run of the bench has measured.

import type { Host } from "./host.ts";
import type { Load } from "./load.ts";
import type { Scale } from "./scale.ts";

/** Everything that was measured, and under which conditions. */
export interface Result {
  readonly date: string;
  readonly machine: string;
  readonly browser: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly cards: number;
  readonly runs: number;
  readonly scaleRuns: number;
  /** Where pages show something else than the first page, in words. */
  readonly differences: readonly string[];
  /** The shop's page. */
  readonly hosts: readonly Measured<Host>[];
  /** A page that has nothing but the cards. */
  readonly loads: readonly Measured<Load>[];
  readonly scales: readonly (Measured<Scale> & { readonly challenges: number })[];
}

/** All runs of one page. */
export interface Measured<Row> {
  readonly variant: string;
  readonly title: string;
  readonly runs: readonly Row[];
}
