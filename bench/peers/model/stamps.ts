// The stamps of a track.

import { type Card, stampedOf } from "./card";
import { number } from "./words";

/** The most checkpoints that are shown one by one. */
export const MOST_STAMPS = 100;

/** One stamp of a track. */
export interface Stamp {
  readonly at: number;
  readonly className: string;
  readonly part: string;
  readonly face: string;
  readonly image: string | undefined;
}

/** The stamps of a card, the last `gained` stamped ones of which are new. */
export function stampsOf(card: Card, gained: number): Stamp[] {
  const stamped = stampedOf(card);
  return Array.from({ length: card.required }, (_, index) => {
    const at = index + 1;
    const special = card.checkpoints.find((checkpoint) => checkpoint.at === at);
    const isStamped = at <= stamped;
    const isNext = at === stamped + 1 && card.state === "active";
    const part = isStamped ? "stamp stamped" : isNext ? "stamp next" : "stamp open";
    const classes = [
      part,
      at === card.required && "goal",
      special?.reward && "milestone",
      isStamped && at + gained > stamped && "new",
    ];
    return {
      at,
      className: classes.filter(Boolean).join(" "),
      part,
      face: (!isStamped && special?.icon) || number(at),
      image: special?.image,
    };
  });
}

/** How many stamps a row has. */
export function columnsOf(count: number): number {
  if (count <= 6) {
    return count;
  }
  if (count <= 10) {
    return Math.ceil(count / 2);
  }
  if (count > 24) {
    return 10;
  }
  const empty = (row: number) => Math.ceil(count / row) * row - count;
  return empty(5) < empty(6) ? 5 : 6;
}
