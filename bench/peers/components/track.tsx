// The track of stamps.

import { type Card, stampedOf } from "../model/card";
import { MOST_STAMPS, columnsOf, stampsOf } from "../model/stamps";
import { Picture } from "./picture";

/** The checkpoints as stamps; too many of them as a bar. */
export function Track({ card, gained }: { card: Card; gained: number }) {
  if (card.required === 0) {
    return null;
  }
  if (card.required > MOST_STAMPS) {
    return <progress className="bar" part="bar" aria-hidden="true" value={stampedOf(card)} max={card.required} />;
  }
  return (
    <ol className="track" part="track" aria-hidden="true" data-columns={columnsOf(card.required)}>
      {stampsOf(card, gained).map((stamp) => (
        <li key={stamp.at} className={stamp.className} part={stamp.part}>
          {stamp.image !== undefined && <Picture className="stamp-image" url={stamp.image} />}
          {stamp.face}
        </li>
      ))}
    </ol>
  );
}
