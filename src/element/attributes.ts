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
  "hydrate",
  "texts",
];
/** The attributes that are on or off. */
const FLAGS = ["live", "hide-when-empty"];
/** The attributes that a server has to know to render the same cards as the element. */
const FOR_SERVERS = ["layout", "filter", "definition", "limit", "heading-level", "hide-when-empty"];

/** The names to observe: those of the attributes, and as what frameworks may write them. */
export const OBSERVED = [...new Set(ATTRIBUTES.flatMap((name) => [name, withoutHyphens(name)]))];

/**
 * The name that frameworks make of a property that they write as an attribute:
 * `headinglevel` for `headingLevel`.
 */
function withoutHyphens(attribute: string): string {
  return attribute.replaceAll("-", "");
}

/** The attribute with this observed name. */
export function attributeNamed(name: string): string {
  return ATTRIBUTES.find((attribute) => withoutHyphens(attribute) === withoutHyphens(name)) ?? name;
}

/** The value of an attribute, whichever of its names it is written with. */
export function valueOf(element: Element, attribute: string): string | null {
  return element.getAttribute(attribute) ?? element.getAttribute(withoutHyphens(attribute));
}

/** Whether an attribute that is on or off is on. */
export function isOn(element: Element, attribute: string): boolean {
  return (valueOf(element, attribute) ?? "false") !== "false";
}

/** The attributes that an element has, as pairs of name and value. */
export function attributesOf(element: Element): [string, string][] {
  return ATTRIBUTES.flatMap((name) => {
    const value = valueOf(element, name);
    return value === null ? [] : [[name, value]];
  });
}

/** The attributes of an element that a server has to know, as a query. */
export function viewOf(element: Element): string {
  const attributes = attributesOf(element).filter(([name]) => FOR_SERVERS.includes(name));
  return new URLSearchParams(attributes).toString();
}

/** The property of an attribute: `loginUrl` for `login-url`. */
export function propertyOf(attribute: string): string {
  return attribute.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** The attributes whose properties are not added here: an element has them already. */
const OWN_PROPERTIES = ["lang", "texts"];

/** Adds properties that mirror the attributes. */
export function mirror(prototype: HTMLElement): void {
  for (const name of ATTRIBUTES.filter((attribute) => !OWN_PROPERTIES.includes(attribute))) {
    const isFlag = FLAGS.includes(name);
    Object.defineProperty(prototype, propertyOf(name), {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement): string | boolean | null {
        return isFlag ? isOn(this, name) : valueOf(this, name);
      },
      set(this: HTMLElement, value: unknown) {
        const isOff = isFlag && (!value || value === "false");
        const other = withoutHyphens(name);
        // Without its proxy, even for a moment, the element would begin anew.
        if (other !== name) {
          this.removeAttribute(other);
        }
        if (isOff || value === null || value === undefined) {
          this.removeAttribute(name);
        } else {
          this.setAttribute(name, isFlag ? "" : String(value));
        }
      },
    });
  }
}
