import { useRef } from "react";

import type { ChallengesWidgetElement } from "challenges-widget";
import "challenges-widget";
import "challenges-widget/react";

export function Page() {
  const widget = useRef<ChallengesWidgetElement>(null);
  return (
    <>
      <challenges-widget
        ref={widget}
        className="cards"
        proxy="/api/loyalty"
        heading-level={2}
        hideWhenEmpty
        onchallenge-completed={({ detail }) => detail.completed satisfies number}
      />
      {/* @ts-expect-error There is no such layout. */}
      <challenges-widget proxy="/api/loyalty" layout="circle" />
      <button onClick={() => void widget.current?.refresh()}>Refresh</button>
    </>
  );
}
