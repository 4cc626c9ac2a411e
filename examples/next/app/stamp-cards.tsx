"use client";

import "challenges-widget";
import "challenges-widget/react";

/** The stamp cards of the shopper. `fragment` has those that come with the page, if any. */
export function StampCards({ fragment }: { fragment: string }) {
  // On the server alone: a page that Next keeps in the browser may be older than a stamp.
  const isInPage = typeof window === "undefined" && fragment !== "";
  const cards = `<template shadowrootmode="open">
    <link rel="stylesheet" href="/widget/challenges-widget.css">
    <div class="widget">${fragment}</div>
  </template>`;
  return (
    <challenges-widget
      proxy="/api/loyalty"
      heading-level={2}
      live
      // The browser takes the template out of the page while it reads the page.
      suppressHydrationWarning
      dangerouslySetInnerHTML={{ __html: isInPage ? cards : "" }}
    />
  );
}
