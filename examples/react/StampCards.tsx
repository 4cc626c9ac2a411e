"use client";

import { useEffect, useRef } from "react";

import type { ChallengesWidgetElement, ChallengesWidgetEventMap } from "challenges-widget";
import "challenges-widget";
import "challenges-widget/react";

interface Properties {
  /** Raise it when the shopper has done something that may have earned a stamp. */
  readonly orders: number;
  readonly onCompleted: (title: string | null) => void;
}

/** The stamp cards of the shopper who is logged in. */
export function StampCards({ orders, onCompleted }: Properties) {
  const widget = useRef<ChallengesWidgetElement>(null);

  useEffect(() => {
    void widget.current?.refresh();
  }, [orders]);

  // As a property of the element, React would not attach it to a page that a server has rendered.
  useEffect(() => {
    const cards = widget.current;
    const listener = ({ detail }: ChallengesWidgetEventMap["challenge-completed"]) => onCompleted(detail.title);
    cards?.addEventListener("challenge-completed", listener);
    return () => cards?.removeEventListener("challenge-completed", listener);
  }, [onCompleted]);

  return <challenges-widget ref={widget} proxy="/api/loyalty" heading-level={2} live />;
}
