// element.d.ts: the types of the element, of its attributes and of its events.

/** @param {import("./reference.mjs").Reference} reference */
export function elementTypes({ attributes, events, refresh, version }) {
  return `// Types of <challenges-widget>. docs/reference.md of the project explains everything.

/** The attributes, by their names in HTML and by the names of their properties. */
export interface ChallengesWidgetAttributes {
${attributes.flatMap(spellings).join("\n")}
}

/** The events of the element. They bubble, and are composed. */
export interface ChallengesWidgetEventMap {
${events.map(event).join("\n")}
}

/** The element. */
export class ChallengesWidgetElement extends HTMLElement {
${attributes.filter(({ name }) => name !== "lang").map(accessors).join("\n")}
  ${comment(version)}
  readonly version: string;
  ${comment(refresh)}
  refresh(): Promise<void>;
}

/** Defines the element, unless it is defined already. On a server it does nothing. */
export function define(): void;

/**
 * Takes the WebAssembly and the texts from this address, where the shop serves the folder
 * \`embed\` of this package. Call it before the element stands in the page. An address without
 * an origin counts from the address of the page.
 */
export function setAssetBase(url: string | URL): void;

declare global {
  interface HTMLElementTagNameMap {
    "challenges-widget": ChallengesWidgetElement;
  }
  interface HTMLElementEventMap extends ChallengesWidgetEventMap {}
  interface DocumentEventMap extends ChallengesWidgetEventMap {}
  interface WindowEventMap extends ChallengesWidgetEventMap {}
}
`;
}

/** An attribute as a member of an interface, once for each name that it has. */
function spellings({ name, property, type, isFlag, description }) {
  const value = isFlag ? 'boolean | "" | "true" | "false"' : type;
  return [...new Set([name, property])].map((spelling) => `  ${comment(description)}\n  "${spelling}"?: ${value};`);
}

function event({ name, detail, description }) {
  return `  ${comment(description)}\n  "${name}": CustomEvent<${detail}>;`;
}

/** The property of an attribute. Every element has `lang`. */
function accessors({ name, property, type, read, isFlag, description }) {
  const values = name === "texts" ? "object | string" : type;
  const written = isFlag ? "boolean" : `${values} | null | undefined`;
  return `  ${comment(description)}\n  get ${property}(): ${read};\n  set ${property}(value: ${written});`;
}

function comment(text) {
  return `/** ${text} */`;
}
