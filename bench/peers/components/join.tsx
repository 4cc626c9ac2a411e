// The consent and the button to join.

import { useRef, useState } from "react";

import { join as joinWord, joinAgain, joinConsent, joining as joiningWord } from "../../../locales/en.json";
import type { Card, Joining } from "../model/card";
import { join } from "../model/wire";
import { titleOf } from "../model/words";

interface Properties {
  readonly card: Card;
  readonly joining: Joining;
  readonly proxy: string;
  readonly onJoined: () => void;
}

export function Join({ card, joining, proxy, onJoined }: Properties) {
  const checkbox = useRef<HTMLInputElement>(null);
  const [isUnderWay, setIsUnderWay] = useState(false);
  const [failure, setFailure] = useState("");

  async function onClick() {
    if (isUnderWay) {
      return;
    }
    if (checkbox.current && !checkbox.current.checked) {
      setFailure(joinConsent);
      checkbox.current.focus();
      return;
    }
    setIsUnderWay(true);
    setFailure("");
    try {
      await join(proxy, joining.definition, joining.consentVersion);
      onJoined();
    } catch {
      setFailure(joinAgain);
    } finally {
      setIsUnderWay(false);
    }
  }

  const label = isUnderWay ? joiningWord : joinWord;
  return (
    <div className="join" part="join">
      {joining.consent !== undefined && (
        <label className="consent" part="consent">
          <input className="checkbox" type="checkbox" ref={checkbox} />
          <span>{joining.consent || joinConsent}</span>
        </label>
      )}
      <button
        className="button"
        part="button join-button"
        type="button"
        aria-label={`${label}: ${titleOf(card)}`}
        aria-disabled={isUnderWay}
        onClick={onClick}
      >
        {label}
      </button>
      <p className="join-failure" role="alert">
        {failure}
      </p>
    </div>
  );
}
