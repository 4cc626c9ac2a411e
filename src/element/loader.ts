// The JavaScript half of the custom element <challenges-widget>.
//
// It defines the element, shows placeholders at once, and starts all downloads in
// parallel: the data, the glue, the WebAssembly and the texts. Server-rendered cards are
// shown as soon as they are there. Then the Rust half (src/element.rs) mounts the widget,
// and makes every decision from then on. When it cannot be loaded, this file shows a
// notice.

import { failedText, failedTitle, retry } from "../../locales/en.json";
import styles from "../../style/widget.css";
import { ATTRIBUTES, attributesOf, mirror, propertyOf, viewOf } from "./attributes";
import { type Glue, type Mounted, loadGlue, panics } from "./glue";
import { remember, reserve } from "./height";
import { type Locale, loadLocale } from "./locale";
import { whenNearViewport } from "./near-viewport";
import { type Prefetch, fromPage, prefetch } from "./prefetch";
import { type ServerRendered, hideFailedImages, serverRenderedIn } from "./server-rendered";
import { shadowRootOf, showDeclared } from "./shadow-root";

const TAG = "challenges-widget";
/** The class of server-rendered cards whose widget could not be loaded. */
const STILL = "still";

/** The sheet that all elements share. */
let sheet: CSSStyleSheet | undefined;

class ChallengesWidgetElement extends HTMLElement {
  static readonly observedAttributes = ATTRIBUTES;

  readonly #root: HTMLElement;
  #prefetch: Prefetch | undefined;
  #mounted: Mounted | undefined;
  /** Cards that came with the page, until they are shown. */
  #inline: ServerRendered | null = null;
  /** Whether server-rendered cards are shown. */
  #isServerRendered = false;
  /** The answers from which server-rendered cards were made, once they are there. */
  #answers: ServerRendered["answers"] | undefined;
  /** The button that the shopper clicked before the widget was mounted. */
  #clicked: HTMLElement | null = null;
  #texts: object | null = null;
  /** Ends waiting for the element to come near the viewport, while it waits. */
  #stopWaiting: (() => void) | undefined;
  /** Counts starts, so that results of an earlier start can be ignored. */
  #run = 0;

  constructor() {
    super();
    // It exists already where the page came with cards in it.
    const shadow = shadowRootOf(this);
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(styles);
    }
    shadow.adoptedStyleSheets = [sheet];
    this.#inline = serverRenderedIn(shadow);
    this.#root = this.#inline?.cards.parentElement ?? element("div", "widget");
    if (this.#inline) {
      // The sheet is adopted, and the data is read.
      shadow.querySelectorAll("link, script").forEach((unused) => unused.remove());
    } else {
      shadow.replaceChildren(this.#root);
    }
    this.#root.addEventListener("click", ({ target }) => {
      if (!this.#mounted && target instanceof Element) {
        this.#clicked = target.closest<HTMLElement>(".join > .button") ?? this.#clicked;
      }
    });
    // As the widget does, for images that fail before it is mounted.
    this.#root.addEventListener("error", ({ target }) => ((target as HTMLElement).hidden = true), true);
    this.addEventListener("challenges-loaded", () => requestAnimationFrame(() => this.#remember()));
  }

  connectedCallback(): void {
    this.#adoptEarlyProperties();
    // An element that was only moved goes on as before.
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
    // The proxy has answered with the retailer's texts in one language.
    if (name === "proxy" || name === "lang" || (name === "loading" && this.#stopWaiting)) {
      this.#stop();
      this.#begin();
    } else {
      this.#mounted?.setAttribute(name, after ?? undefined);
    }
  }

  /** The shop's own texts in place of the widget's, by the keys of locale files. */
  get texts(): object | null {
    return this.#texts;
  }

  set texts(texts: object | null) {
    this.#texts = texts;
    void this.#updateLocale();
  }

  /** Refreshes the challenges. What is shown stays until the answer is there. */
  refresh(): void {
    if (this.#mounted) {
      this.#mounted.refresh();
    } else if (this.isConnected && (this.#isStill() || !this.#hasBegun())) {
      this.#leave();
      this.#begin();
    }
  }

  /** Whether server-rendered cards are shown whose widget could not be loaded. */
  #isStill(): boolean {
    return this.#root.classList.contains(STILL);
  }

  #hasBegun(): boolean {
    return Boolean(this.#prefetch ?? this.#stopWaiting);
  }

  /** Starts at once, or when the element comes near the viewport. */
  #begin(): void {
    if (this.getAttribute("loading")?.trim() !== "lazy") {
      void this.#start();
      return;
    }
    this.#showPlaceholders();
    this.#stopWaiting = whenNearViewport(this, () => {
      this.#stopWaiting = undefined;
      void this.#start();
    });
  }

  async #start(): Promise<void> {
    const proxy = this.#proxyUrl();
    if (!proxy) {
      console.error(
        `<${TAG}>: the attribute "proxy" is missing; set it to the address of the retailer proxy, such as proxy="/api/loyalty"`,
      );
      return;
    }
    const run = ++this.#run;
    // A server does not know the shop's own texts.
    const view = this.#texts ? null : viewOf(this);
    const answers = this.#firstAnswers(proxy, view);
    this.#prefetch = answers;
    if (!this.#isServerRendered) {
      this.#showPlaceholders();
    }
    const shown = answers.serverRendered.then((cards) => {
      if (cards && run === this.#run && !this.#mounted) {
        this.#answers = cards.answers;
        if (answers.view === view) {
          this.#show(cards);
        }
      }
    });
    try {
      const [glue] = await Promise.all([loadGlue(), this.#locale()]);
      // The language or the texts may have been set while the module was loading.
      const locale = await this.#locale();
      if (run === this.#run) {
        this.#mounted = this.#mount(glue, proxy, answers, locale);
        this.#root.classList.remove(STILL);
        this.#clicked?.click();
      }
    } catch (reason) {
      await shown;
      // A failed refresh of such cards is not reported again.
      if (run === this.#run && !this.#isStill()) {
        console.error(`<${TAG}>: the widget could not be loaded`, reason);
        if (this.#isServerRendered) {
          this.#root.classList.add(STILL);
        } else {
          this.#showFailure();
        }
      }
    }
  }

  /** The answers that came with the page, else those of the proxy. */
  #firstAnswers(proxy: string, view: string | null): Prefetch {
    const inline = this.#inline;
    this.#inline = null;
    if (!inline || view === null) {
      return prefetch(proxy, this.#language(), view);
    }
    this.#show(inline);
    return fromPage(inline, view);
  }

  /** Shows server-rendered cards. */
  #show({ cards }: ServerRendered): void {
    this.#isServerRendered = true;
    if (cards.parentNode !== this.#root) {
      // Another element that shares the answer may show them already.
      this.#root.replaceChildren(cards.isConnected ? cards.cloneNode(true) : cards);
    }
    hideFailedImages(this.#root);
    this.#remember();
  }

  #remember(): void {
    if (this.isConnected) {
      remember(this.#root, this.#proxyUrl());
    }
  }

  /** The URL of the proxy; empty where there is none. */
  #proxyUrl(): string {
    return this.getAttribute("proxy")?.trim().replace(/\/+$/, "") ?? "";
  }

  #mount(glue: Glue, proxy: string, prefetch: Prefetch, locale: Locale): Mounted {
    panics.addEventListener("panic", this.#onPanic);
    return glue.mount(this.#root, {
      proxy,
      attributes: attributesOf(this),
      locale,
      answers: this.#answers,
      challenges: prefetch.challenges(),
      definitions: prefetch.definitions(),
    });
  }

  #stop(): void {
    this.#leave();
    this.#isServerRendered = false;
    this.#answers = undefined;
    this.#clicked = null;
    this.#root.classList.remove(STILL);
    this.#root.replaceChildren();
  }

  /** Ends everything but what is shown. */
  #leave(): void {
    this.#run += 1;
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    panics.removeEventListener("panic", this.#onPanic);
    this.#mounted?.free();
    this.#mounted = undefined;
    this.#prefetch?.release();
    this.#prefetch = undefined;
  }

  /** Leaves a copy of the last cards, without the widget's listeners. */
  readonly #onPanic = (event: Event): void => {
    panics.removeEventListener("panic", this.#onPanic);
    this.#mounted = undefined;
    const copy = [...this.#root.childNodes].map((node) => node.cloneNode(true));
    this.#root.replaceChildren(...copy);
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

  async #updateLocale(): Promise<void> {
    const run = this.#run;
    const locale = await this.#locale();
    if (run === this.#run) {
      this.#mounted?.setLocale(locale);
    }
  }

  #locale(): Promise<Locale> {
    return loadLocale(this.#language(), this.#texts);
  }

  /** The language of the attribute, else that of the page around, else the browser's. */
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

  /** Applies properties that were set before the element was defined. */
  #adoptEarlyProperties(): void {
    for (const name of ["texts", ...ATTRIBUTES.map(propertyOf)]) {
      if (Object.hasOwn(this, name)) {
        const value: unknown = Reflect.get(this, name);
        Reflect.deleteProperty(this, name);
        Reflect.set(this, name, value);
      }
    }
  }

  /** Shows the same as crates/challenge-cards/src/view/skeleton.rs, which replaces it. */
  #showPlaceholders(): void {
    reserve(this.#root, this.#proxyUrl());
    const slot = document.createElement("slot");
    slot.name = "fallback";
    const cards = element("ul", "cards waiting");
    // As an attribute: Firefox has no properties for ARIA before version 119.
    cards.setAttribute("aria-hidden", "true");
    cards.append(element("li", "card skeleton"), element("li", "card skeleton"));
    slot.append(cards);
    this.#root.replaceChildren(slot);
  }

  /** Shows a notice, in English: the widget, which knows other languages, is missing. */
  #showFailure(): void {
    const notice = element("div", "notice");
    notice.lang = "en";
    notice.part.add("notice", "error");
    notice.setAttribute("role", "alert");
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

mirror(ChallengesWidgetElement.prototype);

if (!("adoptedStyleSheets" in ShadowRoot.prototype)) {
  showDeclared(TAG);
} else if (!customElements.get(TAG)) {
  customElements.define(TAG, ChallengesWidgetElement);
}
