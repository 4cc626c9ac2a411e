// A page of a shop that is made with React on the server and hydrated in the browser, as
// docs/frameworks.md describes it.

import { type ReactElement, createElement, useEffect, useState } from "react";

/** The id of the element into which the page is rendered. */
export const ROOT = "root";

/** The attribute of the `html` element that says that React has hydrated the page. */
export const HYDRATED = "data-hydrated";

/** The cards in the form that hydrates: React leaves this HTML as it is. */
export function shadowRoot(fragment: string): string {
  return `<template shadowrootmode="open">
    <link rel="stylesheet" href="/embed/challenges-widget.css">
    <div class="widget">${fragment}</div>
  </template>`;
}

/** The page. In the browser, where the cards stand already, the fragment may be empty. */
export function MyPages({ fragment }: { readonly fragment: string }): ReactElement {
  const [presses, setPresses] = useState(0);
  // Effects run once the page is hydrated.
  useEffect(() => document.documentElement.setAttribute(HYDRATED, ""), []);
  return createElement(
    "main",
    null,
    createElement("h1", null, "My pages"),
    createElement("button", { onClick: () => setPresses(presses + 1) }, `Pressed ${presses} times`),
    createElement("challenges-widget", {
      proxy: "/api/loyalty",
      headingLevel: 3,
      hideWhenEmpty: true,
      suppressHydrationWarning: true,
      dangerouslySetInnerHTML: { __html: fragment && shadowRoot(fragment) },
    }),
  );
}
