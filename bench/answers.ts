// The proxy's answers in a measurement. They are recorded from the demo before the
// first run, so that they are the same for all pages.

import type { Demo } from "../tests/end-to-end/demo.ts";

import type { Challenge } from "./peers/model/wire.ts";

/** What was recorded. */
export interface Answers {
  /** The bodies of the proxy's answers to one shopper. */
  readonly challenges: string;
  readonly definitions: string;
  /** The server-rendered cards of that shopper; `undefined` if the proxy renders none. */
  readonly fragment: string | undefined;
  /** The 1,000 challenges of the gallery. */
  readonly thousand: readonly Challenge[];
}

/** How many items Engage returns at most in one answer. */
const PAGE_SIZE = 100;

/**
 * Records what the demo's own proxy answers to Alva, who has challenges in every state,
 * and the 1,000 challenges of the gallery.
 */
export async function recorded(demo: Demo): Promise<Answers> {
  const cookie = await logIn(demo, "alva");
  const get = async (path: string, accept: string) => {
    const headers = { cookie, accept, "accept-language": "en" };
    const response = await fetch(demo.url(path), { headers });
    if (!response.ok) {
      throw new Error(`the demo answered ${response.status} to ${path}`);
    }
    return { type: response.headers.get("content-type") ?? "", text: await response.text() };
  };
  const proxy = "/api/loyalty/challenges";
  const fragment = await get(proxy, "text/html, application/json;q=0.9");
  const thousand = await get("/gallery/data/thousand/challenges?count=1000", "application/json");
  return {
    challenges: (await get(proxy, "application/json")).text,
    definitions: (await get(`${proxy}/definitions`, "application/json")).text,
    fragment: fragment.type.startsWith("text/html") ? fragment.text : undefined,
    thousand: (JSON.parse(thousand.text) as { items: Challenge[] }).items,
  };
}

async function logIn(demo: Demo, shopper: string): Promise<string> {
  const response = await fetch(demo.url(`/my-pages?as=${shopper}`), { redirect: "manual" });
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  if (cookies.length === 0) {
    throw new Error(`the demo shop did not log in ${shopper} (${response.status})`);
  }
  return cookies.join("; ");
}

/** A list of challenges, to the first of which stamps can be added. */
export class StampableChallenges {
  readonly #challenges: Challenge[];

  constructor(challenges: readonly Challenge[]) {
    this.#challenges = [...challenges];
  }

  /** Adds one stamp to the first challenge. */
  stamp(): void {
    const [first] = this.#challenges;
    if (first) {
      this.#challenges[0] = { ...first, completedCheckpoints: first.completedCheckpoints + 1 };
    }
  }

  /** One page of the list, as the proxy answers it. */
  page(offset: number, count = PAGE_SIZE): string {
    const items = this.#challenges.slice(offset, offset + count);
    return envelope(items, offset, this.#challenges.length);
  }
}

/** A list without items. */
export const EMPTY_LIST = envelope([], 0, 0);

function envelope(items: readonly unknown[], offset: number, totalCount: number): string {
  return JSON.stringify({ count: items.length, offset, totalCount, items });
}
