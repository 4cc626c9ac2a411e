/** @jsxImportSource preact */
// What is special about single checkpoints.

import { stateCompleted } from "../../../locales/en.json";
import { type Card, milestonesOf, stampedOf } from "../shared/card";
import { stampNumber } from "../shared/words";

export function Milestones({ card }: { card: Card }) {
  const milestones = milestonesOf(card);
  const stamped = stampedOf(card);
  if (milestones.length === 0) {
    return null;
  }
  return (
    <ol class="milestones" part="milestones" role="list">
      {milestones.map(({ at, label, link, reward }) => (
        <li key={at} class={at <= stamped ? "milestone-item reached" : "milestone-item"}>
          <span class="milestone-number">{stampNumber(at)}</span>
          <span class="milestone-words">
            {link === undefined ? (
              <span class="label">{label}</span>
            ) : (
              <a class="label" part="link" href={link} data-checkpoint={at}>
                {label ?? link}
              </a>
            )}
            {reward !== undefined && (
              <span class="reward" part="reward">
                {reward}
              </span>
            )}
          </span>
          {at <= stamped && <span class="announcer">{stateCompleted}</span>}
        </li>
      ))}
    </ol>
  );
}
