// The JavaScript half of the custom element <challenges-widget>.
//
// It defines the element, draws a placeholder at once, and starts everything the
// cards need side by side: the data, the glue and the WebAssembly. Then the Rust
// half (src/element.rs) takes over. Every decision is made there; this file only
// opens the door, and says so in plain words when there is nobody behind it.

import { failedText, failedTitle, retry } from "../../locales/en.json";
import styles from "../../style/widget.css";

const TAG = "challenges-widget";

/** What wasm-bindgen makes of src/element.rs. */
interface Glue {
  default(input: { module_or_path: Promise<Response> }): Promise<unknown>;
  mount(
    root: HTMLElement,
    proxy: string,
    language: string,
    response: Promise<Response>,
    signal: AbortSignal,
  ): Mounted;
}

/** A widget that is there; freeing it takes down what it put up. */
interface Mounted {
  refresh(): void;
  free(): void;
}

const sheet = new CSSStyleSheet();
sheet.replaceSync(styles);

/** Shared by all elements of the page; empty again after a failed download. */
let glue: Promise<Glue> | undefined;
let attempts = 0;

function loadGlue(): Promise<Glue> {
  glue ??= downloadGlue().catch((reason: unknown) => {
    glue = undefined;
    throw reason;
  });
  return glue;
}

async function downloadGlue(): Promise<Glue> {
  const wasm = fetchWasm(new URL("./challenges_widget_bg.wasm", import.meta.url));
  const address = new URL("./challenges_widget.js", import.meta.url);
  // Browsers remember a module that could not be had, by its address.
  address.search = attempts++ === 0 ? "" : `?attempt=${attempts}`;
  const [loaded] = await Promise.all([import(address.href) as Promise<Glue>, wasm]);
  await loaded.default({ module_or_path: wasm });
  return loaded;
}

async function fetchWasm(address: URL): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) {
    throw new Error(`${address.href} answered ${response.status}`);
  }
  return response;
}

class ChallengesWidgetElement extends HTMLElement {
  static readonly observedAttributes = ["proxy"];

  readonly #root = document.createElement("div");
  #running: AbortController | undefined;
  #mounted: Mounted | undefined;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(this.#root);
  }

  connectedCallback(): void {
    // An element that was only moved goes on as it was.
    if (!this.#running) {
      this.#start();
    }
  }

  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (!this.isConnected) {
        this.#stop();
      }
    });
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (this.isConnected && before !== after) {
      this.#stop();
      this.#start();
    }
  }

  /** Looks whether anything is new; what is shown stays until then. */
  refresh(): void {
    if (this.#mounted) {
      this.#mounted.refresh();
    } else if (this.isConnected && !this.#running) {
      this.#start();
    }
  }

  #start(): void {
    const proxy = this.getAttribute("proxy")?.trim();
    if (!proxy) {
      console.error(
        `<${TAG}>: the attribute "proxy" is missing; set it to the address of the retailer proxy, such as proxy="/api/loyalty"`,
      );
      return;
    }
    const running = new AbortController();
    this.#running = running;
    const response = fetch(`${proxy.replace(/\/+$/, "")}/challenges`, {
      credentials: "same-origin",
      headers: { Accept: "application/json" },
      signal: running.signal,
    });
    // The widget handles a failure; without it, nobody needs to.
    response.catch(() => {});
    this.#drawPlaceholder();
    loadGlue().then(
      (loaded) => {
        if (!running.signal.aborted) {
          this.#mounted = loaded.mount(this.#root, proxy, this.#language(), response, running.signal);
        }
      },
      (reason: unknown) => {
        if (!running.signal.aborted) {
          console.error(`<${TAG}>: the widget could not be loaded`, reason);
          this.#drawFailure();
        }
      },
    );
  }

  #stop(): void {
    // Without a reason: what waits for these requests expects an error.
    this.#running?.abort();
    this.#running = undefined;
    this.#mounted?.free();
    this.#mounted = undefined;
    this.#root.replaceChildren();
  }

  /** The language tag of the page around the element. */
  #language(): string {
    const nearest = this.closest<HTMLElement>("[lang]");
    return nearest?.lang || navigator.language || "en";
  }

  /** The same as the Skeleton component, which takes its place. */
  #drawPlaceholder(): void {
    const cards = element("ul", "cards");
    cards.ariaHidden = "true";
    cards.append(element("li", "card skeleton"), element("li", "card skeleton"));
    this.#root.replaceChildren(cards);
  }

  /** In English, since what knows the shopper's language could not be had. */
  #drawFailure(): void {
    const notice = element("div", "notice");
    notice.lang = "en";
    notice.part.add("notice", "error");
    notice.role = "alert";
    const button = element("button", "retry", retry);
    button.part.add("button");
    button.addEventListener("click", () => {
      this.#stop();
      this.#start();
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

if (!customElements.get(TAG)) {
  customElements.define(TAG, ChallengesWidgetElement);
}
