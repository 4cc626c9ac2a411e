// The shadow root of an element, also in browsers that read no declarative ones: Firefox
// before 123, Safari before 16.4, Chrome before 111.

/** The shadow root that came with the page, or a new one. */
export function shadowRootOf(host: Element): ShadowRoot {
  const declared = host.shadowRoot;
  if (declared) {
    return declared;
  }
  const shadow = host.attachShadow({ mode: "open" });
  const template = host.querySelector<HTMLTemplateElement>(":scope > template[shadowrootmode]");
  if (template) {
    shadow.append(template.content);
    template.remove();
  }
  return shadow;
}

/** Shows the cards that came with the page, where the widget itself cannot run. */
export function showDeclared(tag: string): void {
  // The loader is a module: the page is there.
  for (const { parentElement } of document.querySelectorAll(`${tag} > template[shadowrootmode]`)) {
    if (parentElement) {
      shadowRootOf(parentElement);
    }
  }
}
