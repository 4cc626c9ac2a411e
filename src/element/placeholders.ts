// What stands in the shadow root as long as there is no WebAssembly, besides the cards
// that a server has rendered.

import { failedText, failedTitle, retry } from "../../locales/en.json";

/** The same as crates/challenge-cards/src/view/skeleton.rs, which replaces it. */
export function placeholders(): HTMLElement {
  const slot = document.createElement("slot");
  slot.name = "fallback";
  const cards = element("ul", "cards waiting");
  // As an attribute: Firefox has no properties for ARIA before version 119.
  cards.setAttribute("aria-hidden", "true");
  cards.append(element("li", "card skeleton"), element("li", "card skeleton"));
  slot.append(cards);
  return slot;
}

/**
 * A notice that the widget could not be loaded. It is in English: the widget, which knows
 * other languages, is missing.
 */
export function failureNotice(): HTMLElement {
  const notice = element("div", "notice");
  notice.lang = "en";
  notice.part.add("notice", "error");
  notice.setAttribute("role", "alert");
  const button = element("button", "button retry", retry);
  button.part.add("button", "retry");
  notice.append(element("p", "notice-title", failedTitle), element("p", "notice-text", failedText), button);
  return notice;
}

/** A new element with these classes. */
export function element(tag: string, classes: string, text = ""): HTMLElement {
  const created = document.createElement(tag);
  created.className = classes;
  created.textContent = text;
  return created;
}
