// How far loading the shopper's challenges has come, and what was loaded.

import { type Card, cardsOf } from "./card";
import type { Answer } from "./wire";
import { newsOf } from "./words";

/** The state of loading the shopper's challenges. */
export type LoadState =
  | { readonly status: "loading" }
  | { readonly status: "failed" }
  | Loaded;

interface Loaded {
  readonly status: "loaded";
  readonly cards: readonly Card[];
  /** How many stamps each card gained with the last answer, by the card's key. */
  readonly gained: ReadonlyMap<string, number>;
  /** What a screen reader announces. */
  readonly news: string;
}

/** The state after an answer. */
export function afterAnswer(before: LoadState, answer: Answer): LoadState {
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

/** The state after a failure. Cards that were loaded before stay. */
export function afterFailure(before: LoadState): LoadState {
  return before.status === "loaded" ? before : { status: "failed" };
}

/**
 * Keeps the objects of cards that have not changed, as the usual libraries for fetching
 * do, so that a memoised component is not rendered again.
 */
function keepEqual(before: readonly Card[], after: readonly Card[]): readonly Card[] {
  const known = new Map(before.map((card) => [card.key, card]));
  return after.map((card) => {
    const earlier = known.get(card.key);
    return earlier && JSON.stringify(earlier) === JSON.stringify(card) ? earlier : card;
  });
}
