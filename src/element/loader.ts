// The JavaScript half of the custom element <challenges-widget>.
//
// It defines the element, shows placeholders at once, and requests the data. Server-rendered
// cards are shown as soon as they are there. The WebAssembly and the texts are downloaded
// when cards have to be made of data, or when server-rendered ones have to be hydrated. Then
// the Rust half (src/element.rs) mounts the widget, and makes every decision from then on.
// When it cannot be loaded, this file shows a notice.

import styles from "../../style/widget.css";
import {
  ATTRIBUTES,
  OBSERVED,
  attributeNamed,
  attributesOf,
  isOn,
  mirror,
  propertyOf,
  valueOf,
  viewOf,
} from "./attributes";
import { type Instance, type Open, loadModule, panics } from "./glue";
import { remember, reserve } from "./height";
import { whenHydrationIsDue } from "./hydration";
import { languageOf, loadLocale } from "./locale";
import { whenComplete } from "./markup";
import { whenNearViewport } from "./near-viewport";
import { element, failureNotice, placeholders } from "./placeholders";
import { nextTask, prepareFormats } from "./parts";
import { type Prefetch, fromPage, prefetch } from "./prefetch";
import { type ServerRendered, hideFailedImages, serverRenderedIn } from "./server-rendered";
import { shadowRootOf, showDeclared } from "./shadow-root";

// The build replaces this name by the version in Cargo.toml.
declare const VERSION: string;

const TAG = "challenges-widget";
/** The class of cards whose widget could not be loaded, or has failed. */
const STILL = "still";
/** Server-rendered cards that are older when the widget is mounted are refreshed, in milliseconds. */
const MAX_AGE = 60_000;
/** How long the first answer may take until the module is downloaded without it, in milliseconds. */
const MAX_WAIT = 2_000;

/** What an element is doing. `end` ends what the state has started. */
type State =
  /** Nothing: it is not in a page, or has no proxy. */
  | { readonly name: "idle"; end(): void }
  /** It waits until its markup is complete, or until it comes near the viewport. */
  | { readonly name: "waiting"; end(): void }
  /** It downloads the answers and the module. `hurry` ends the wait for an idle browser. */
  | { readonly name: "starting"; end(): void; hurry(): void }
  /** The widget is mounted, and does everything. */
  | { readonly name: "mounted"; end(): void; readonly instance: Instance }
  /** The module cannot be used. A notice is shown, or cards that stand still. */
  | { readonly name: "failed"; end(): void };

const nothing = (): void => {};

/** The sheet that all elements share. */
let sheet: CSSStyleSheet | undefined;

/** The elements that are in a page. */
const elements = new Set<ChallengesWidgetElement>();

/** There is no `HTMLElement` on a server, where the loader may be imported too. */
const Base = (globalThis.HTMLElement ?? Object) as typeof HTMLElement;

class ChallengesWidgetElement extends Base {
  static readonly observedAttributes = OBSERVED;

  #state: State = { name: "idle", end: nothing };
  /** Where the widget is mounted. It is in the shadow root once the markup is complete. */
  #root = element("div", "widget");
  /** Cards that came with the page, until they are shown. */
  #inline: ServerRendered | null = null;
  /** The server-rendered cards that were received last, and whether any cards are shown. */
  #cards: ServerRendered | undefined;
  #isShowingCards = false;
  /** The button that the shopper clicked before the widget was mounted. */
  #clicked: HTMLElement | null = null;
  #texts: object | string | null = null;
  /** The end of the last start. */
  #started: Promise<void> | undefined;

  /** Listens to the page, for all elements. */
  static listen(): void {
    addEventListener("challenges:refresh", () => {
      // A mounted widget listens itself.
      elements.forEach((element) => element.#state.name === "mounted" || void element.refresh());
    });
    for (const kind of ["pagehide", "pageshow"] as const) {
      addEventListener(kind, ({ persisted }) => {
        if (persisted) {
          elements.forEach((element) => element.#startAnew(kind === "pageshow"));
        }
      });
    }
  }

  constructor() {
    super();
    this.addEventListener("challenges-loaded", () => this.#remember());
  }

  /** The version of the widget. */
  get version(): string {
    return VERSION;
  }

  connectedCallback(): void {
    elements.add(this);
    this.#adoptEarlyProperties();
    this.#beginOrEnd();
  }

  disconnectedCallback(): void {
    this.#beginOrEnd();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) {
      return;
    }
    const state = this.#state;
    // The proxy has answered with the retailer's texts in one language.
    if (name === "proxy" || name === "lang" || (name === "loading" && state.name === "waiting")) {
      this.#stop();
      this.#beginOrEnd();
    } else if (name === "texts") {
      void this.#updateLocale();
    } else if (state.name === "mounted") {
      const attribute = attributeNamed(name);
      state.instance.setAttribute(attribute, valueOf(this, attribute) ?? undefined);
    } else {
      this.#hurry();
    }
  }

  /**
   * The shop's own texts in place of the widget's, by the keys of locale files: an object
   * or JSON. The widget reads them, and names in the console what is wrong with them.
   */
  get texts(): object | string | null {
    return this.#texts ?? this.getAttribute("texts");
  }

  set texts(texts: object | string | null | undefined) {
    this.#texts = texts ?? null;
    void this.#updateLocale();
  }

  /**
   * Refreshes the challenges. What is shown stays until the answer is there. The promise
   * is fulfilled when that is done, even if it has failed.
   */
  async refresh(): Promise<void> {
    if (this.#state.name === "failed") {
      this.#started = this.#start();
    }
    this.#hurry();
    await this.#started;
    if (this.#state.name === "mounted") {
      const { instance } = this.#state;
      const over = new AbortController();
      await new Promise((resolve) => {
        panics.addEventListener("panic", resolve, { signal: over.signal });
        instance.refresh().then(resolve, resolve);
      });
      over.abort();
    }
  }

  /**
   * Begins when the element is in a page, and ends when it is not. That is decided once
   * all attributes are set, and once an element that is only moved is back.
   */
  #beginOrEnd(): void {
    queueMicrotask(() => {
      if (!this.isConnected) {
        elements.delete(this);
        this.#stop();
      } else if (this.#state.name === "idle") {
        this.#begin();
      }
    });
  }

  #begin(): void {
    this.#wait(whenComplete, () => {
      this.#attach();
      if (this.getAttribute("loading")?.trim() === "lazy") {
        if (!this.#inline) {
          this.#showPlaceholders();
        }
        this.#wait(whenNearViewport, () => this.#begun());
      } else {
        this.#begun();
      }
    });
  }

  #begun(): void {
    this.#started = this.#start();
  }

  #wait(until: (element: Element, callback: () => void) => (() => void) | undefined, next: () => void): void {
    const end = until(this, next);
    if (end) {
      this.#state = { name: "waiting", end };
    } else {
      next();
    }
  }

  /** Attaches a shadow root, or takes the one that came with the page. */
  #attach(): void {
    const shadow = shadowRootOf(this);
    if (shadow.contains(this.#root)) {
      return;
    }
    this.#inline = serverRenderedIn(shadow);
    const parent = this.#inline?.cards.parentElement;
    if (parent) {
      this.#root = parent;
      // The data is read.
      shadow.querySelectorAll("script").forEach((unused) => unused.remove());
    } else {
      shadow.replaceChildren(this.#root);
    }
    // Styles that came with the page are as good until the browser is idle: another sheet
    // would make it lay out the cards once more. A link that has not loaded has no sheet.
    if (!shadow.styleSheets.length) {
      adoptStyles(shadow);
    }
    this.#root.addEventListener("click", ({ target }) => {
      if (this.#state.name !== "mounted" && target instanceof Element) {
        this.#clicked = target.closest<HTMLElement>(".join > .button") ?? this.#clicked;
        if (target.closest(".retry")) {
          void this.refresh();
        }
      }
    });
    // As the widget does, for images that fail before it is mounted.
    this.#root.addEventListener("error", ({ target }) => ((target as HTMLElement).hidden = true), true);
  }

  /** Downloads everything and mounts the widget. Cards that are shown stay meanwhile. */
  async #start(): Promise<void> {
    const proxy = this.#proxyUrl();
    if (!proxy) {
      console.error(
        `<${TAG}>: the attribute "proxy" is missing; set it to the address of the retailer proxy, such as proxy="/api/loyalty"`,
      );
      this.#state = { name: "idle", end: nothing };
      return;
    }
    const isShowingOldCards = this.#isShowingCards;
    // A server does not know the shop's own texts.
    const view = this.texts ? null : viewOf(this);
    const answers = this.#firstAnswers(proxy, view);
    const hurry = new AbortController();
    const state: State = {
      name: "starting",
      end() {
        hurry.abort();
        answers.release();
      },
      hurry() {
        hurry.abort();
      },
    };
    this.#state = state;
    const since = performance.now();
    if (!this.#isShowingCards) {
      this.#showPlaceholders();
    }
    const shown = answers.serverRendered.then((cards) => {
      if (cards && state === this.#state) {
        this.#cards = cards;
        if (answers.view === view) {
          this.#show(cards);
        }
      }
    });
    if (!isShowingOldCards && !this.#hydratesAtOnce()) {
      // The module has the words for an answer that takes long.
      await Promise.race([shown, new Promise((resolve) => setTimeout(resolve, MAX_WAIT))]);
      if (this.#isShowingCards) {
        await whenHydrationIsDue(this.#root, hurry.signal);
      }
      if (state !== this.#state) {
        return;
      }
    }
    adoptStyles(shadowRootOf(this));
    try {
      const [open] = await Promise.all([
        loadModule(),
        this.#locale().then(prepareFormats),
        isShowingOldCards && shown,
      ]);
      await nextTask();
      await this.#mount(open, proxy, answers, state);
      if (performance.now() - since > MAX_AGE) {
        void this.refresh();
      }
    } catch (reason) {
      await shown;
      if (state === this.#state) {
        state.end();
        // A failed refresh of such cards is not reported again.
        if (!isShowingOldCards) {
          console.error(`<${TAG}>: the widget could not be loaded`, reason);
        }
        this.#fail("not-loaded");
      }
    }
  }

  /** Whether the module is needed whatever the answers are: the shop says so, or wants news. */
  #hydratesAtOnce(): boolean {
    return this.getAttribute("hydrate")?.trim() === "load" || isOn(this, "live");
  }

  /** Does not wait any longer until the browser is idle. */
  #hurry(): void {
    if (this.#state.name === "starting") {
      this.#state.hurry();
    }
  }

  /** The answers that came with the page, else those of the proxy. */
  #firstAnswers(proxy: string, view: string | null): Prefetch {
    const inline = this.#inline;
    this.#inline = null;
    if (!inline || view === null) {
      return prefetch(proxy, languageOf(this), view);
    }
    this.#cards = inline;
    this.#show(inline);
    return fromPage(inline, view);
  }

  /** Shows server-rendered cards. */
  #show({ cards }: ServerRendered): void {
    this.#isShowingCards = true;
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

  /** Opens the widget and mounts it, unless the start has ended. */
  async #mount(open: Open, proxy: string, answers: Prefetch, start: State): Promise<void> {
    // The texts may have been set while the module was loading.
    let locale = await this.#locale();
    if (start !== this.#state) {
      return;
    }
    const over = new AbortController();
    const release = (): void => {
      over.abort();
      answers.release();
    };
    const onPanic = (event: Event): void => {
      release();
      this.#panic((event as CustomEvent<unknown>).detail);
    };
    panics.addEventListener("panic", onPanic, { signal: over.signal });
    const instance = open({
      proxy,
      page: locale.page,
      answers: this.#cards?.answers,
      challenges: answers.challenges(),
      definitions: answers.definitions(),
    });
    // Without cards, an answer that comes in between would not be told to the page.
    if (this.#cards) {
      await nextTask();
      locale = await this.#locale();
      if (start !== this.#state) {
        over.abort();
        instance.free();
        return;
      }
    }
    instance.mount(this.#root, attributesOf(this), locale);
    this.#state = {
      name: "mounted",
      instance,
      end() {
        instance.free();
        release();
      },
    };
    this.#root.classList.remove(STILL);
    this.#clicked?.click();
    this.#clicked = null;
    this.#cards = undefined;
  }

  #stop(): void {
    this.#state.end();
    this.#state = { name: "idle", end: nothing };
    this.#isShowingCards = false;
    this.#inline = null;
    this.#cards = undefined;
    this.#clicked = null;
    this.#root.classList.remove(STILL);
    this.#root.replaceChildren();
  }

  /** Starts anew when the browser shows the page again: the shopper may be another one. */
  #startAnew(isShown: boolean): void {
    // A mounted widget sees to that itself.
    if (this.#state.name === "mounted") {
      return;
    }
    this.#stop();
    if (isShown) {
      this.#begin();
    } else {
      this.#showPlaceholders();
    }
  }

  /** Leaves a copy of the last cards, without the widget's listeners. */
  #panic(error: unknown): void {
    const copy = [...this.#root.childNodes].map((node) => node.cloneNode(true));
    this.#root.replaceChildren(...copy);
    this.#isShowingCards = true;
    console.error(`<${TAG}>: the widget has failed`, error);
    this.#fail("panic");
  }

  /** Shows that the module cannot be used, and tells the page. */
  #fail(reason: "not-loaded" | "panic"): void {
    this.#state = { name: "failed", end: nothing };
    if (this.#isShowingCards) {
      this.#root.classList.add(STILL);
    } else {
      this.#root.replaceChildren(failureNotice());
    }
    this.dispatchEvent(
      new CustomEvent("challenges-error", { bubbles: true, composed: true, detail: { reason, status: null } }),
    );
  }

  async #updateLocale(): Promise<void> {
    this.#hurry();
    const state = this.#state;
    const locale = await this.#locale();
    if (state === this.#state && state.name === "mounted") {
      state.instance.setLocale(locale);
    }
  }

  #locale(): ReturnType<typeof loadLocale> {
    return loadLocale(languageOf(this), this.texts);
  }

  /** Applies properties that were set before the element was defined. */
  #adoptEarlyProperties(): void {
    for (const name of ATTRIBUTES.map(propertyOf)) {
      if (Object.hasOwn(this, name)) {
        const value: unknown = Reflect.get(this, name);
        Reflect.deleteProperty(this, name);
        Reflect.set(this, name, value);
      }
    }
  }

  #showPlaceholders(): void {
    reserve(this.#root, this.#proxyUrl());
    this.#root.replaceChildren(placeholders());
  }
}

/** Gives a shadow root the sheet of this build in place of styles that came with the page. */
function adoptStyles(shadow: ShadowRoot): void {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
  }
  if (shadow.adoptedStyleSheets[0] !== sheet) {
    shadow.adoptedStyleSheets = [sheet];
    shadow.querySelectorAll("link,style").forEach((replaced) => replaced.remove());
  }
}

/** Defines the element. On a server there is nothing to define. */
function define(): void {
  if (!globalThis.ShadowRoot) {
    return;
  }
  if (!("adoptedStyleSheets" in ShadowRoot.prototype)) {
    showDeclared(TAG);
  } else if (!customElements.get(TAG)) {
    mirror(ChallengesWidgetElement.prototype);
    customElements.define(TAG, ChallengesWidgetElement);
    ChallengesWidgetElement.listen();
  }
}

define();
