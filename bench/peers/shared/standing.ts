// What is known of the shopper's challenges.

import { type Card, cardsOf } from "./card";
import type { Answer } from "./wire";
import { newsOf } from "./words";

/** What is known of the shopper's challenges. */
export type Standing =
  | { readonly status: "loading" }
  | { readonly status: "failed" }
  | Loaded;

interface Loaded {
  readonly status: "loaded";
  readonly cards: readonly Card[];
  /** How many stamps cards gained with the last answer, by their keys. */
  readonly gained: ReadonlyMap<string, number>;
  /** What a screen reader is told. */
  readonly news: string;
}

/** What is known once this answer is in. */
export function afterAnswer(before: Standing, answer: Answer): Standing {
  const known = before.status === "loaded" ? before.cards : [];
  const cards = keepEqual(known, cardsOf(answer, new Date()));
  const completed = new Map(known.map((card) => [card.key, card.completed]));
  const gained = new Map(
    cards
      .map((card) => [card.key, card.completed - (completed.get(card.key) ?? card.completed)] as const)
      .filter(([, stamps]) => stamps > 0),
  );
  return { status: "loaded", cards, gained, news: newsOf(known, cards) };
}

/** Cards that are there outlive a failure. */
export function afterFailure(before: Standing): Standing {
  return before.status === "loaded" ? before : { status: "failed" };
}

/**
 * Cards that are as they were stay the same objects, as the usual libraries for
 * fetching have it: so a memoised component is not drawn again.
 */
function keepEqual(before: readonly Card[], after: readonly Card[]): readonly Card[] {
  const known = new Map(before.map((card) => [card.key, card]));
  return after.map((card) => {
    const earlier = known.get(card.key);
    return earlier && JSON.stringify(earlier) === JSON.stringify(card) ? earlier : card;
  });
}
