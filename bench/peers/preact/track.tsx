/** @jsxImportSource preact */
// The track of stamps.

import { type Card, stampedOf } from "../shared/card";
import { MOST_STAMPS, columnsOf, stampsOf } from "../shared/stamps";
import { Picture } from "./card";

/** The checkpoints as stamps, or as a bar where there are too many. */
export function Track({ card, gained }: { card: Card; gained: number }) {
  if (card.required === 0) {
    return null;
  }
  if (card.required > MOST_STAMPS) {
    return <progress class="bar" part="bar" aria-hidden="true" value={stampedOf(card)} max={card.required} />;
  }
  return (
    <ol class="track" part="track" aria-hidden="true" data-columns={columnsOf(card.required)}>
      {stampsOf(card, gained).map((stamp) => (
        <li key={stamp.at} class={stamp.className} part={stamp.part}>
          {stamp.image !== undefined && <Picture class="stamp-image" address={stamp.image} />}
          {stamp.face}
        </li>
      ))}
    </ol>
  );
}
