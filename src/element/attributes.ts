// The attributes of the element, and the properties that mirror them.

/** The attributes, as src/options.rs lists them. */
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
/** Those that are there or not, whatever their value. */
const FLAGS = ["live", "hide-when-empty"];
/** Those that a server has to know to draw the cards as the element would. */
const SEEN = ["layout", "filter", "definition", "limit", "heading-level", "hide-when-empty"];

/** The attributes that an element has, by name and value. */
export function attributesOf(element: Element): [string, string | null][] {
  const names = ATTRIBUTES.filter((name) => element.hasAttribute(name));
  return names.map((name) => [name, element.getAttribute(name)]);
}

/** Those of them that a server has to know, as a query. */
export function viewOf(element: Element): string {
  const seen = attributesOf(element).filter(([name]) => SEEN.includes(name));
  return new URLSearchParams(seen.map(([name, value]) => [name, value ?? ""])).toString();
}

/** `login-url` becomes `loginUrl`. */
export function propertyOf(attribute: string): string {
  return attribute.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** Gives a class the properties that mirror the attributes; `lang` is every element's own. */
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
