// Cards as a server has drawn them: by the proxy's answer, or within the page.

/** Cards, and the answers that they were drawn from. */
export interface Drawn {
  readonly cards: HTMLElement;
  /** For challenges, and for definitions. */
  readonly answers: readonly [unknown, unknown];
}

/** The cards in a document or an element; null where there are none. */
export function drawnIn(root: ParentNode): Drawn | null {
  const cards = root.querySelector<HTMLElement>("section.widget");
  const [challenges, definitions] = ["challenges", "definitions"].map((name) =>
    parsed(root.querySelector(`script[data-answer="${name}"]`)?.textContent),
  );
  return cards && challenges && definitions ? { cards, answers: [challenges, definitions] } : null;
}

/** Hides pictures that cannot be had, as the widget does once it is there. */
export function hideFailedPictures(root: ParentNode): void {
  for (const picture of root.querySelectorAll("img")) {
    picture.hidden = picture.complete && !picture.naturalWidth;
    picture.addEventListener("error", () => {
      picture.hidden = true;
    });
  }
}

function parsed(json: string | null | undefined): unknown {
  try {
    return JSON.parse(json ?? "");
  } catch {
    return null;
  }
}
