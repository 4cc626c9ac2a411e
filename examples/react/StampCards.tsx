"use client";

import { useEffect, useRef } from "react";

import type { ChallengesWidgetElement } from "challenges-widget";
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

  return (
    <challenges-widget
      ref={widget}
      proxy="/api/loyalty"
      heading-level={2}
      live
      onchallenge-completed={({ detail }) => onCompleted(detail.title)}
    />
  );
}
