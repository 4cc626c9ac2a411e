// axe-core in a page.

import assert from "node:assert/strict";

import axe from "axe-core";
import type { Page } from "playwright-core";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Gives a page axe-core, which a strict policy would not let it load. */
export async function addAxe(page: Page): Promise<void> {
  await page.addInitScript({ content: axe.source });
}

/** Fails with what axe-core found and where, shadow roots included. */
export async function assertNoFindings(page: Page): Promise<void> {
  const findings = await page.evaluate(async (rules) => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run(document, {
      runOnly: rules,
      resultTypes: ["violations"],
    });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help}\n  ${target.flat().join(" > ")}\n  ${failureSummary}`),
    );
  }, RULES);
  const shown = [...findings.slice(0, 20), ...(findings.length > 20 ? [`… of ${findings.length}`] : [])];
  assert.equal(findings.length, 0, `axe-core found:\n${shown.join("\n")}`);
}
