// The JavaScript half of the custom element <challenges-widget>.
//
// It defines the element, draws a placeholder at once, and starts everything the
// cards need side by side: the data, the glue, the WebAssembly and the texts. Cards
// that a server has drawn are shown as they come. Then the Rust half
// (src/element.rs) takes over. Every decision is made there; this file only opens
// the door, and says so in plain words when there is nobody behind it.

import { failedText, failedTitle, retry } from "../../locales/en.json";
import styles from "../../style/widget.css";
import { ATTRIBUTES, attributesOf, mirror, propertyOf, viewOf } from "./attributes";
import { type Drawn, drawnIn, hideFailedPictures } from "./drawn";
import { type Glue, type Mounted, glueHasPanicked, loadGlue } from "./glue";
import { remember, reserve } from "./height";
import { whenNear } from "./nearness";
import { type Opening, given, open } from "./opening";
import { type Speech, speechFor } from "./speech";

const TAG = "challenges-widget";
/** The class of cards behind which there is nobody, and will be nobody. */
const STILL = "still";

const sheet = new CSSStyleSheet();
sheet.replaceSync(styles);

class ChallengesWidgetElement extends HTMLElement {
  static readonly observedAttributes = ATTRIBUTES;

  readonly #root: HTMLElement;
  #opening: Opening | undefined;
  #mounted: Mounted | undefined;
  /** Cards that came with the page, until they are shown. */
  #inline: Drawn | null = null;
  /** Whether cards are shown that a server has drawn. */
  #isDrawn = false;
  /** What the proxy answered, if it is here. */
  #answers: Drawn["answers"] | undefined;
  /** What the shopper pressed before there was anybody to hear it. */
  #pressed: HTMLElement | null = null;
  #texts: object | null = null;
  /** Ends waiting for the shopper to come near; there while the element does. */
  #stopWaiting: (() => void) | undefined;
  /** Counts starts, so that what belongs to an earlier one is known. */
  #run = 0;

  constructor() {
    super();
    // There is one already where the page came with cards in it.
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    this.#inline = drawnIn(shadow);
    this.#root = this.#inline?.cards.parentElement ?? element("div", "widget");
    if (this.#inline) {
      // The sheet is there, and the data is read.
      shadow.querySelectorAll("link, script").forEach((read) => read.remove());
    } else {
      shadow.replaceChildren(this.#root);
    }
    this.#root.addEventListener("click", ({ target }) => {
      if (!this.#mounted && target instanceof Element) {
        this.#pressed = target.closest<HTMLElement>(".join > .button") ?? this.#pressed;
      }
    });
    // As the widget does, for pictures that fail before it is there.
    this.#root.addEventListener("error", ({ target }) => ((target as HTMLElement).hidden = true), true);
    this.addEventListener("challenges-loaded", () => requestAnimationFrame(() => this.#remember()));
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
    } else if (this.isConnected && (this.#isStill() || !this.#hasBegun())) {
      this.#leave();
      this.#begin();
    }
  }

  /** Whether a server's cards are all there is, and will be. */
  #isStill(): boolean {
    return this.#root.classList.contains(STILL);
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
    const proxy = this.#address();
    if (!proxy) {
      console.error(
        `<${TAG}>: the attribute "proxy" is missing; set it to the address of the retailer proxy, such as proxy="/api/loyalty"`,
      );
      return;
    }
    const run = ++this.#run;
    // A server does not know the shop's own texts.
    const view = this.#texts ? null : viewOf(this);
    const opening = this.#open(proxy, view);
    this.#opening = opening;
    if (!this.#isDrawn) {
      this.#drawPlaceholder();
    }
    const shown = opening.drawn.then((drawn) => {
      if (drawn && run === this.#run && !this.#mounted) {
        this.#answers = drawn.answers;
        if (opening.view === view) {
          this.#show(drawn);
        }
      }
    });
    try {
      const [glue] = await Promise.all([loadGlue(), this.#speech()]);
      // Language and texts may have been set while the module was on its way.
      const speech = await this.#speech();
      if (run === this.#run) {
        this.#mounted = this.#mount(glue, proxy, opening, speech);
        this.#root.classList.remove(STILL);
        this.#pressed?.click();
      }
    } catch (reason) {
      await shown;
      // Whoever looks anew is not told again.
      if (run === this.#run && !this.#isStill()) {
        console.error(`<${TAG}>: the widget could not be loaded`, reason);
        if (this.#isDrawn) {
          this.#root.classList.add(STILL);
        } else {
          this.#drawFailure();
        }
      }
    }
  }

  /** Opens with what came with the page, else with what the proxy answers. */
  #open(proxy: string, view: string | null): Opening {
    const inline = this.#inline;
    this.#inline = null;
    if (!inline || view === null) {
      return open(proxy, this.#language(), view);
    }
    this.#show(inline);
    return given(inline, view);
  }

  /** Shows cards as a server has drawn them. */
  #show(drawn: Drawn): void {
    this.#isDrawn = true;
    if (drawn.cards.parentNode !== this.#root) {
      // Another element may have been given the same.
      this.#root.replaceChildren(drawn.cards.isConnected ? drawn.cards.cloneNode(true) : drawn.cards);
    }
    hideFailedPictures(this.#root);
    this.#remember();
  }

  #remember(): void {
    if (this.isConnected) {
      remember(this.#root, this.#address());
    }
  }

  /** The address of the proxy; empty where there is none. */
  #address(): string {
    return this.getAttribute("proxy")?.trim().replace(/\/+$/, "") ?? "";
  }

  #mount(glue: Glue, proxy: string, opening: Opening, speech: Speech): Mounted {
    glueHasPanicked.addEventListener("panic", this.#onPanic);
    return glue.mount(this.#root, {
      proxy,
      attributes: attributesOf(this),
      speech,
      answered: this.#answers,
      challenges: opening.challenges(),
      definitions: opening.definitions(),
    });
  }

  #stop(): void {
    this.#leave();
    this.#isDrawn = false;
    this.#answers = undefined;
    this.#pressed = null;
    this.#root.classList.remove(STILL);
    this.#root.replaceChildren();
  }

  /** Ends everything but what is seen. */
  #leave(): void {
    this.#run += 1;
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    glueHasPanicked.removeEventListener("panic", this.#onPanic);
    this.#mounted?.free();
    this.#mounted = undefined;
    this.#opening?.release();
    this.#opening = undefined;
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
    reserve(this.#root, this.#address());
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

mirror(ChallengesWidgetElement.prototype);

if (!customElements.get(TAG)) {
  customElements.define(TAG, ChallengesWidgetElement);
}
