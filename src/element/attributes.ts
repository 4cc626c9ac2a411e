// The attributes of the element, and the properties that mirror them.

/** The attributes. A test compares these lists with crates/challenge-cards/src/options/attributes.rs. */
export const ATTRIBUTES = [
  "proxy",
  "lang",
  "layout",
  "filter",
  "definition",
  "limit",
  "live",
  "login-url",
  "heading-level",
  "color-scheme",
  "hide-when-empty",
  "signed-out",
  "loading",
];
/** The attributes that are there or not, whatever their value. */
const FLAGS = ["live", "hide-when-empty"];
/** The attributes that a server has to know to render the same cards as the element. */
const FOR_SERVERS = ["layout", "filter", "definition", "limit", "heading-level", "hide-when-empty"];

/** The attributes that an element has, as pairs of name and value. */
export function attributesOf(element: Element): [string, string | null][] {
  const names = ATTRIBUTES.filter((name) => element.hasAttribute(name));
  return names.map((name) => [name, element.getAttribute(name)]);
}

/** The attributes of an element that a server has to know, as a query. */
export function viewOf(element: Element): string {
  const attributes = attributesOf(element).filter(([name]) => FOR_SERVERS.includes(name));
  return new URLSearchParams(attributes.map(([name, value]) => [name, value ?? ""])).toString();
}

/** The property of an attribute: `loginUrl` for `login-url`. */
export function propertyOf(attribute: string): string {
  return attribute.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** Adds properties that mirror the attributes. Every element has `lang` already. */
export function mirror(prototype: HTMLElement): void {
  for (const name of ATTRIBUTES.filter((attribute) => attribute !== "lang")) {
    const isFlag = FLAGS.includes(name);
    Object.defineProperty(prototype, propertyOf(name), {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement): string | boolean | null {
        return isFlag ? this.hasAttribute(name) : this.getAttribute(name);
      },
      set(this: HTMLElement, value: unknown) {
        if (isFlag) {
          this.toggleAttribute(name, Boolean(value));
        } else if (value === null || value === undefined) {
          this.removeAttribute(name);
        } else {
          this.setAttribute(name, String(value));
        }
      },
    });
  }
}
