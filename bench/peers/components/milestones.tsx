// The list of checkpoints with a label, a link or a reward.

import { stateCompleted } from "../../../locales/en.json";
import { type Card, milestonesOf, stampedOf } from "../model/card";
import { stampNumber } from "../model/words";

export function Milestones({ card }: { card: Card }) {
  const milestones = milestonesOf(card);
  const stamped = stampedOf(card);
  if (milestones.length === 0) {
    return null;
  }
  return (
    <ol className="milestones" part="milestones" role="list">
      {milestones.map(({ at, label, link, reward }) => (
        <li key={at} className={at <= stamped ? "milestone-item reached" : "milestone-item"}>
          <span className="milestone-number">{stampNumber(at)}</span>
          <span className="milestone-words">
            {link === undefined ? (
              <span className="label">{label}</span>
            ) : (
              <a className="label" part="link" href={link} data-checkpoint={at}>
                {label ?? link}
              </a>
            )}
            {reward !== undefined && (
              <span className="reward" part="reward">
                {reward}
              </span>
            )}
          </span>
          {at <= stamped && <span className="announcer">{stateCompleted}</span>}
        </li>
      ))}
    </ol>
  );
}
