// A page that React renders as a whole document and sends in pieces, as Next does: the cards
// come when the proxy has answered, in a boundary of Suspense.

import { type ReactElement, Suspense, createElement, use, useEffect, useState } from "react";

import { shadowRoot } from "./my-pages.ts";

/** The attributes of the `html` element that say what React has hydrated. */
export const HYDRATED = { page: "data-page-hydrated", cards: "data-cards-hydrated" } as const;

// WebKit paints nothing of a page that arrives before there are more than 200 letters of it.
const BEFORE = "Before the cards. ".repeat(20);

/** On the server the fragment is still awaited. */
type Fragment = string | Promise<string>;

function useMark(attribute: string): void {
  // Effects run once what they stand in is hydrated.
  useEffect(() => document.documentElement.setAttribute(attribute, ""), [attribute]);
}

function StampCards({ fragment }: { readonly fragment: Fragment }): ReactElement {
  const html = typeof fragment === "string" ? fragment : use(fragment);
  useMark(HYDRATED.cards);
  return createElement("challenges-widget", {
    proxy: "/nobody",
    suppressHydrationWarning: true,
    dangerouslySetInnerHTML: { __html: html && shadowRoot(html) },
  });
}

function Counter(): ReactElement {
  const [presses, setPresses] = useState(0);
  useMark(HYDRATED.page);
  return createElement("button", { onClick: () => setPresses(presses + 1) }, `Pressed ${presses} times`);
}

/** The document. In the browser, where the cards stand already, the fragment may be empty. */
export function Streamed({ fragment }: { readonly fragment: Fragment }): ReactElement {
  return createElement(
    "html",
    { lang: "en" },
    createElement(
      "head",
      null,
      createElement("title", null, "My pages"),
      createElement("link", { rel: "icon", href: "data:," }),
      createElement("script", { type: "module", async: true, src: "/embed/challenges-widget.js" }),
    ),
    createElement(
      "body",
      null,
      createElement("h1", null, "My pages"),
      createElement("p", null, BEFORE),
      createElement(Counter),
      createElement(
        Suspense,
        { fallback: createElement("p", null, "The cards come soon.") },
        createElement(StampCards, { fragment }),
      ),
      createElement("footer", null, "Behind the cards"),
    ),
  );
}
