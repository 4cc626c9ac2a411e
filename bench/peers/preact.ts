// What the components import from React, as Preact has it. The bundle for Preact gets
// this file in place of `react` and `react-dom/client`. It is not `preact/compat`, which
// weighs more: a page written for Preact uses just these functions.

import { type Component, type ComponentChild, type ComponentType, createElement, render } from "preact";

export { useCallback, useEffect, useRef, useState } from "preact/hooks";

/** A component that is rendered again only when one of its properties has changed. */
export function memo<Properties extends object>(component: ComponentType<Properties>) {
  return function (this: Component<Properties>, properties: Properties) {
    this.shouldComponentUpdate = (next) =>
      (Object.keys(next) as (keyof Properties)[]).some((name) => next[name] !== this.props[name]);
    return createElement(component, properties);
  };
}

/** Renders into an element of the page. */
export function createRoot(element: Element) {
  return { render: (child: ComponentChild) => render(child, element) };
}
