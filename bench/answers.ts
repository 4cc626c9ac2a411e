// What the proxy answers in a measurement: always the same.

import type { Demo } from "../tests/end-to-end/demo.ts";

import type { Challenge } from "./peers/model/wire.ts";

/** The bodies of the proxy's answers to one shopper. */
export interface Answers {
  readonly challenges: string;
  readonly definitions: string;
  /** The cards drawn by the proxy, where it does that. */
  readonly fragment: string | undefined;
}

/** What Engage hands out at most at once. */
const PAGE_SIZE = 100;
const CHECKPOINTS = 10;
const HOUR = 60 * 60 * 1000;

/** What the demo's own proxy answers to a shopper with challenges in every state. */
export async function recorded(demo: Demo): Promise<Answers> {
  const cookie = await logIn(demo, "alva");
  const ask = async (path: string, accept: string) => {
    const response = await fetch(demo.url(`/api/loyalty/${path}`), {
      headers: { cookie, accept, "accept-language": "en" },
    });
    if (!response.ok) {
      throw new Error(`the demo's proxy answered ${response.status} to ${path}`);
    }
    return { type: response.headers.get("content-type") ?? "", text: await response.text() };
  };
  const fragment = await ask("challenges", "text/html, application/json;q=0.9");
  return {
    challenges: (await ask("challenges", "application/json")).text,
    definitions: (await ask("challenges/definitions", "application/json")).text,
    fragment: fragment.type.startsWith("text/html") ? fragment.text : undefined,
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

/** So many challenges of ten checkpoints, to which stamps can be added. */
export class GeneratedChallenges {
  readonly #challenges: Challenge[];

  constructor(count: number) {
    const start = new Date(Date.now() - 480 * HOUR).toISOString();
    this.#challenges = Array.from({ length: count }, (_, index) => challenge(index, start));
  }

  /** Gives the first challenge one stamp more. */
  stamp(): void {
    const [first] = this.#challenges;
    if (first) {
      this.#challenges[0] = { ...first, completedCheckpoints: first.completedCheckpoints + 1 };
    }
  }

  /** One page of them, as the proxy answers it. */
  page(offset: number, count = PAGE_SIZE): string {
    const items = this.#challenges.slice(offset, offset + count);
    return envelope(items, offset, this.#challenges.length);
  }
}

/** A list without anything in it. */
export const NOTHING = envelope([], 0, 0);

function envelope(items: readonly unknown[], offset: number, totalCount: number): string {
  return JSON.stringify({ count: items.length, offset, totalCount, items });
}

function challenge(index: number, start: string): Challenge {
  const definition = `d0000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
  return {
    id: `c0000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    challengeId: definition,
    challengeStart: start,
    // One after the other: so no stamp changes the order.
    challengeEnd: new Date(Date.now() + (index + 240) * HOUR).toISOString(),
    completedCheckpoints: index % (CHECKPOINTS - 4),
    requiredCheckpoints: CHECKPOINTS,
    isActive: true,
    isChallengeCompleted: false,
    status: "Active",
    definition: {
      id: definition,
      name: `Definition ${index + 1}`,
      requiredNumberOfCheckpoints: CHECKPOINTS,
      status: "Active",
      isContactConsentRequired: false,
    },
    presentation: {
      title: `Ten walks, number ${index + 1}`,
      description: "Every walk of an hour counts. Ten of them, and the next bag of treats is on us.",
      reward: "A bag of treats",
      checkpoints: [{ at: 5, icon: "🎾", reward: "A ball that floats" }],
    },
  };
}
