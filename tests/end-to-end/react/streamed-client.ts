// Hydrates the document while it still arrives.

import { createElement } from "react";
import { hydrateRoot } from "react-dom/client";

import { Streamed } from "./streamed.ts";

// Next sends the fragment once more, as data. A shop may leave that out.
const { fragment = "" } = window as { readonly fragment?: string };
hydrateRoot(document, createElement(Streamed, { fragment }), {
  onRecoverableError: (error) => console.error("hydration:", error),
});
