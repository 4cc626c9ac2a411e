// The JavaScript half of the custom element <challenges-widget>.
//
// It defines the element, draws a placeholder at once, and starts everything the
// cards need side by side: the data, the glue, the WebAssembly and the texts.
// Then the Rust half (src/element.rs) takes over. Every decision is made there;
// this file only opens the door, and says so in plain words when there is nobody
// behind it.

import { failedText, failedTitle, retry } from "../../locales/en.json";
import styles from "../../style/widget.css";
import { type Glue, type Mounted, glueHasPanicked, loadGlue } from "./glue";
import { whenNear } from "./nearness";
import { type Opening, open } from "./opening";
import { type Speech, speechFor } from "./speech";

const TAG = "challenges-widget";

/** The attributes, as src/options.rs lists them. */
const ATTRIBUTES = [
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

const sheet = new CSSStyleSheet();
sheet.replaceSync(styles);

class ChallengesWidgetElement extends HTMLElement {
  static readonly observedAttributes = ATTRIBUTES;

  readonly #root = document.createElement("div");
  #opening: Opening | undefined;
  #mounted: Mounted | undefined;
  #texts: object | null = null;
  /** Ends waiting for the shopper to come near; there while the element does. */
  #stopWaiting: (() => void) | undefined;
  /** Counts starts, so that what belongs to an earlier one is known. */
  #run = 0;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    this.#root.className = "widget";
    shadow.append(this.#root);
  }

  connectedCallback(): void {
    this.#adoptEarlyProperties();
    // An element that was only moved goes on as it was.
    if (!this.#hasBegun()) {
      this.#begin();
    }
  }

  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (!this.isConnected) {
        this.#stop();
      }
    });
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (!this.isConnected || before === after) {
      return;
    }
    // The retailer's own words come from the proxy in one language.
    if (name === "proxy" || name === "lang" || (name === "loading" && this.#stopWaiting)) {
      this.#stop();
      this.#begin();
    } else {
      this.#mounted?.setAttribute(name, after ?? undefined);
    }
  }

  /** Texts of the shop's own in place of the widget's, by the keys of locale files. */
  get texts(): object | null {
    return this.#texts;
  }

  set texts(texts: object | null) {
    this.#texts = texts;
    void this.#speak();
  }

  /** Looks whether anything is new; what is shown stays until then. */
  refresh(): void {
    if (this.#mounted) {
      this.#mounted.refresh();
    } else if (this.isConnected && !this.#hasBegun()) {
      this.#begin();
    }
  }

  #hasBegun(): boolean {
    return Boolean(this.#opening ?? this.#stopWaiting);
  }

  /** Starts at once, or once the shopper comes near. */
  #begin(): void {
    if (this.getAttribute("loading")?.trim() !== "lazy") {
      void this.#start();
      return;
    }
    this.#drawPlaceholder();
    this.#stopWaiting = whenNear(this, () => {
      this.#stopWaiting = undefined;
      void this.#start();
    });
  }

  async #start(): Promise<void> {
    const proxy = this.getAttribute("proxy")?.trim().replace(/\/+$/, "");
    if (!proxy) {
      console.error(
        `<${TAG}>: the attribute "proxy" is missing; set it to the address of the retailer proxy, such as proxy="/api/loyalty"`,
      );
      return;
    }
    const run = ++this.#run;
    const opening = open(proxy, this.#language());
    this.#opening = opening;
    this.#drawPlaceholder();
    try {
      const [glue] = await Promise.all([loadGlue(), this.#speech()]);
      // Language and texts may have been set while the module was on its way.
      const speech = await this.#speech();
      if (run === this.#run) {
        this.#mounted = this.#mount(glue, proxy, opening, speech);
      }
    } catch (reason) {
      if (run === this.#run) {
        console.error(`<${TAG}>: the widget could not be loaded`, reason);
        this.#drawFailure();
      }
    }
  }

  #mount(glue: Glue, proxy: string, opening: Opening, speech: Speech): Mounted {
    glueHasPanicked.addEventListener("panic", this.#onPanic);
    const attributes = ATTRIBUTES.filter((name) => this.hasAttribute(name));
    return glue.mount(this.#root, {
      proxy,
      attributes: attributes.map((name) => [name, this.getAttribute(name)]),
      speech,
      challenges: opening.challenges,
      definitions: opening.definitions,
    });
  }

  #stop(): void {
    this.#run += 1;
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    glueHasPanicked.removeEventListener("panic", this.#onPanic);
    this.#mounted?.free();
    this.#mounted = undefined;
    this.#opening?.release();
    this.#opening = undefined;
    this.#root.replaceChildren();
  }

  /** The last cards stay as a picture of themselves: nobody is behind them. */
  readonly #onPanic = (event: Event): void => {
    glueHasPanicked.removeEventListener("panic", this.#onPanic);
    this.#mounted = undefined;
    const picture = [...this.#root.childNodes].map((node) => node.cloneNode(true));
    this.#root.replaceChildren(...picture);
    const { detail } = event as CustomEvent<string | null>;
    console.error(`<${TAG}>: the widget has failed at ${detail ?? "an unknown place"}`);
    this.dispatchEvent(
      new CustomEvent("challenges-error", {
        bubbles: true,
        composed: true,
        detail: { reason: "panic", status: null },
      }),
    );
  };

  async #speak(): Promise<void> {
    const run = this.#run;
    const speech = await this.#speech();
    if (run === this.#run) {
      this.#mounted?.setSpeech(speech);
    }
  }

  #speech(): Promise<Speech> {
    return speechFor(this.#language(), this.#texts);
  }

  /** The language of the attribute, else of the page around, else the browser's. */
  #language(): string {
    let nearest: Element | null = this;
    let language = "";
    while (nearest && !language) {
      language = nearest.closest("[lang]")?.getAttribute("lang") ?? "";
      const root: Node = nearest.getRootNode();
      nearest = root instanceof ShadowRoot ? root.host : null;
    }
    return language || navigator.language || "en";
  }

  /** Properties that were set before the element was defined. */
  #adoptEarlyProperties(): void {
    for (const name of ["texts", ...ATTRIBUTES.map(propertyOf)]) {
      if (Object.hasOwn(this, name)) {
        const value: unknown = Reflect.get(this, name);
        Reflect.deleteProperty(this, name);
        Reflect.set(this, name, value);
      }
    }
  }

  /** The same as the Skeleton component, which takes its place. */
  #drawPlaceholder(): void {
    const slot = document.createElement("slot");
    slot.name = "fallback";
    const cards = element("ul", "cards");
    cards.ariaHidden = "true";
    cards.append(element("li", "card skeleton"), element("li", "card skeleton"));
    slot.append(cards);
    this.#root.replaceChildren(slot);
  }

  /** In English, since what knows the shopper's language could not be had. */
  #drawFailure(): void {
    const notice = element("div", "notice");
    notice.lang = "en";
    notice.part.add("notice", "error");
    notice.role = "alert";
    const button = element("button", "button retry", retry);
    button.part.add("button", "retry");
    button.addEventListener("click", () => {
      this.#stop();
      void this.#start();
    });
    notice.append(
      element("p", "notice-title", failedTitle),
      element("p", "notice-text", failedText),
      button,
    );
    this.#root.replaceChildren(notice);
  }
}

function element(tag: string, classes: string, text = ""): HTMLElement {
  const created = document.createElement(tag);
  created.className = classes;
  created.textContent = text;
  return created;
}

/** `login-url` becomes `loginUrl`. */
function propertyOf(attribute: string): string {
  return attribute.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** Properties that mirror the attributes; `lang` is every element's own. */
for (const name of ATTRIBUTES.filter((attribute) => attribute !== "lang")) {
  const isFlag = FLAGS.includes(name);
  Object.defineProperty(ChallengesWidgetElement.prototype, propertyOf(name), {
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

if (!customElements.get(TAG)) {
  customElements.define(TAG, ChallengesWidgetElement);
}
