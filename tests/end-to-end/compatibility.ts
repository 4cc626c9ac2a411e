// From which version on the browsers of the support line have a feature, as MDN's data
// tells it.

import { createRequire } from "node:module";

import type { CompatData, Identifier, SimpleSupportStatement, SupportStatement } from "@mdn/browser-compat-data";

/** The oldest version of each browser in which everything works. */
export const SUPPORT_LINE = {
  chrome: 111,
  edge: 111,
  firefox: 115,
  safari: 16.4,
  samsunginternet_android: 22,
} as const;

type Browser = keyof typeof SUPPORT_LINE;
const BROWSERS = Object.keys(SUPPORT_LINE) as readonly Browser[];

// 20 MB: an import would be a part of every type check.
export const data = createRequire(import.meta.url)("@mdn/browser-compat-data") as CompatData;

/** A feature of the data: by its path, such as `css.properties.color`. */
export function feature(path: string): Identifier | undefined {
  let node: unknown = data;
  for (const name of path.split("/")) {
    node = typeof node === "object" && node !== null ? Reflect.get(node, name) : undefined;
  }
  return node as Identifier | undefined;
}

/** The browsers that have the feature only above the line, each with the version. */
export function aboveLine(found: Identifier): string[] {
  const support = found.__compat?.support;
  return BROWSERS.flatMap((browser) => {
    const since = support?.[browser] === undefined ? 0 : firstVersion(support[browser]);
    return since > SUPPORT_LINE[browser] ? [`${browser} ${Number.isFinite(since) ? since : "none"}`] : [];
  });
}

/** The first version with the feature as it is; infinite where there is none. */
function firstVersion(statement: SupportStatement): number {
  const statements: readonly SimpleSupportStatement[] = Array.isArray(statement) ? statement : [statement as SimpleSupportStatement];
  const versions = statements
    .filter(({ flags, prefix, alternative_name }) => !flags && !prefix && !alternative_name)
    .map(({ version_added: version }) => {
      const number = typeof version === "string" ? Number.parseFloat(version.replace("≤", "")) : Number.NaN;
      return Number.isNaN(number) ? Infinity : number;
    });
  return Math.min(Infinity, ...versions);
}

/** All features of this name below a part of the data. */
export function featuresNamed(part: Identifier, name: string): Identifier[] {
  return Object.entries(part).flatMap(([key, value]) => {
    if (key === "__compat" || typeof value !== "object") {
      return [];
    }
    const below = featuresNamed(value as Identifier, name);
    return key === name && (value as Identifier).__compat ? [value as Identifier, ...below] : below;
  });
}
