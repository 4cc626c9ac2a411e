// Waits until the parser has read the whole markup of an element: a page arrives in
// pieces, and a script may run between two of them.

import { serverRenderedIn } from "./server-rendered";

/**
 * Calls back once, when the markup of the element is complete. The returned function ends
 * the wait; there is none when the markup is complete already.
 */
export function whenComplete(element: Element, callback: () => void): (() => void) | undefined {
  if (isComplete(element)) {
    return undefined;
  }
  const end = (): void => {
    observer.disconnect();
    document.removeEventListener("readystatechange", check);
  };
  const check = (): void => {
    if (isComplete(element)) {
      end();
      callback();
    }
  };
  const observer = new MutationObserver(check);
  observer.observe(document, { childList: true, subtree: true });
  document.addEventListener("readystatechange", check);
  return end;
}

/**
 * Whether the parser has left the element. It has when something stands behind the
 * element or behind an ancestor. A script can put something behind an ancestor earlier.
 * So cards that come with the page have to be complete themselves: their data is last.
 */
function isComplete(element: Element): boolean {
  const { shadowRoot } = element;
  const isParsed = shadowRoot ? serverRenderedIn(shadowRoot) !== null : isFollowed(element);
  return isParsed || document.readyState !== "loading";
}

function isFollowed(element: Element): boolean {
  let node: Node | null = element;
  while (node && !node.nextSibling) {
    node = node instanceof ShadowRoot ? node.host : node.parentNode;
  }
  return node !== null;
}
