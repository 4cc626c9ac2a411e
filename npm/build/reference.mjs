// The tables of docs/reference.md: all that a shop can set, call, listen to or style. Tests
// compare the page with the code (tests/reference.rs), so the package says what is true.

import { readFile } from "node:fs/promises";

/**
 * @typedef {object} Reference
 * @property {Attribute[]} attributes
 * @property {{ name: string, detail: string, description: string }[]} events
 * @property {Named[]} slots
 * @property {Named[]} parts
 * @property {(Named & { default: string })[]} cssProperties
 * @property {string} refresh what the method does
 * @property {string} version what the property is
 *
 * @typedef {{ name: string, description: string }} Named
 *
 * @typedef {object} Attribute
 * @property {string} name in HTML
 * @property {string} property
 * @property {string} type of the values, in TypeScript
 * @property {string} read the type of the property when it is read
 * @property {string[]} choices all values, where they are words
 * @property {boolean} isFlag whether it is on or off
 * @property {string | undefined} default where it is a value
 * @property {string} description
 */

/** The types of the properties that are neither text or null, nor true or false. */
const READ = { lang: "string", texts: "object | string | null" };
/** The values of an attribute that is on or off, in words. */
const FLAG = "nothing or `true`, or `false`";

/**
 * @param {string} file
 * @returns {Promise<Reference>}
 */
export async function readReference(file) {
  const page = await readFile(file, "utf8");
  const named = ([name, description]) => ({ name: code(name), description });
  return {
    attributes: rows(page, "Attributes").map(attribute),
    events: rows(page, "Events").map(([name, detail, description]) => ({
      name: code(name),
      detail: code(detail),
      description,
    })),
    slots: rows(page, "Slots").map(named),
    parts: rows(page, "Parts").map(named),
    cssProperties: rows(page, "Custom properties").map(([name, value, description]) => ({
      name: code(name),
      default: value.replaceAll("`", ""),
      description,
    })),
    refresh: rows(page, "Methods").find(([name]) => name === "`refresh()`")[1],
    version: rows(page, "Properties").find(([name]) => name === "`version`")[1],
  };
}

/** The rows of the table under a heading, each with its cells. */
function rows(page, heading) {
  const section = page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  if (lines.length < 3) {
    throw new Error(`docs/reference.md has no table under the heading "${heading}"`);
  }
  // The first two lines are the table's head. `\|` is a bar that ends no cell.
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll("\\|", "|")),
  );
}

function attribute([name, property, values, byDefault]) {
  const choices = choicesIn(values);
  const isFlag = values === FLAG;
  return {
    name: code(name),
    property: code(property),
    type: isFlag ? "boolean" : typeOf(values, choices),
    read: READ[code(name)] ?? (isFlag ? "boolean" : "string | null"),
    choices,
    isFlag,
    default: /^`(\w+)`|^\d+$/.exec(byDefault)?.findLast(Boolean),
    description: `Values: ${values}. Default: ${byDefault}.`,
  };
}

/** All values, where they are words: "`eager`, `lazy`". */
function choicesIn(values) {
  const words = values.split(", ");
  return words.length > 1 && words.every((word) => /^`[\w-]+`$/.test(word)) ? words.map(code) : [];
}

function typeOf(values, choices) {
  if (choices.length > 0) {
    return choices.map((choice) => `"${choice}"`).join(" | ");
  }
  const [, from, to] = /^(\d) to (\d)$/.exec(values) ?? [];
  if (from) {
    const numbers = Array.from({ length: to - from + 1 }, (_, index) => Number(from) + index);
    return [...numbers, ...numbers.map((number) => `"${number}"`)].join(" | ");
  }
  return values.startsWith("a whole number") ? "number | `${number}`" : "string";
}

/** The text without backticks around it. */
function code(text) {
  return text.replace(/^`|`$/g, "");
}
