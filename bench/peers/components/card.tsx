// One card.

import { memo } from "react";

import { terms } from "../../../locales/en.json";
import { type Card, stampedOf } from "../model/card";
import { badgeOf, countOf, datesOf, titleOf, toGoOf } from "../model/words";
import { Join } from "./join";
import { Milestones } from "./milestones";
import { Picture } from "./picture";
import { Track } from "./track";

interface Properties {
  readonly card: Card;
  readonly proxy: string;
  /** How many of its stamps are new. */
  readonly gained: number;
  readonly onJoined: () => void;
}

export const ChallengeCard = memo(function ChallengeCard(properties: Properties) {
  const { card, proxy, gained, onJoined } = properties;
  const isCelebrated = gained > 0 && card.required > 0 && stampedOf(card) === card.required;
  return (
    <li
      className={isCelebrated ? "card celebrated" : card.joining ? "card joinable" : "card"}
      part={`card ${card.state}`}
      data-state={card.state}
      data-layout={card.layout}
    >
      <div className="top">
        {card.image !== undefined && <Picture className="picture" url={card.image} />}
        <div className="heading">
          <h3 className="title" part="title">
            {titleOf(card)}
          </h3>
          <Line name="badge" part="state" text={badgeOf(card)} />
        </div>
      </div>
      <Line name="description" text={card.description} />
      <Track card={card} gained={gained} />
      <div className="facts">
        <div className="progress">
          <Line name="count" text={countOf(card)} />
          <Line name="to-go" text={toGoOf(card)} />
        </div>
        <Line name="dates" text={datesOf(card, new Date())} />
      </div>
      <Milestones card={card} />
      {card.terms !== undefined && <Terms text={card.terms} />}
      {card.joining && (
        <Join card={card} joining={card.joining} proxy={proxy} onJoined={onJoined} />
      )}
    </li>
  );
});

/** A paragraph; nothing without a text. */
function Line({ name, part = name, text }: { name: string; part?: string; text: string | undefined }) {
  return text === undefined ? null : (
    <p className={name} part={part}>
      {text}
    </p>
  );
}

function Terms({ text }: { text: string }) {
  return (
    <details className="terms" part="terms">
      <summary className="summary">{terms}</summary>
      <p className="terms-text">{text}</p>
    </details>
  );
}
