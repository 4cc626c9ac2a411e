// Hydrates the page in the browser.

import { createElement } from "react";
import { hydrateRoot } from "react-dom/client";

import { MyPages, ROOT } from "./my-pages.ts";

const root = document.getElementById(ROOT);
if (root) {
  hydrateRoot(root, createElement(MyPages, { fragment: "" }), {
    onRecoverableError: (error) => console.error("hydration:", error),
  });
}
