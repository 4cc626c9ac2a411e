// Finding elements in a page as Playwright's locators do: through shadow roots.

/** One step from what was found before to what is looked for. */
export type Step =
  | { readonly kind: "css"; readonly selector: string }
  | { readonly kind: "role"; readonly role: string; readonly name: Text | null }
  | { readonly kind: "text"; readonly text: Text }
  | { readonly kind: "nth"; readonly index: number }
  | { readonly kind: "hasText"; readonly text: Text }
  | { readonly kind: "has"; readonly steps: readonly Step[] };

/** A text as it has to be: part of what is there, all of it, or an expression. */
export interface Text {
  readonly source: string;
  readonly match: "part" | "whole" | { readonly flags: string };
}

export function textOf(text: string | RegExp, exact = false): Text {
  return text instanceof RegExp
    ? { source: text.source, match: { flags: text.flags } }
    : { source: text, match: exact ? "whole" : "part" };
}

/**
 * The elements that these steps lead to, in the order of the document. It is sent to the
 * page as text, so it uses nothing but what it has within itself.
 */
export function find(steps: readonly Step[], from: ParentNode = document): HTMLElement[] {
  const normalized = (text: string | null): string => (text ?? "").replace(/\s+/g, " ").trim();
  const isMatch = (text: string, { source, match }: Text): boolean => {
    if (typeof match === "object") return new RegExp(source, match.flags).test(text);
    return match === "whole" ? text === source : text.toLowerCase().includes(source.toLowerCase());
  };

  /** All elements below, those in shadow roots too. */
  function* below(root: ParentNode): Generator<HTMLElement> {
    if (root instanceof Element && root.shadowRoot) yield* below(root.shadowRoot);
    for (const child of root.children) {
      yield child as HTMLElement;
      yield* below(child);
    }
  }
  const parentOf = (element: Element): Element | null => {
    const parent: Node | null = element.parentNode;
    if (parent instanceof ShadowRoot) return parent.host;
    return parent instanceof Element ? parent : null;
  };
  const isVisible = (element: Element): boolean => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true });
  };

  /** A selector as compounds, each with the combinator before it. */
  const parse = (selector: string): [combinator: string, compound: string][] => {
    const parsed: [string, string][] = [];
    let combinator = " ";
    for (const [token] of selector.matchAll(/>|(?:[^\s>[(]|\[[^\]]*\]|\((?:[^()]|\([^()]*\))*\))+/g)) {
      if (token === ">") combinator = ">";
      else {
        parsed.push([combinator, token]);
        combinator = " ";
      }
    }
    return parsed;
  };
  const isCompound = (element: Element, compound: string): boolean => {
    const plain = compound.replaceAll(":visible", "");
    return element.matches(plain || "*") && (plain === compound || isVisible(element));
  };
  const isSelected = (element: Element, parts: [string, string][], scope: ParentNode): boolean => {
    const last = parts.at(-1);
    if (!last || !isCompound(element, last[1])) return false;
    const others = parts.slice(0, -1);
    const [combinator] = last;
    if (others.length === 0) return combinator === " " || parentOf(element) === scope;
    for (let parent = parentOf(element); parent; parent = parentOf(parent)) {
      if (isSelected(parent, others, scope)) return true;
      if (combinator === ">") return false;
    }
    return false;
  };

  const ROLES: Record<string, string> = {
    heading: "h1, h2, h3, h4, h5, h6, [role=heading]",
    button: "button, [role=button], input[type=submit], input[type=button]",
    checkbox: "input[type=checkbox], [role=checkbox]",
    link: "a[href], [role=link]",
  };
  const nameOf = (element: Element): string => {
    const label = element.getAttribute("aria-label");
    const labels = "labels" in element ? [...((element.labels as NodeListOf<Element> | null) ?? [])] : [];
    return normalized(label ?? labels.map((one) => one.textContent).join(" ") + (element.textContent ?? ""));
  };
  const isExposed = (element: Element): boolean => isVisible(element) && !element.closest("[aria-hidden=true]");

  const within = (root: ParentNode, step: Step): HTMLElement[] => {
    const all = [...below(root)];
    switch (step.kind) {
      case "css": {
        const alternatives = step.selector.split(/,(?![^([]*[)\]])/).map(parse);
        return all.filter((element) => alternatives.some((parts) => isSelected(element, parts, root)));
      }
      case "role": {
        const selector = ROLES[step.role];
        if (!selector) throw new Error(`the role ${step.role} is not known here`);
        return all.filter(
          (element) =>
            element.matches(selector) && isExposed(element) && (!step.name || isMatch(nameOf(element), step.name)),
        );
      }
      case "text": {
        const holds = (element: Element): boolean => isMatch(normalized(element.textContent), step.text);
        // An element that is searched for a text may be the one that has it.
        const asked = root instanceof HTMLElement ? [root, ...all] : all;
        return asked.filter((element) => holds(element) && ![...element.children].some(holds));
      }
      default:
        return [];
    }
  };

  let found: ParentNode[] = [from];
  for (const step of steps) {
    if (step.kind === "nth") {
      const at = found.at(step.index);
      found = at ? [at] : [];
    } else if (step.kind === "hasText") {
      found = found.filter((root) => isMatch(normalized((root as Element).textContent), step.text));
    } else if (step.kind === "has") {
      found = found.filter((root) => find(step.steps, root).length > 0);
    } else {
      found = [...new Set(found.flatMap((root) => within(root, step)))];
    }
  }
  return found as HTMLElement[];
}
