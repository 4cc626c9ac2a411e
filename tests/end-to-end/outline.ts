// What stands in a widget's shadow root, node by node, as lines to compare.

import assert from "node:assert/strict";

import type { Page } from "playwright-core";

/** A widget's nodes, a line for each, indented by how deep they lie. */
export type Outline = readonly string[];

/** How many lines before the first difference are shown. */
const CONTEXT = 12;

/**
 * The outlines of all widgets of a page: tags, all attributes and all texts, but
 * no comments. A widget without cards has none.
 */
export function outlines(page: Page): Promise<Outline[]> {
  return page.evaluate(() => {
    const lines: string[] = [];
    function write(node: Node, indent: string): void {
      if (node instanceof Text) {
        lines.push(indent + JSON.stringify(node.data));
      } else if (node instanceof Element) {
        const attributes = [...node.attributes].map(({ name, value }) => ` ${name}=${JSON.stringify(value)}`);
        lines.push(`${indent}<${node.localName}${attributes.toSorted().join("")}>`);
        node.childNodes.forEach((child) => write(child, `${indent}  `));
      }
    }
    return [...document.querySelectorAll("challenges-widget")].map((host) => {
      const cards = host.shadowRoot?.querySelector("section.widget");
      if (cards) {
        write(cards, "");
      }
      return lines.splice(0);
    });
  });
}

/** Fails with the first line in which two outlines differ, and what stands above it. */
export function assertSameOutline(actual: Outline, expected: Outline, what: string): void {
  const length = Math.max(actual.length, expected.length);
  const at = Array.from({ length }).findIndex((_, line) => actual[line] !== expected[line]);
  if (at >= 0) {
    const above = expected.slice(Math.max(0, at - CONTEXT), at).join("\n");
    assert.fail(`${what}: node ${at} differs\n${above}\n- ${expected[at] ?? "(the end)"}\n+ ${actual[at] ?? "(the end)"}`);
  }
}
