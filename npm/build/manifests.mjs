// What editors read: the custom elements manifest, JetBrains' web types and VS Code's data.

const TAG = "challenges-widget";
const CLASS = "ChallengesWidgetElement";
const DESCRIPTION = "A shopper's challenges as stamp cards.";

/**
 * https://github.com/webcomponents/custom-elements-manifest
 *
 * @param {import("./reference.mjs").Reference} reference
 */
export function customElements({ attributes, events, slots, parts, cssProperties, refresh, version }) {
  const declaration = { name: CLASS, module: "element.js" };
  const element = {
    kind: "class",
    customElement: true,
    tagName: TAG,
    name: CLASS,
    description: DESCRIPTION,
    superclass: { name: "HTMLElement" },
    attributes: attributes.map(({ name, property, type, description, ...attribute }) => ({
      name,
      description,
      type: { text: type },
      default: attribute.default,
      fieldName: property,
    })),
    members: [
      ...attributes.map(({ name, property, read, description }) => ({
        kind: "field",
        name: property,
        description,
        type: { text: read },
        attribute: name,
      })),
      { kind: "field", name: "version", description: version, type: { text: "string" }, readonly: true },
      { kind: "method", name: "refresh", description: refresh, return: { type: { text: "Promise<void>" } } },
    ],
    events: events.map(({ name, detail, description }) => ({
      name,
      description,
      type: { text: `CustomEvent<${detail}>` },
    })),
    slots,
    cssParts: parts,
    cssProperties,
  };
  return {
    schemaVersion: "1.0.0",
    readme: "README.md",
    modules: [
      {
        kind: "javascript-module",
        path: "element.js",
        declarations: [element],
        exports: [{ kind: "js", name: CLASS, declaration }],
      },
      {
        kind: "javascript-module",
        path: "index.js",
        exports: [{ kind: "custom-element-definition", name: TAG, declaration }],
      },
    ],
  };
}

/**
 * https://github.com/JetBrains/web-types
 *
 * @param {import("./reference.mjs").Reference} reference
 * @param {string} version of the package
 */
export function webTypes({ attributes, events, slots, parts, cssProperties }, version) {
  return {
    $schema: "https://raw.githubusercontent.com/JetBrains/web-types/master/schema/web-types.json",
    name: TAG,
    version,
    "description-markup": "markdown",
    contributions: {
      html: {
        elements: [
          {
            name: TAG,
            description: DESCRIPTION,
            attributes: attributes.map(({ name, type, isFlag, description }) => ({
              name,
              description,
              value: { type, required: !isFlag },
            })),
            slots,
            js: {
              properties: attributes.map(({ property, type, description }) => ({
                name: property,
                description,
                value: { type },
              })),
              events: events.map(({ name, detail, description }) => ({
                name,
                description,
                value: { type: `CustomEvent<${detail}>` },
              })),
            },
            css: {
              parts,
              properties: cssProperties.map(({ name, description }) => ({ name, description })),
            },
          },
        ],
      },
    },
  };
}

/**
 * https://github.com/microsoft/vscode-custom-data
 *
 * @param {import("./reference.mjs").Reference} reference
 */
export function htmlData({ attributes }) {
  return {
    version: 1.1,
    tags: [
      {
        name: TAG,
        description: DESCRIPTION,
        attributes: attributes.map(({ name, choices, isFlag, description }) => ({
          name,
          description,
          ...(isFlag ? { valueSet: "v" } : choices.length > 0 && { values: choices.map((choice) => ({ name: choice })) }),
        })),
      },
    ],
  };
}
