/** @jsxImportSource preact */
// One card.

import { Component } from "preact";
import { useState } from "preact/hooks";

import { terms } from "../../../locales/en.json";
import { type Card, stampedOf } from "../shared/card";
import { badgeOf, countOf, datesOf, titleOf, toGoOf } from "../shared/words";
import { Join } from "./join";
import { Milestones } from "./milestones";
import { Track } from "./track";

interface Properties {
  readonly card: Card;
  readonly proxy: string;
  /** How many of its stamps are new. */
  readonly gained: number;
  readonly onJoined: () => void;
}

/** Drawn again only when one of its properties is another one. */
export class ChallengeCard extends Component<Properties> {
  override shouldComponentUpdate(next: Properties): boolean {
    return (Object.keys(next) as (keyof Properties)[]).some((name) => next[name] !== this.props[name]);
  }

  override render() {
    return <Drawn {...this.props} />;
  }
}

function Drawn({ card, proxy, gained, onJoined }: Properties) {
  const isCelebrated = gained > 0 && card.required > 0 && stampedOf(card) === card.required;
  return (
    <li
      class={isCelebrated ? "card celebrated" : "card"}
      part={`card ${card.state}`}
      data-state={card.state}
      data-layout={card.layout}
    >
      <div class="top">
        {card.image !== undefined && <Picture class="picture" address={card.image} />}
        <div class="heading">
          <h3 class="title" part="title">
            {titleOf(card)}
          </h3>
          <Line name="badge" part="state" text={badgeOf(card)} />
        </div>
      </div>
      <Line name="description" text={card.description} />
      <Track card={card} gained={gained} />
      <div class="facts">
        <div class="progress">
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
}

/** A paragraph where there is something to say. */
function Line({ name, part = name, text }: { name: string; part?: string; text: string | undefined }) {
  return text === undefined ? null : (
    <p class={name} part={part}>
      {text}
    </p>
  );
}

/** An image that vanishes when it fails. */
export function Picture(properties: { class: string; address: string }) {
  const [hasFailed, setHasFailed] = useState(false);
  return (
    <img
      class={properties.class}
      part="image"
      alt=""
      loading="lazy"
      decoding="async"
      referrerpolicy="no-referrer"
      src={properties.address}
      hidden={hasFailed}
      onError={() => setHasFailed(true)}
    />
  );
}

function Terms({ text }: { text: string }) {
  return (
    <details class="terms" part="terms">
      <summary class="summary">{terms}</summary>
      <p class="terms-text">{text}</p>
    </details>
  );
}
