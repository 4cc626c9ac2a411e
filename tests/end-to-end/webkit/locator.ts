// Elements of the page, found anew with every use: the part of Playwright's `Locator`
// that the tests use.

import type { Locator } from "playwright-core";

import { type Step, find, textOf } from "./query.ts";
import { until } from "./session.ts";
import type { WebKitHandle, WebKitPage } from "./page.ts";

interface Options {
  readonly has?: Locator;
  readonly hasText?: string | RegExp;
}

type State = "attached" | "detached" | "visible" | "hidden";

/** Where an element can be clicked: once it stands still, and nothing lies over it. */
interface Target {
  readonly x: number;
  readonly y: number;
}

export class WebKitLocator {
  readonly #page: WebKitPage;
  readonly #steps: readonly Step[];

  constructor(page: WebKitPage, steps: readonly Step[]) {
    this.#page = page;
    this.#steps = steps;
  }

  toString(): string {
    return JSON.stringify(this.#steps);
  }

  #with(...steps: Step[]): WebKitLocator {
    return new WebKitLocator(this.#page, [...this.#steps, ...steps]);
  }

  locator(selector: string): WebKitLocator {
    return this.#with({ kind: "css", selector });
  }

  getByRole(role: string, { name, exact = false }: { name?: string | RegExp; exact?: boolean } = {}): WebKitLocator {
    return this.#with({ kind: "role", role, name: name === undefined ? null : textOf(name, exact) });
  }

  getByText(text: string | RegExp, { exact = false }: { exact?: boolean } = {}): WebKitLocator {
    return this.#with({ kind: "text", text: textOf(text, exact) });
  }

  filter({ has, hasText }: Options): WebKitLocator {
    const steps: Step[] = [];
    if (has) steps.push({ kind: "has", steps: (has as unknown as WebKitLocator).#steps });
    if (hasText !== undefined) steps.push({ kind: "hasText", text: textOf(hasText) });
    return this.#with(...steps);
  }

  nth(index: number): WebKitLocator {
    return this.#with({ kind: "nth", index });
  }

  first(): WebKitLocator {
    return this.nth(0);
  }

  last(): WebKitLocator {
    return this.nth(-1);
  }

  count(): Promise<number> {
    return this.evaluateAll((elements) => elements.length);
  }

  async all(): Promise<WebKitLocator[]> {
    return Array.from({ length: await this.count() }, (_, index) => this.nth(index));
  }

  async waitFor({ state = "visible" }: { state?: State } = {}): Promise<void> {
    await this.#until(
      (elements, state) => {
        const [element] = elements;
        const box = element?.getBoundingClientRect();
        const isSeen = box && box.width > 0 && box.height > 0 && element?.checkVisibility({ visibilityProperty: true });
        switch (state) {
          case "attached":
            return element !== undefined;
          case "detached":
            return element === undefined;
          case "hidden":
            return !isSeen;
          default:
            return Boolean(isSeen);
        }
      },
      state,
      `to be ${state}`,
    );
  }

  /** Calls a function in the page with all elements that are there now. */
  evaluateAll<R, A = undefined>(call: (elements: HTMLElement[], argument: A) => R, argument?: A): Promise<Awaited<R>> {
    return this.#page.evaluateFound(this.#steps, call, argument);
  }

  /** Waits for the element, and calls a function in the page with it. */
  async evaluate<R, A = undefined>(call: (element: HTMLElement, argument: A) => R, argument?: A): Promise<Awaited<R>> {
    await this.waitFor({ state: "attached" });
    return this.#page.evaluateFirst(this.#steps, call, argument);
  }

  async elementHandle(): Promise<WebKitHandle> {
    await this.waitFor({ state: "attached" });
    return this.#page.handleOf(this.#steps);
  }

  innerText(): Promise<string> {
    return this.evaluate((element) => element.innerText);
  }

  allInnerTexts(): Promise<string[]> {
    return this.evaluateAll((elements) => elements.map((element) => element.innerText));
  }

  getAttribute(name: string): Promise<string | null> {
    return this.evaluate((element, name) => element.getAttribute(name), name);
  }

  isVisible(): Promise<boolean> {
    return this.evaluateAll(([element]) => {
      const box = element?.getBoundingClientRect();
      return Boolean(box && box.width > 0 && box.height > 0 && element?.checkVisibility({ visibilityProperty: true }));
    });
  }

  isChecked(): Promise<boolean> {
    return this.evaluate((element) => (element as HTMLInputElement).checked);
  }

  boundingBox(): Promise<{ x: number; y: number; width: number; height: number }> {
    return this.evaluate((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x, y, width, height };
    });
  }

  focus(): Promise<void> {
    return this.evaluate((element) => element.focus());
  }

  scrollIntoViewIfNeeded(): Promise<void> {
    return this.evaluate((element) => element.scrollIntoView({ block: "center", behavior: "instant" }));
  }

  async check(): Promise<void> {
    if (!(await this.isChecked())) {
      await this.click();
    }
  }

  async click(): Promise<void> {
    const { x, y } = await this.#target();
    await this.#page.click(x, y);
  }

  async hover(): Promise<void> {
    const { x, y } = await this.#target();
    await this.#page.hover(x, y);
  }

  /** Waits until the element can be pointed at. */
  #target(): Promise<Target> {
    return this.#until(
      async (elements) => {
        const [element, ...more] = elements;
        if (more.length > 0) throw new Error(`${elements.length} elements could be meant`);
        if (!element || (element as HTMLButtonElement).disabled) return null;
        const isIn = (box: DOMRect): boolean => box.top >= 0 && box.bottom <= innerHeight;
        if (!isIn(element.getBoundingClientRect())) element.scrollIntoView({ block: "center", behavior: "instant" });
        const before = element.getBoundingClientRect();
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        const box = element.getBoundingClientRect();
        if (box.width === 0 || box.x !== before.x || box.y !== before.y) return null;
        // Of a link that goes over several lines the first line.
        const line = element.getClientRects()[0] ?? box;
        const target: Target = { x: Math.floor(line.x + line.width / 2), y: Math.floor(line.y + line.height / 2) };
        let hit = document.elementFromPoint(target.x, target.y);
        while (hit?.shadowRoot) {
          const deeper = hit.shadowRoot.elementFromPoint(target.x, target.y);
          if (!deeper || deeper === hit) break;
          hit = deeper;
        }
        const isHit = element.contains(hit) || hit?.closest("label")?.contains(element);
        return isHit ? target : null;
      },
      undefined,
      "to be clickable",
    );
  }

  #until<R, A>(
    condition: (elements: HTMLElement[], argument: A) => R,
    argument: A,
    what: string,
  ): Promise<NonNullable<Awaited<R>>> {
    return until(
      () => this.#page.whileLoading(() => this.#page.evaluateFound(this.#steps, condition, argument)),
      `${this.toString()} ${what}`,
    );
  }
}

/** The function that finds elements, as text for the page. */
export const FIND = find.toString();
