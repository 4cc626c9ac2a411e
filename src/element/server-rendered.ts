// Server-rendered cards: in an answer of the proxy, or in the page itself.

/** Cards, and the answers from which they were rendered. */
export interface ServerRendered {
  readonly cards: HTMLElement;
  /** The answer for challenges and the one for definitions, as JSON. */
  readonly answers: readonly [string, string];
}

/** The server-rendered cards in a document or an element; null where there are none. */
export function serverRenderedIn(root: ParentNode): ServerRendered | null {
  const cards = root.querySelector<HTMLElement>("section.widget");
  const answer = (name: string): string => root.querySelector(`script[data-answer="${name}"]`)?.textContent ?? "";
  const answers = [answer("challenges"), answer("definitions")] as const;
  return cards && answers.every(isJson) ? { cards, answers } : null;
}

/** Hides images that fail to load, as the widget does once it is mounted. */
export function hideFailedImages(root: ParentNode): void {
  for (const image of root.querySelectorAll("img")) {
    image.hidden = image.complete && !image.naturalWidth;
    image.addEventListener("error", () => {
      image.hidden = true;
    });
  }
}

function isJson(text: string): boolean {
  try {
    return Boolean(JSON.parse(text));
  } catch {
    return false;
  }
}
